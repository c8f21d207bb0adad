"""How the program answers: text or JSON on standard output, what is wrong on standard error, and an exit status.

A file with problems ends in status 1. Each problem is a line ``FILE:LINE: what. What would be right.``, the form
that editors can jump to; with ``--json`` the same problems are data on standard output. Whatever else keeps a command
from its answer is told on standard error, and with ``--json`` as a problem on standard output as well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from councils.core.problem import Problem, decode
from councils.core.vote.tally import Tally, Weight
from councils.core.vote.verdict import Verdict

Read = TypeVar("Read")
Command = TypeVar("Command", bound=Callable[..., Any])


def as_json(command: Command) -> Command:
    """Give ``command`` the option ``--json``; with it, what keeps it from its answer is data, too."""

    @click.option("--json", "as_json", is_flag=True, help="Print data for other programs to read.")
    @wraps(command)
    def answered(*args: Any, as_json: bool, **options: Any) -> Any:
        try:
            return command(*args, as_json=as_json, **options)
        except TellsItself:
            raise
        except click.ClickException as error:
            if as_json:
                print_json({"ok": False, "problems": [problem_data(Problem(0, error.format_message(), ""))]})
            raise

    return answered  # type: ignore[return-value]


class TellsItself(click.ClickException):
    """What is data where data were asked for."""


class Faulty(TellsItself):
    """What was given has problems; nothing was done with it."""

    exit_code = 1

    def __init__(self, name: str, problems: Sequence[Problem], *, as_json: bool) -> None:
        super().__init__(f"{name} has problems.")
        self.name, self.problems, self.as_json = name, problems, as_json

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click passes it
        if self.as_json:
            problems = [problem_data(problem) for problem in self.problems]
            print_json({"ok": False, "file": self.name, "problems": problems})
            return
        for problem in self.problems:
            where = f"{self.name}:{problem.line}" if problem.line else self.name
            click.echo(f"{where}: {problem.message} {problem.remedy}".rstrip(), err=True)


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def votes_data(votes: Tally | Weight | Verdict) -> list[int | str]:
    """Yes, no and abstentions, as the record writes them: whole numbers, and parts of one vote as "n/d"."""
    return [share_data(votes.yes), share_data(votes.no), share_data(votes.abstain)]


def share_data(votes: Fraction | int) -> int | str:
    share = Fraction(votes)
    return share.numerator if share.denominator == 1 else str(share)


def progress(length: int, label: str, *, long: bool = True) -> Any:
    """A bar for what takes ``long``, beside the answer and only on a terminal."""
    hidden = not (long and sys.stderr.isatty())
    return click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=hidden, update_min_steps=max(1, length // 200)
    )


def read_file(path: str, reader: Callable[[str], Read | tuple[Problem, ...]], *, as_json: bool) -> Read:
    """What ``reader`` makes of a text file, or of standard input for "-"; else its problems."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        remedy = "Name a file that you can read, or - for standard input."
        raise Faulty(path, (Problem(0, f"{error.strerror}.", remedy),), as_json=as_json) from error
    text = decode(data)
    if isinstance(text, Problem):
        raise Faulty(path, (text,), as_json=as_json)
    return sound(path, reader(text), as_json=as_json)


def sound(name: str, read: Read | tuple[Problem, ...], *, as_json: bool) -> Read:
    """What was read, unless it is problems."""
    if isinstance(read, tuple):
        raise Faulty(name, read, as_json=as_json)
    return read


def problem_data(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "message": problem.message, "remedy": problem.remedy}
