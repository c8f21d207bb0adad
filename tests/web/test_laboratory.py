"""The laboratory's pages: who may begin what, what is told of texts that make no sense, and what comes of a trial."""

from __future__ import annotations

import gzip
import json
import os
import platform
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.web.city import City
from tests.web.conftest import Enter

from councils.app import refusals
from councils.app.trials.shelf import Full, Shelf, State, write
from councils.app.trials.trial import Trial
from councils.app.trials.worker import StoppedError, carry_out, wake, why_none, work
from councils.core.charter import Charter
from councils.core.charter.toml import parse_charter
from councils.core.place import Places
from councils.core.place_csv import read_places
from councils.lab.partition.ground import ground, read_borders, standing
from councils.lab.playing import playing
from councils.lab.simulation.play import play
from councils.lab.simulation.scenario import Scenario, parse_scenario
from councils.presets import preset, preset_borders, preset_places
from councils.web.views import laboratory

SIZES = {"question": "sizes", "charter": "paris-1871", "other": "open-assemblies", "territory": "paris-1871"}
NUMBERS = {"turnout": "30", "meetings": "12", "hours": "2", "seed": "1"}
PARIS = "/laboratory/trial/?question=sizes&charter=paris-1871&territory=paris-1871"


@pytest.fixture
def shelf(city: City, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """An empty one, on which nothing is begun but by the test itself."""
    settings.LABORATORY, settings.LABORATORY_OPEN = tmp_path / "lab", "anyone"
    monkeypatch.setattr(laboratory, "wake", lambda shelf: None)
    return Shelf(settings.LABORATORY)


def asked(browser: Client, **more: Any) -> Any:
    return browser.post("/laboratory/", SIZES | NUMBERS | more)


def test_two_charters_are_compared_on_paris(shelf: Shelf, enter: Enter) -> None:
    browser = enter()
    address = asked(browser).url
    work(shelf, os.getppid())
    page = browser.get(address).content.decode()
    assert "Side by side" in page
    assert "Paris, 1871" in page
    assert page.count("<figure") == 8
    figures = page.split("<figure")[1:]
    ticks = [re.findall(r'text-anchor="end">([^<]+)<', figure) for figure in figures]
    assert ticks[:4] == ticks[4:]  # one scale for both
    assert "contradict everybody&#x27;s votes least" in page
    rows = json.loads(browser.get(address.replace("trial/?", "trial/data.json?")).content)["rows"]
    assert [len(rows), {row["charter"] for row in rows}] == [64, {"paris-1871", "open-assemblies"}]
    assert browser.get(address.replace("trial/?", "trial/data.parquet?")).content[:4] == b"PAR1"
    assert len(browser.get(address.replace("trial/?", "trial/data.csv?")).content.splitlines()) == 65
    scenario = tomllib.loads(browser.get(address.replace("trial/?", "trial/scenario.toml?")).content.decode())
    assert scenario["charter_texts"][0] == {"name": "paris-1871", "text": preset("paris-1871")}


def test_a_charter_of_ones_own_is_told_by_line(shelf: Shelf, enter: Enter) -> None:
    answer = asked(enter(), charter="mine", text='name = "x"\nfranchisee = 3\n')
    assert (answer.status_code, "line 2:" in answer.content.decode()) == (422, True)
    assert shelf.waiting() == []


def test_places_too_large_or_broken_are_not_kept(shelf: Shelf, enter: Enter) -> None:
    for content, said in ((b"x" * 5_000_001, "5000 kB"), (b"code,name\n1,2\n", "line 1:"), (b"PK\x03\x04", "packed")):
        answer = asked(enter(), territory="mine", places=SimpleUploadedFile("places.csv", content))
        assert (answer.status_code, said in answer.content.decode()) == (422, True), said
    assert not (shelf.folder / "texts").exists()


@pytest.mark.parametrize(
    ("field", "name", "said"),
    [
        ("file", "charter.toml", "Below is a charter of your own."),
        ("places", "places.csv", "Below are places of your own."),
    ],
)
def test_a_file_that_is_not_chosen_above_is_not_passed_over(
    shelf: Shelf, enter: Enter, field: str, name: str, said: str
) -> None:
    answer = asked(enter(), **{field: SimpleUploadedFile(name, b"code,name\n")})
    assert (answer.status_code, said in answer.content.decode(), shelf.waiting()) == (422, True, [])


def test_the_same_charter_twice_is_no_comparison(shelf: Shelf, enter: Enter) -> None:
    answer = asked(enter(), charter="mine", other="mine", text=preset("paris-1871"))
    assert (answer.status_code, "the same charter twice" in answer.content.decode()) == (422, True)


def test_an_empty_file_is_told_of_once(shelf: Shelf, enter: Enter) -> None:
    answer = asked(enter(), territory="mine", places=SimpleUploadedFile("places.csv", b"")).content.decode()
    summary = answer[answer.index("There is a problem") : answer.index("</ul>", answer.index("There is a problem"))]
    assert (summary.count("<li"), "There is nothing here." in summary) == (1, True)


def test_a_downloaded_scenario_is_made_again_elsewhere(shelf: Shelf, enter: Enter, settings: Any) -> None:
    """With a charter and places of one's own, on a server that has never seen them."""
    own = (preset("paris-1871") or "").replace("Paris, March 1871", "Our own")
    places = SimpleUploadedFile("places.csv", b"code,name,level,parent_code,population\nC,City,city,,900\n")
    here = asked(enter(), charter="mine", text=own, other="", territory="mine", places=places, turnout="50").url
    scenario = enter().get(here.replace("trial/?", "trial/scenario.toml?")).content
    settings.LABORATORY = settings.LABORATORY.parent / "elsewhere"
    missing = enter().get(here)
    assert (missing.status_code, '/laboratory/#again">Again, from a file' in missing.content.decode()) == (404, True)
    sent = {"again": "yes", "scenario": SimpleUploadedFile("trial.toml", scenario)}
    there = enter().post("/laboratory/", sent)
    assert (there.status_code, there.url) == (302, here)
    work(Shelf(settings.LABORATORY), os.getppid())
    page = enter().get(here).content.decode()
    assert "<figure" in page
    assert "<dd>City</dd>" in page
    assert "On another server they need the scenario too" in page
    parquet = enter().get(here.replace("trial/?", "trial/data.parquet?")).content
    about = pq.read_schema(BytesIO(parquet)).metadata
    assert tomllib.loads(about[b"trial"].decode())["charter_texts"][0]["text"] == own.strip()
    assert (about[b"version"].decode(), about[b"machine"].decode()) == (version("councils"), platform.machine())


def test_an_experiment_is_asked_of_places_of_ones_own(shelf: Shelf, enter: Enter) -> None:
    """And so its address says; without a territory it is asked of its usual country, and spread needs borders."""
    asks = {"question": "nesting", "charter": "open-assemblies", "other": "", "runs": "2"}
    usual = asked(enter(), **asks, territory="").url
    assert "territory" not in usual
    lines = ("code,name,level,parent_code,population", "C,City,city,,900", "A,Quay,q,C,400", "B,Mill,q,C,500", "")
    text = "\n".join(lines).encode()

    def sent(**more: Any) -> Any:
        return asked(
            enter(),
            **asks
            | {"other": "tenants-union", "territory": "mine", "places": SimpleUploadedFile("p.csv", text)}
            | more,
        )

    work(shelf, os.getppid())
    there = sent().url
    work(shelf, os.getppid())
    page = enter().get(there).content.decode()
    assert ("<dd>City</dd>" in page, "As many levels as it takes, 5 to a council" in page) == (True, True)
    rows = json.loads(enter().get(there.replace("trial/?", "trial/data.json?")).content)["rows"]
    assert {row["assembly"] for row in rows} == {21, 75, 151, 501}
    own = [row for row in rows if row["charter"] == "open-assemblies"]
    turned = sum(row["contradicts"] for row in own) / sum(row["runs"] for row in own)
    assert f"{turned:.1%}</td>" in page.replace("\n", "")
    borders = sent(question="spread")
    assert (borders.status_code, "There is nothing here" in borders.content.decode()) == (422, True)
    edges = SimpleUploadedFile("b.csv", b"a,b\nA,B\n")
    assert "borders=" in sent(question="spread", borders=edges).url


PLAYED = """title = "A town that is asked"
steps = 8
[territory]
people = 600
assembly = 20
council = 5
[network]
start = 1
chance = 0.3
[[questions]]
step = 2
title = "Water for all"
[[shocks]]
step = 3
kind = "cut"
region = 2
stock = 10
"""


def test_a_scenario_of_ones_own_is_played_under_two_charters_and_made_again(
    shelf: Shelf, enter: Enter, settings: Any
) -> None:
    sent = {
        "question": "scenario",
        "scenario": PLAYED,
        "charter": "open-assemblies",
        "other": "rsfsr-1918",
        "runs": "2",
    }
    address = asked(enter(), **sent).url
    work(shelf, os.getppid())
    page = enter().get(address).content.decode()
    assert "<h1>A town that is asked</h1>" in page
    assert page.count("<figure") == 8
    assert page.count("Water for all: decided in") == 2
    assert page.count("Water for all: runs in which") == 2  # carried, and against all votes: side by side
    assert "Delegates from their assembly, on average over all steps" in page
    rows = json.loads(enter().get(address.replace("trial/?", "trial/data.json?")).content)["rows"]
    charter, scenario = parse_charter(preset("open-assemblies") or ""), parse_scenario(PLAYED)
    assert isinstance(charter, Charter)
    assert isinstance(scenario, Scenario)
    alone = [play(replace(scenario, seed=seed), charter).rows[-1]["inside"] for seed in (1, 2)]
    assert next(row["inside"] for row in rows if row["step"] == 8) == pytest.approx(sum(alone) / 2)
    file = enter().get(address.replace("trial/?", "trial/scenario.toml?")).content
    settings.LABORATORY = settings.LABORATORY.parent / "elsewhere"
    there = enter().post("/laboratory/", {"again": "yes", "scenario": SimpleUploadedFile("trial.toml", file)})
    assert (there.status_code, there.url) == (302, address)


ON_PLACES = 'steps = 9\n[territory]\nplaces = "x"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is nothing here."),
        (PLAYED.replace("people", "poeple"), "line 4: The key &#x27;poeple&#x27; is unknown."),
        (PLAYED.replace("people = 600", "people = 90000000"), "too much for these pages"),
        (
            'steps = 150\n[territory]\nplaces = "/etc/passwd"\n',
            "too much for these pages",
        ),  # those of the form, and no file
        (ON_PLACES + '[network]\nstart = "75-09"\n', "line 5: The place &#x27;75-09&#x27; needs a map."),
        (ON_PLACES + 'borders = "y"\n[network]\nstart = "z"\n', "line 6: There is no place &#x27;z&#x27; on the map."),
    ],
)
def test_a_scenario_of_ones_own_that_cannot_be_played_says_why(
    shelf: Shelf, enter: Enter, text: str, said: str
) -> None:
    answer = asked(enter(), question="scenario", scenario=text)
    assert (answer.status_code, said in answer.content.decode(), shelf.waiting()) == (422, True, [])


