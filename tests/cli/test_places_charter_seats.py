"""The commands that need no database: what they print, where, and with which exit status."""

import json
import lzma
from pathlib import Path

import pytest
from click.testing import CliRunner

from councils.cli import main
from councils.presets import NAMES, preset

DATA = Path(__file__).parents[1] / "data"
GUADELOUPE = DATA / "guadeloupe.csv"


def run(*words):
    """(exit status, standard output, standard error)."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def broken(tmp_path):
    file = tmp_path / "broken.csv"
    text = GUADELOUPE.read_text(encoding="utf-8").replace("R01,384160", "R01,384161")
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def unsound(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(preset("open-assemblies").replace('mandate = "imperative"', 'mandate = "imperial"'))
    return file


def test_places_check_tells_what_is_there():
    status, out, err = run("places", "check", GUADELOUPE)
    assert (status, err) == (0, "")
    assert out.splitlines()[1:] == [
        "Guadeloupe (R01): 384160 people in 40 places",
        "        1  region",
        "        1  departement",
        "        6  intercommunalite",
        "       32  commune",
    ]


def test_places_check_reads_the_whole_of_france(tmp_path):
    file = tmp_path / "france.csv"
    file.write_bytes(lzma.decompress((DATA / "france.csv.xz").read_bytes()))
    status, out, _ = run("places", "check", file)
    assert status == 0
    assert "France (FR): 68952941 people in 36503 places" in out.splitlines()


def test_places_check_names_lines_on_standard_error_and_ends_in_one(broken):
    status, out, err = run("places", "check", broken)
    assert (status, out) == (1, "")
    region, departement = err.splitlines()
    assert region == (
        f"{broken}:2: Guadeloupe (R01) has 384160 people and its one child has 384161 together: 1 fewer. "
        "Correct the wrong number, or write 384161 here."
    )
    assert departement == (
        f"{broken}:3: Guadeloupe (D971) has 384161 people and its 6 children have 384160 together: 1 more. "
        "Correct the wrong number, or write 384160 here."
    )


def test_places_check_as_data(broken):
    status, out, _ = run("places", "check", GUADELOUPE, "--json")
    assert (status, json.loads(out)["places"], json.loads(out)["root"]["code"]) == (0, 40, "R01")
    status, out, err = run("places", "check", broken, "--json")
    found = json.loads(out)
    assert (status, err, found["ok"], [problem["line"] for problem in found["problems"]]) == (1, "", False, [2, 3])


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    assert run("places", "check", tmp_path / "none.csv") == (
        1,
        "",
        f"{tmp_path}/none.csv: No such file or directory. Name a file that you can read, or - for standard input.\n",
    )
    (tmp_path / "latin.csv").write_bytes(b"code,name\nA,\xe9\n")
    status, _, err = run("places", "check", tmp_path / "latin.csv")
    assert (status, err) == (1, f"{tmp_path / 'latin.csv'}:2: Byte 0xe9 is not UTF-8. Save the file as UTF-8.\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_is_sound_and_can_be_shown(name):
    status, out, err = run("charter", "check", name)
    assert (status, err, out.splitlines()[0].endswith("all is well.")) == (0, "", True)
    status, out, err = run("charter", "show", name)
    assert (status, err) == (0, "")
    assert "  R10 " in out


def test_charter_check_names_the_line_and_what_would_be_right(unsound):
    status, out, err = run("charter", "check", unsound)
    line = preset("open-assemblies").split('mandate = "imperative"')[0].count("\n") + 1
    assert (status, out) == (1, "")
    assert err == (
        f"{unsound}:{line}: 'imperial' is not among the choices for 'mandate'. "
        "Write one of: imperative, answerable, free. Perhaps 'imperative' was meant.\n"
    )
    assert json.loads(run("charter", "check", unsound, "--json")[1])["problems"][0]["line"] == line


def test_a_charter_from_a_file_is_the_same_as_by_its_name(tmp_path):
    (tmp_path / "copy.toml").write_text(preset("paris-1871"), encoding="utf-8")
    assert run("charter", "check", tmp_path / "copy.toml") == run("charter", "check", "paris-1871")


def test_an_unknown_name_of_a_charter_lists_the_known():
    status, _, err = run("charter", "show", "paris")
    assert status == 1
    assert "paris-1871" in err


def test_charter_show_as_data_holds_the_document_and_the_words():
    found = json.loads(run("charter", "show", "open-assemblies", "--json")[1])
    assert (found["charter"]["referral"]["quorum"], len(found["sha256"])) == ("1/5", 64)
    assert [part["section"] for part in found["words"]][:3] == ["franchise", "elections", "terms"]


def test_seats_of_paris_1871():
    status, out, _ = run("seats", "--charter", "paris-1871", "--places", "paris-1871")
    lines = out.splitlines()
    assert status == 0
    assert lines[12] == "     4  75-13        Gobelins (70192 people, 3 + 1, 10192 left)"
    assert lines[-1] == "    90  seats in all, in one council"


def test_seats_as_data_say_how_and_that_population_stands_in():
    found = json.loads(run("seats", "--charter", "open-assemblies", "--places", GUADELOUPE, "--json")[1])
    assert found["population_stands_in_for_members"]
    assert found["total"] == sum(found["councils"].values()) == sum(row["seats"] for row in found["places"])
    abymes = next(row for row in found["places"] if row["code"] == "97101")
    assert abymes == {
        "code": "97101",
        "name": "Les Abymes",
        "council": "E200018653",
        "level": "assembly",
        "seats": 2042,
        "population": 51055,
        "method": "norm",
        "quotient": 2042,
        "remainder": 5,
        "bounded": "",
    }


def test_seats_of_a_divided_house_show_quotas_and_ties(tmp_path):
    file = tmp_path / "twins.csv"
    rows = "F,F,x,,42,,,\n" + "".join(f"{c},{c},x,F,6,,,\n{c}1,{c}1,x,{c},6,,,\n" for c in "abcdefg")
    file.write_text("code,name,level,parent_code,population,lat,lon,kind\n" + rows)
    text = preset("worker-cooperative").replace("per = 20\nfraction_over = 10", 'method = "webster"\ntotal = 60')
    house = tmp_path / "house.toml"
    house.write_text(text)
    status, out, _ = run("seats", "--charter", house, "--places", file)
    assert status == 0
    assert out.splitlines()[0] == "     9  a            a (6 people, quota 8.571)"
    assert "In F these had equal claims to the last seat: a, b, c, d, e, f, g." in out


def test_seats_of_faulty_input_end_in_one(broken, unsound):
    assert run("seats", "--charter", "open-assemblies", "--places", broken)[0] == 1
    assert run("seats", "--charter", unsound, "--places", GUADELOUPE)[0] == 1


def test_places_come_from_standard_input_too():
    data = GUADELOUPE.read_bytes()
    result = CliRunner().invoke(main, ["places", "check", "-", "--json"], input=data)
    from_file = json.loads(run("places", "check", GUADELOUPE, "--json")[1])
    assert json.loads(result.stdout) == {**from_file, "file": "-"}
