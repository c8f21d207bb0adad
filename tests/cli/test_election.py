"""`councils election` on files that other programs wrote (R4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from councils.cli import main

TIED = '2 1\n2 1=2 0\n1 1 0\n0\n"Ana"\n"Bo"\n"Chair"\n'


def told(*args: str | Path) -> str:
    return CliRunner().invoke(main, ["election", *map(str, args)]).output.strip()


def test_slip_in_the_number_of_ballots_is_told_and_not_counted(tmp_path: Path) -> None:
    file = tmp_path / "slip.blt"
    file.write_text('2 1\n999999999 1 0\n1 2 0\n0\n"Ana"\n"Bo"\n')
    why = "1000000000 ballots, and no more than 2000000 are counted. See that their numbers are right."
    assert told("count", file) == f"Error: {file} has {why}"


@pytest.mark.parametrize(("ending", "fits"), [("soc", False), ("soi", False), ("toc", False), ("toi", True)])
def test_ballots_are_written_in_the_format_that_the_name_says_or_not_at_all(
    tmp_path: Path, ending: str, fits: bool
) -> None:
    file, to = tmp_path / "chair.blt", tmp_path / f"chair.{ending}"
    file.write_text(TIED)
    said = "3 ballots on 2 candidates." if fits else "these ballots do not fit this format. Name the file .toi."
    assert (told("convert", file, to).removeprefix("Error: "), to.exists()) == (f"{to}: {said}", fits)