VALLEY = b"code,name,level,parent_code,population\r\nV,Valley,valley,,600\r\nA,A,town,V,400\r\nB,B,town,V,200\r\n"
CUT = """steps = 4
[territory]
places = "x.csv"
borders = "y.csv"
assembly = 20
council = 5
[[shocks]]
step = 2
kind = "cut"
region = "B"
stock = 90
"""


def on_the_valley(borders: bytes | None, **more: str) -> dict[str, Any]:
    sent = {"borders": borders, "places": VALLEY}
    files = {name: SimpleUploadedFile(name, data) for name, data in sent.items() if data is not None}
    return {"question": "scenario", "scenario": CUT, "territory": "mine", "runs": "2"} | files | more


def test_a_scenario_is_played_on_places_and_borders_that_were_chosen(shelf: Shelf, enter: Enter, settings: Any) -> None:
    """And, from its file, on another server; each alone is the same as from files on the command line."""
    address = asked(enter(), **on_the_valley(gzip.compress(b"a,b\r\nA,B\r\n"))).url
    work(shelf, os.getppid())
    page = enter().get(address).content.decode()
    assert ("<dd>Valley</dd>" in page, "of 600 members" in page) == (True, True)
    rows = json.loads(enter().get(address.replace("trial/?", "trial/data.json?")).content)["rows"]
    assert [round(30 * row["cut"]) for row in rows if row["charter"] == "paris-1871"] == [0, 0, 10, 10, 10]
    file = enter().get(address.replace("trial/?", "trial/scenario.toml?")).content
    settings.LABORATORY = settings.LABORATORY.parent / "elsewhere"
    there = enter().post("/laboratory/", {"again": "yes", "scenario": SimpleUploadedFile("trial.toml", file)})
    assert (there.status_code, there.url) == (302, address)
    broken = file.replace(b"A,B", b"A,Z")
    told = enter().post("/laboratory/", {"again": "yes", "scenario": SimpleUploadedFile("trial.toml", broken)})
    assert (told.status_code, "line 2: There is no place with the code" in told.content.decode()) == (422, True)


