"""The program on real files: found, invite, status, export, verify; each as a process of its own."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from tests import ready

PLACES = """code,name,level,parent_code,population,lat,lon,kind
V,Valley,valley,,300,,,
V1,Upper village,village,V,120,,,
V2,Lower village,village,V,180,,,
"""


def councils(*words: object, db: Path | None = None) -> subprocess.CompletedProcess[str]:
    options = ["--db", str(db)] if db else []
    command = [ready.python(), "-m", "councils", *map(str, words), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("valley")
    (folder / "places.csv").write_text(PLACES)
    done = councils("found", "--name", "The Valley", "--places", folder / "places.csv", db=folder / "valley.sqlite3")
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "valley.sqlite3"


@pytest.fixture(scope="module")
def record(valley: Path) -> Path:
    file = valley.with_name("record.jsonl")
    assert councils("export", file, db=valley).returncode == 0
    return file


def test_database_is_for_its_owner_alone(valley: Path) -> None:
    """Whoever can read it reads the roll, and how everybody voted."""
    assert [file.name for file in valley.parent.glob("valley.*") if file.stat().st_mode & 0o077] == []


def test_founding_twice_is_refused_with_the_remedy(valley: Path) -> None:
    again = councils("found", "--name", "Again", "--places", valley.with_name("places.csv"), db=valley)
    assert again.returncode == 1
    assert "holds a federation already" in again.stderr
    assert "--db" in again.stderr


def test_status_as_data_lists_every_council(valley: Path) -> None:
    found = json.loads(councils("status", "--json", db=valley).stdout)
    assert [(row["id"], row["depth"]) for row in found["rows"]] == [("V", 0), ("V1", 1), ("V2", 1)]


def test_status_without_a_database_says_so_and_makes_none(tmp_path: Path) -> None:
    missing = tmp_path / "none.sqlite3"
    asked = councils("status", db=missing)
    assert (asked.returncode, missing.exists()) == (1, False)


def other_program(db: Path) -> None:
    with sqlite3.connect(db) as other:
        other.execute("CREATE TABLE songs (title)")


def later_version(db: Path) -> None:
    with sqlite3.connect(db) as later:
        later.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2099-01-01')")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda db: db.unlink(), "There is no database at"),
        (lambda db: db.write_text("songs"), "file is not a database"),
        (lambda db: (db.unlink(), db.mkdir()), "is a folder"),
        (lambda db: (db.unlink(), other_program(db)), "belongs to another program"),
        (later_version, "was made by a newer version"),
        (lambda db: db.write_bytes(db.read_bytes()[:8192] + b"songs" * 20_000), "is damaged"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_one_line(valley: Path, tmp_path: Path, spoil, told) -> None:
    db = tmp_path / "db.sqlite3"
    shutil.copy(valley, db)
    spoil(db)
    asked = councils("status", db=db)
    assert (asked.returncode, told in asked.stderr, asked.stderr.count("\n")) == (1, True, 1)


def test_invitation_is_for_assemblies_only(valley: Path) -> None:
    assert councils("invite", "V1", db=valley).stdout.startswith("http://127.0.0.1:8000/join/")
    assert councils("invite", "V", db=valley).returncode == 1


def test_places_of_a_federation_cannot_be_replaced(valley: Path) -> None:
    done = councils("places", "import", valley.with_name("places.csv"), db=valley)
    assert (done.returncode, "Councils are founded" in done.stderr) == (1, True)


def test_imported_places_can_be_founded_on(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(PLACES)
    db = tmp_path / "db.sqlite3"
    assert councils("places", "import", tmp_path / "places.csv", db=db).returncode == 0
    founded = councils("found", "--name", "Valley", "--json", db=db)
    assert json.loads(founded.stdout) == {"federation": "Valley", "congress": "V", "councils": 3}


def test_broken_places_import_nothing(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(
        PLACES.replace("V2,Lower village,village,V,180", "V2,Lower village,village,V,18O")
    )
    done = councils("places", "import", tmp_path / "places.csv", db=tmp_path / "db.sqlite3")
    assert done.returncode == 1
    assert "places.csv:4" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["places.csv"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("found", "--name", "Valley"), "There are no places yet"),
        (("found", "--name", "Valley", "--charter", "bylaw"), "No charter is called"),
        (("found", "--name", "Valley", "--places", "none.csv"), "none.csv"),
        (("serve", "--port", 8338), "There is no database at"),
        (("found", "--name", " ", "--places", "none.csv"), "A federation needs a name"),
        (("found", "--name", "Two\nlines", "--places", "none.csv"), "The name holds a line break"),
    ],
)
def test_command_that_is_refused_leaves_no_database_behind(
    tmp_path: Path, words: tuple[object, ...], told: str
) -> None:
    done = councils(*words, db=tmp_path / "db.sqlite3")
    assert (done.returncode, told in done.stderr, list(tmp_path.iterdir())) == (1, True, [])


def test_an_export_that_cannot_be_written_is_told_in_one_line(valley: Path, tmp_path: Path) -> None:
    done = councils("export", tmp_path / "none" / "record.jsonl", db=valley)
    assert (done.returncode, "cannot be written" in done.stderr, done.stderr.count("\n")) == (1, True, 1)


def test_verify_accepts_an_untouched_record_without_a_database(record: Path) -> None:
    proof = json.loads(councils("verify", record, "--json").stdout)
    assert (proof["ok"], proof["acts"], proof["councils"]) == (True, 5, 3)


def test_verify_names_the_line_of_a_changed_act(record: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(record.read_bytes().replace(b"Upper village", b"Under village", 1))
    found = councils("verify", changed)
    assert found.returncode == 1
    assert found.stderr.startswith(f"{changed}:")


def test_record_turned_upside_down_is_not_taken_for_a_head(record: Path, tmp_path: Path) -> None:
    """A head proves nothing of the acts, so a record is never read as one, wherever its head has been moved to."""
    lines = record.read_bytes().splitlines(keepends=True)
    answers = []
    for moved in (lines[::-1], [lines[-1], *lines[:-1]], [lines[-1], lines[-1]], lines[-1:]):
        (tmp_path / "moved.jsonl").write_bytes(b"".join(moved))
        answers.append(councils("verify", tmp_path / "moved.jsonl").returncode)
    assert answers == [1, 1, 1, 0]


def test_verify_finds_another_key(record: Path) -> None:
    assert councils("verify", record, "--key", "00" * 32).returncode == 1


def test_verify_holds_a_record_against_an_earlier_export(valley: Path, record: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.jsonl"
    councils("export", later, db=valley)
    assert councils("verify", later, "--head", record).returncode == 0


def test_verify_of_what_is_no_record_says_so(tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text("hello\n")
    found = councils("verify", other)
    assert (found.returncode, "line" not in found.stderr.split(":")[0]) == (1, True)
