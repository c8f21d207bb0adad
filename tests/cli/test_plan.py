"""`councils plan`: what each command prints, for people and for programs, and its exit status."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests import ready
from tests.cli.test_places_charter_seats import run
from tests.plan.economies import with_by_products

from councils.cli.plan_solving import STOPPING, Steps, interruptible
from councils.plan.cases.instances import generate
from councils.plan.cases.named import named
from councils.plan.files.folder import write_folder
from councils.plan.leontief import FIRST, Progress


@pytest.fixture
def valley(tmp_path):
    folder = tmp_path / "valley"
    assert run("plan", "demo", "cooperative", "--out", folder)[0] == 0
    return folder


@pytest.fixture
def planned(valley, tmp_path):
    assert run("plan", "solve", valley, "--out", tmp_path / "plan")[0] == 0
    return tmp_path / "plan"


def test_check_tells_what_is_there(valley):
    status, out, _ = run("plan", "check", valley)
    assert (status, out.splitlines()[1]) == (0, "45 products, 39 techniques, 12 workplaces, 55 needs, 1 period")
    assert json.loads(run("plan", "check", valley, "--json")[1])["products"] == 45


def test_check_names_file_and_line_on_standard_error(valley):
    file = valley / "needs.csv"
    file.write_text(file.read_text().replace("bread,220,", "bread,-220,", 1))
    status, out, err = run("plan", "check", valley)
    assert (status, out) == (1, "")
    assert err.startswith(f"{file}:2: quantity: -220 is negative.")
    status, out, _ = run("plan", "check", valley, "--json")
    assert (status, json.loads(out)["problems"][0]["line"]) == (1, 2)


def test_solve_as_data_has_everything(valley):
    status, out, _ = run("plan", "solve", valley, "--json", "--least", "co2")
    data = json.loads(out)
    assert (status, data["ok"], data["unmet"]) == (0, True, [])
    assert [stage["stage"] for stage in data["certificate"]["stages"]][-2:] == ["least co2", "labour"]
    assert sum(row["hours"] for row in data["labour"]) == pytest.approx(data["hours"])


def test_a_resource_that_is_not_there_is_told(valley):
    status, _, err = run("plan", "solve", valley, "--least", "sun")
    assert status == 1
    assert err.startswith("Error: There is no resource 'sun'.")


def test_a_plan_is_checked_explained_and_compared(planned):
    assert run("plan", "check", planned)[1].splitlines()[-1] == f"{planned}: the certificate holds."
    assert run("plan", "diff", planned, planned)[1] == "The two plans are the same.\n"
    (here, there) = json.loads(run("plan", "explain", planned, "bread", "--json")[1])
    assert here["product"] == "product bread@Town 1"
    work = sum(link["hours"] for link in there["links"] if link["from"] == "work")
    assert work == pytest.approx(there["hours"])


def test_a_plan_that_was_changed_is_rejected(planned):
    file = planned / "activities.csv"
    file.write_text(file.read_text().replace("run solar@Upper valley 1,12,", "run solar@Upper valley 1,13,"))
    status, _, err = run("plan", "check", planned)
    assert status == 1
    assert "run solar@Upper valley 1: 0.0833 over its limit." in err


def test_a_table_that_was_changed_is_told_beside_a_certificate_that_holds(planned):
    file = planned / "labour.csv"
    file.write_text(re.sub(r"\d+(\.\d+)?$", "1", file.read_text(), count=1, flags=re.MULTILINE))
    status, out, err = run("plan", "check", planned)
    said = f"{planned}: the certificate holds, but the tables say something else."
    assert (status, out.splitlines()[-1], err.startswith(f"{file}:2: hours is '1' here")) == (1, said, True)


def test_what_holds_no_plan_is_told(valley):
    status, _, err = run("plan", "explain", valley)
    assert (status, err.split(".")[0]) == (1, f"Error: {valley} holds no plan")


def test_demo_does_not_write_over_anything(valley):
    assert run("plan", "demo", "cooperative", "--out", valley)[0] == 1


def test_export_writes_what_the_plan_reaches(planned, tmp_path):
    status, out, _ = run("plan", "export", planned, "--mps", tmp_path / "valley.mps", "--json")
    assert (status, round(json.loads(out)["value"])) == (0, 747)
    assert (tmp_path / "valley.mps").read_text().endswith("ENDATA\n")


def test_generate_invents_the_same_economy_each_time(tmp_path):
    for name in ("one", "two"):
        assert run("plan", "generate", "--products", 20, "--seed", 7, "--out", tmp_path / name)[0] == 0
    one, two = ((tmp_path / name / "recipes.csv").read_text() for name in ("one", "two"))
    assert one == two
    status, out, _ = run("plan", "solve", tmp_path / "one", "--json")
    assert (status, json.loads(out)["unmet"]) == (0, [])


def test_a_folder_is_written_anew_without_what_was_there(valley, planned):
    for name in ("stocks.csv", "trade.csv"):
        (valley / name).rename(valley.parent / name)
    assert run("plan", "solve", valley, "--out", planned)[0] == 1  # nobody makes diesel any more
    for name in ("stocks.csv", "trade.csv"):
        (valley.parent / name).rename(valley / name)
    (valley / "stocks.csv").unlink()
    assert run("plan", "solve", valley, "--out", planned)[0] == 0
    assert run("plan", "check", planned)[0] == 0
    assert not (planned / "economy" / "stocks.csv").exists()


def test_where_nothing_can_be_written_is_told(planned):
    status, _, err = run("plan", "export", planned, "--mps", planned / "no" / "folder.mps")
    assert (status, err) == (1, f"Error: {planned / 'no' / 'folder.mps'}: No such file or directory.\n")


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    folder = tmp_path_factory.mktemp("invented") / "economy"
    assert run("plan", "generate", "--products", 120, "--out", folder)[0] == 0
    return folder


def test_our_own_method_tells_its_steps_and_begins_with_another_plan(invented, tmp_path):
    status, out, err = run("plan", "solve", invented, "--method", "own", "--gap", 0.001, "--out", tmp_path / "plan")
    assert (status, err.splitlines()[0].split(":")[0]) == (0, f"{FIRST} steps")
    assert "Certificate: every need" in out
    status, out, err = run(
        "plan", "solve", invented, "--method", "own", "--gap", 0.001, "--from", tmp_path / "plan", "--json"
    )
    assert (status, err, json.loads(out)["stopped"]) == (0, "", False)


def test_a_form_that_our_own_method_has_not_is_told(valley):
    status, _, err = run("plan", "solve", valley, "--method", "own")
    assert (status, err.split(" is for")[0]) == (1, "Error: Our own method")


@pytest.fixture(scope="module")
def joint(tmp_path_factory):
    """An economy of by-products that takes HiGHS long."""
    folder = tmp_path_factory.mktemp("joint") / "economy"
    write_folder(with_by_products(named(generate(1200, 1), title="joint")), folder)
    return folder


def test_highs_tells_how_far_it_is_and_ends_with_the_best_plan_so_far(joint, tmp_path):
    command = [ready.python(), "-m", "councils", "plan", "solve", joint]
    with subprocess.Popen([*command, "--out", tmp_path / "plan"], stdout=-1, stderr=-1, text=True) as process:
        told = ""
        while not told.startswith("labour, "):
            told = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    known = r"labour, 1,500 steps: not yet a plan, (none is below .*, )?\d+ limits are not kept yet, after \d+ s\n"
    assert re.fullmatch(known, told)
    assert "Stopped: this is the best plan so far." in err.splitlines()
    assert (process.returncode, "Certificate" in out) == (0, True)
    status, out, _ = run("plan", "check", tmp_path / "plan")
    assert (status, "the certificate holds, to a gap of" in out) == (0, True)


def test_an_interruption_gives_the_best_plan_so_far(invented, tmp_path):
    """A real signal to a real process, once it has told its first step; the gap asked for is out of reach."""
    command = [ready.python(), "-m", "councils", "plan", "solve", invented, "--method", "own", "--gap", "1e-12"]
    with subprocess.Popen([*command, "--out", tmp_path / "plan"], stdout=-1, stderr=-1, text=True) as process:
        assert process.stderr.readline().startswith(f"{FIRST} steps")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert "Stopped: this is the best plan so far." in err.splitlines()
    assert (process.returncode, "no plan that leaves no more unmet takes less" in out) == (0, True)
    assert run("plan", "check", tmp_path / "plan")[0] == 0


def test_ctrl_c_ends_the_program_while_nobody_solves_and_asks_for_the_best_plan_once_somebody_does(capfd):
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    with interruptible() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
    assert capfd.readouterr().err == STOPPING.decode()


def test_a_way_that_tells_of_itself_before_its_first_step_is_told(capsys):
    Steps()(Progress(0, 10.0, 9.0, 1 / 9, 12))
    assert capsys.readouterr().err == "0 steps: at most 11% above the least\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["explain", "PLAN", "gold"], "There is no product 'gold' in this plan. Use its code in products.csv."),
        (["explain", "PLAN", "--svg", "x.svg"], "Name the product whose trail is to be drawn."),
        (["export", "PLAN"], "Say what is to be written: --mps, --lp, --parquet or --valueflows."),
        (["demo", "cooperative", "--out", "PLAN"], "PLAN is not empty. Choose another folder."),
        (["demo", "cooperative", "--out", "/proc/none"], "/proc/none: No such file or directory."),
        (["generate", "--products", "5", "--out", "/proc/none"], "/proc/none: No such file or directory."),
    ],
)
def test_what_keeps_a_command_from_its_answer_is_data_where_data_are_asked_for(planned, words, message):
    said = [f"{planned}" if word == "PLAN" else word for word in words]
    status, out, err = run("plan", *said, "--json")
    told = message.replace("PLAN", f"{planned}")
    assert json.loads(out) == {"ok": False, "problems": [{"line": 0, "message": told, "remedy": ""}]}
    assert status > 0
    assert err.endswith(f"Error: {told}\n")


def test_flaws_of_files_are_data_once(valley):
    (valley / "needs.csv").unlink()
    status, out, err = run("plan", "solve", valley, "--json")
    assert (status, json.loads(out)["problems"][0]["file"], err) == (1, "needs.csv", "")


def test_explain_tells_as_data_what_every_workplace_does(planned):
    data = json.loads(run("plan", "explain", planned, "--json")[1])
    assert data["needs"] == 55
    assert sum(each["hours"] for each in data["activities"]) == pytest.approx(data["hours"])
    bakery = [each for each in data["activities"] if each["workplace"] == "bakery"]
    assert {each["kind"] for each in bakery} == {"run"}


def test_export_tells_that_a_certificate_does_not_hold(planned, tmp_path):
    file = planned / "activities.csv"
    head, first, *rest = file.read_text().splitlines()
    file.write_text("\n".join([head, re.sub(r",[\d.]+,", ",0.001,", first), *rest]))
    status, out, err = run("plan", "export", planned, "--mps", tmp_path / "it.mps", "--json")
    assert (status, json.loads(out)["holds"]) == (0, False)
    assert err == "The certificate of this plan does NOT hold.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_room_for_the_answer_is_told_in_a_line(valley, options):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "councils", "plan", "check", str(valley), *options]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "Error: standard output: No space left on device.\n")