def test_borders_come_with_the_territory_or_are_asked_for(shelf: Shelf, enter: Enter) -> None:
    sent = on_the_valley(None, territory="paris-1871", scenario=CUT.replace('"B"', '"75-18"'))
    del sent["places"]
    alone = asked(enter(), **sent)
    assert "territory=paris-1871&borders=paris-1871" in alone.url
    for borders, said in ((None, "There is nothing here."), (b"a,b\nA,A\n", "line 2: A borders on itself.")):
        answer = asked(enter(), **on_the_valley(borders))
        assert (answer.status_code, said in answer.content.decode()) == (422, True), said


def test_wards_of_paris_hang_together(shelf: Shelf) -> None:
    places = read_places(preset_places("paris-1871") or "")
    assert isinstance(places, Places)
    pairs = read_borders(preset_borders("paris-1871") or "", places)
    assert isinstance(pairs, list)
    assert len(ground(standing(places, pairs, places.leaves()), pairs)) == 20


def test_points_of_a_scenario_are_the_same_one_after_the_other_and_alone() -> None:
    scenario, charter = parse_scenario(PLAYED), parse_charter(preset("open-assemblies") or "")
    assert isinstance(scenario, Scenario)
    assert isinstance(charter, Charter)
    sweep = playing(scenario).sweep(charter, seed=1, runs=2)
    forwards = [sweep.row(number) for number in range(9)]
    assert [sweep.row(number) for number in reversed(range(9))] == forwards[::-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no scenario"),
        (b"[territory]\npeople = 3000\n", "as a scenario of your own"),
        (b"a = ", "not TOML"),
        (b"\xff\xfe\x00", "line"),
        (b'question = "capture"\ncharters = ["paris-1871"]\nruns = 1000000\n', "out of bounds"),
        (b'question = "capture"\ncharters = 3\ncharter_texts = 7\n', "no scenario"),
        (b'question = "capture"\ncharters = ["x"]\n[[charter_texts]]\nname = "x"\ntext = "a = 1"\n', "line 1:"),
        (None, "Choose the file"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_told(shelf: Shelf, enter: Enter, content: bytes | None, said: str) -> None:
    sent: dict[str, Any] = {"again": "yes"}
    if content is not None:
        sent["scenario"] = SimpleUploadedFile("trial.toml", content)
    answer = enter().post("/laboratory/", sent)
    page = answer.content.decode()
    assert (answer.status_code, said in page, shelf.waiting()) == (422, True, [])
    assert "The question: " not in page  # the other form was not sent


@pytest.mark.parametrize(
    "query",
    [
        "question=sizes&charter=../../councils.signing&territory=paris-1871",
        "question=sizes&charter=paris-1871&territory=..%2F..%2Fetc%2Fpasswd",
        "question=sizes&charter=paris-1871&territory=paris-1871&hours=nan",
        "question=sizes&charter=paris-1871&territory=paris-1871&meetings=999999999",
        "question=capture&charter=paris-1871&runs=1000000",
        "question=capture&charter=paris-1871&charter=paris-1871",
        "question=capture&charter=paris-1871&seed=-1",
        f"question=capture&charter=paris-1871&seed={'9' * 5000}",
        "question=__init__&charter=paris-1871",
        f"question=nesting&charter={'0' * 64}",
        "question=scenario&charter=paris-1871&scenario=../x",
        f"question=scenario&charter=paris-1871&scenario={'0' * 64}",
        "",
    ],
)
def test_an_address_that_makes_no_sense_names_no_trial(shelf: Shelf, enter: Enter, query: str) -> None:
    assert enter().get(f"/laboratory/trial/?{query}").status_code == 404


def test_a_trial_is_begun_by_a_form_and_by_nothing_else(shelf: Shelf, enter: Enter) -> None:
    assert "Try it" in enter().get(PARIS).content.decode()
    assert shelf.waiting() == []


def test_visitors_begin_nothing_where_members_alone_may(shelf: Shelf, enter: Enter, settings: Any) -> None:
    settings.LABORATORY_OPEN = "members"
    assert asked(enter()).status_code == 403
    assert enter().post(PARIS).status_code == 422
    assert shelf.waiting() == []


def test_a_person_has_one_trial_at_a_time_and_no_more_wait_than_there_is_room_for(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    trials = [Trial("nesting", ("open-assemblies",), runs=2, seed=seed) for seed in range(22)]
    assert [shelf.ask(trials[0], "ana"), shelf.ask(trials[0], "ana"), shelf.ask(trials[1], "ana")] == [
        None,
        None,
        Full.MINE,
    ]
    assert [shelf.ask(trial, str(trial.seed)) for trial in trials[1:]] == [None] * 19 + [Full.MANY] * 2
    assert shelf.ahead(trials[3]) == 3


def test_of_many_who_ask_at_once_each_has_one_trial_and_nothing_breaks(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    every = [(Trial("nesting", ("open-assemblies",), runs=2, seed=n), f"person {n % 4}") for n in range(64)]
    with ThreadPoolExecutor(16) as people:
        answers = list(people.map(lambda each: shelf.ask(*each), every))
    assert answers.count(None) == len(shelf.waiting()) == 4
    same = Trial("recall", ("open-assemblies",), runs=2)
    with ThreadPoolExecutor(16) as people:
        assert list(people.map(lambda n: shelf.ask(same, f"other {n}"), range(64))) == [None] * 64
    assert len(shelf.waiting()) == 5


def test_whoever_did_not_begin_a_trial_cannot_end_it(shelf: Shelf, city: City, enter: Enter) -> None:
    trial = Trial("sizes", ("paris-1871",), territory="paris-1871")
    shelf.ask(trial, "somebody")
    assert enter().post(PARIS, {"stop": "yes"}).status_code == 422
    assert shelf.state(trial) == State.WAITING


def test_a_stopped_trial_goes_on_to_the_same_result(tmp_path: Path) -> None:
    shelf, whole = Shelf(tmp_path / "one"), Shelf(tmp_path / "other")
    trial = Trial("nesting", ("open-assemblies",), runs=2)
    shelf.ask(trial, "ana")
    (shelf.home(trial) / "stopped").write_text("")
    work_once(shelf, trial)
    measured = len((shelf.home(trial) / "0.journal").read_text().splitlines()) - 1
    (shelf.home(trial) / "waiting").unlink()
    assert (shelf.state(trial), measured) == (State.STOPPED, 1)
    shelf.ask(trial, "ana")
    work(shelf, os.getppid())
    how = shelf.progress(trial)
    assert (how["done"], how["made"]) == (how["total"], how["total"] - measured)  # the time left is reckoned from these
    whole.ask(trial, "ana")
    work(whole, os.getppid())
    assert shelf.result(trial) == whole.result(trial)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.6, "1 second left"), (89, "89 seconds left"), (1123, "some 19 minutes left")]
)
def test_time_left_is_told_in_minutes_where_it_is_long(seconds: float, said: str) -> None:
    assert laboratory.still(seconds) == said


def work_once(shelf: Shelf, trial: Trial) -> None:
    with pytest.raises(StoppedError):
        carry_out(shelf, shelf.home(trial), os.getppid())


def test_a_charter_that_cannot_be_tried_says_why(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    text = "code,name,level,parent_code,population\nC,City,city,,0\n"
    trial = Trial("sizes", ("open-assemblies",), territory=shelf.put(text))
    shelf.ask(trial, "ana")
    work(shelf, os.getppid())
    assert (shelf.state(trial), str(refusals.said(why_none(shelf, trial)))) == (
        State.FAILED,
        "Nobody lives in these places: give their population.",
    )


@pytest.mark.parametrize("text", ["This took longer than 15 minutes. Ask for fewer runs.", "{braces} of a title"])
def test_why_a_trial_has_no_result_is_told_as_it_was_written(tmp_path: Path, text: str) -> None:
    shelf, trial = Shelf(tmp_path), Trial("sizes", ("open-assemblies",))
    write(shelf.home(trial) / "failed", text)
    assert refusals.said(why_none(shelf, trial)) == text


def test_a_process_of_its_own_carries_out_what_waits(tmp_path: Path) -> None:
    shelf, trial = Shelf(tmp_path), Trial("sizes", ("open-assemblies",), territory="paris-1871")
    shelf.ask(trial, "ana")
    wake(shelf)
    from councils.app.trials import worker

    assert worker.started[tmp_path].wait(300) == 0
    assert (shelf.state(trial), len(shelf.result(trial)[0])) == (State.DONE, 32)
