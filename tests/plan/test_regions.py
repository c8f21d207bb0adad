"""A table of several regions in the form of pymrio: it comes to the same gross output, and flaws are told by line."""

from __future__ import annotations

import numpy as np
import pytest

from councils.plan.results import Results
from councils.plan.solve import solve
from councils.plan.supply_use.regions import is_regions, read_regions

PLACES = ("north\tfarms", "north\tmills", "south\tfarms", "south\tmills")
Z = np.array([[10.0, 60, 0, 5], [8, 4, 2, 0], [0, 3, 5, 30], [1, 0, 6, 2]])
Y = np.array([[20.0, 5], [70, 30], [15, 10], [4, 60]])
WORK = np.array([30.0, 40, 25, 50])


def table(names, numbers, *, left, second):
    head = "\t" * (left.count("\t") + 1)
    regions, sectors = zip(*(name.split("\t") for name in second), strict=True)
    lines = [f"region{head}" + "\t".join(regions), f"sector{head}" + "\t".join(sectors), left + "\t" * len(second)]
    lines += [f"{name}\t" + "\t".join(map(str, row)) for name, row in zip(names, numbers, strict=True)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "factors").mkdir()
    both = ("north\thouseholds", "south\thouseholds")
    (tmp_path / "Z.txt").write_text(table(PLACES, Z, left="region\tsector", second=PLACES))
    (tmp_path / "Y.txt").write_text(table(PLACES, Y, left="region\tsector", second=both))
    rows = ("Energy", "Employment hours")
    (tmp_path / "factors/F.txt").write_text(table(rows, [WORK * 3, WORK], left="stressor", second=PLACES))
    return tmp_path


def test_the_plan_is_what_was_made(folder):
    """Nothing is to choose, so activities are gross output, and work is all that was worked."""
    results = Results(solve(read_regions(folder)))
    assert results.plan.certificate.rejected == ()
    ran = [results.x[at] for at, column in enumerate(results.program.columns) if column.kind == "run"]
    assert ran == pytest.approx((Z.sum(axis=1) + Y.sum(axis=1)).tolist())
    assert results.hours == pytest.approx(WORK.sum())
    assert results.plan.economy.work_unit == "Employment hours"


def test_a_cell_that_is_no_number_is_told_by_line(folder):
    file = folder / "Z.txt"
    file.write_text(file.read_text().replace("60.0", "sixty"))
    assert [str(flaw) for flaw in read_regions(folder)] == [
        "Z.txt:4: north:mills: 'sixty' is not a number. Correct the line, or save the table anew."
    ]


def test_a_line_that_is_missing_from_the_table_is_not_blamed_on_others(folder):
    file = folder / "Z.txt"
    *lines, _ = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines))
    assert [str(flaw) for flaw in read_regions(folder)] == [
        "Z.txt:1: The sectors at the left are not those above, in the same order. Save the table anew, whole."
    ]


@pytest.mark.parametrize("name", ["Z.txt", "Y.txt"])
def test_a_table_without_one_of_its_files_is_one_all_the_same(folder, name):
    (folder / name).unlink()
    assert is_regions(folder)
    assert [str(flaw) for flaw in read_regions(folder)] == [
        f"{name}: It cannot be read: No such file or directory. Save it with the other tables, as text."
    ]


def test_units_that_cannot_be_read_are_told(folder):
    (folder / "unit.txt").write_bytes(b"region\tsector\tunit\nnorth\tfarms\tk\xe9\n")
    assert [str(flaw) for flaw in read_regions(folder)] == [
        "unit.txt:2: Byte 0xe9 is not UTF-8. Save the file as UTF-8."
    ]


def test_what_does_not_fit_is_told(folder):
    told: list[str] = []
    (folder / "factors/F.txt").write_text((folder / "factors/F.txt").read_text().replace("\t25.0", "\t-25.0"))
    (folder / "Y.txt").write_text((folder / "Y.txt").read_text().replace("\t5.0", "\t-5.0"))
    read_regions(folder, odd=told.append)
    assert told == [
        "1 entries of Y.txt are negative: taken as stocks that there were",
        "1 sectors take less than no work (Employment hours): taken as none",
    ]


def test_tables_of_other_sectors_and_missing_work_are_told(folder):
    (folder / "Y.txt").write_text((folder / "Y.txt").read_text().replace("mills", "works"))
    assert [flaw.file for flaw in read_regions(folder)] == ["Y.txt"]
    (folder / "factors/F.txt").unlink()
    assert "No account says how much work" in str(read_regions(folder)[0])
