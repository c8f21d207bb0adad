"""`councils election`: count ballots from a file, change one format into another, give an election's ballots out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from councils.cli.answers import as_json, print_json, read_file
from councils.cli.database import existing
from councils.core.charter import Method
from councils.core.problem import Problem
from councils.core.vote.blt import read_blt, write_blt
from councils.core.vote.contest import UNIT, Action, Contest, Count, Stage, decimal
from councils.core.vote.lot import seed
from councils.core.vote.methods import METHODS
from councils.core.vote.preflib import KINDS, kind_of, read_preflib, write_preflib
from councils.core.vote.profile import Profile

MOST = 2_000_000  # ballots, which take some ten seconds
Reader = Callable[[str], Profile | tuple[Problem, ...]]


def reader(path: str) -> Reader:
    """By the ending of the file's name; BLT on standard input."""
    if path == "-":
        return read_blt
    ending = Path(path).suffix.lower().lstrip(".")
    if ending != "blt" and ending not in KINDS:
        known = ", ".join(f".{kind}" for kind in ("blt", *KINDS))
        raise click.BadParameter(f"{path} has none of the endings {known}, so its format is not known.")
    return read_blt if ending == "blt" else read_preflib


@click.group()
def election() -> None:
    """Count ranked ballots from a file, and give an election's ballots out to be counted by others."""


@election.command()
@click.argument("file", type=click.Path())
@click.option(
    "--method",
    type=click.Choice([method.value for method in Method]),
    default=Method.STV.value,
    show_default=True,
    help="How to count.",
)
@click.option("--seats", type=click.IntRange(1, 1000), help="In place of the number in the file.")
@as_json
def count(file: str, method: str, seats: int | None, as_json: bool) -> None:
    """Count the ballots in FILE (.blt, .soc, .soi, .toc, .toi), and tell the count stage by stage.

    Whoever has withdrawn is passed over. A paper counts up to the first place that it gives to two candidates at once.
    Equal votes that nothing else decides go by a lot drawn from the ballots, the same for everyone who counts them.
    """
    profile: Profile = read_file(file, reader(file), as_json=as_json)
    if profile.papers > MOST:
        most = f"no more than {MOST} are counted. See that their numbers are right."
        raise click.ClickException(f"{file} has {profile.papers} ballots, and {most}")
    seats = seats or profile.seats or 1
    found = counted(profile, Method(method), seats)
    if as_json:
        print_json(data(profile, found, Method(method), seats))
        return
    for line in told(profile, found, seats):
        click.echo(line)


def counted(profile: Profile, method: Method, seats: int) -> Count:
    way = METHODS[method]
    ballots = profile.rankings() if way.ranked else profile.marks()
    papers: dict[str, tuple[str, ...]] = {}
    for number, names in ballots:
        for _ in range(number):
            papers[f"{len(papers) + 1:09}"] = names
    return way.count(Contest(profile.standing, papers, seats, seed(profile.title, papers)))


def told(profile: Profile, found: Count, seats: int) -> Iterator[str]:
    title = f"{profile.title}: " if profile.title else ""
    quota = f", quota {found.quota}" if found.quota else ""
    yield f"{title}{profile.papers} ballots, {seats} to be elected{quota}"
    width = max((len(name) for name in profile.standing), default=0)
    for number, stage in enumerate(found.stages, start=1):
        yield f"\nStage {number}: {did(stage)}"
        before = found.stages[number - 2].votes if number > 1 else {}
        yield from rows(stage, before, width)
    if not found.stages:
        yield from (f"{name:<{width}}  {marks:>6}" for name, marks in found.marks.items())
    yield ""
    yield f"Elected: {', '.join(found.elected) or 'nobody'}"
    if found.lots:
        yield f"A lot with the seed {found.seed} ordered: {', '.join(found.lots)}"


def did(stage: Stage) -> str:
    lot = f" (by lot between {', '.join(stage.lot)})" if stage.lot else ""
    if stage.action is Action.FIRST:
        return "first preferences"
    return f"{'surplus of' if stage.action is Action.SURPLUS else 'exclusion of'} {stage.who}{lot}"


def rows(stage: Stage, before: Mapping[str, int], width: int) -> Iterator[str]:
    """Everyone with votes, the most first, with what the stage has changed."""
    for name, votes in sorted(stage.votes.items(), key=lambda item: -item[1]):
        change = votes - before.get(name, votes)
        if votes or change:
            elected = "  elected" if name in stage.elected else ""
            moved = f"{change / UNIT:+15.5f}" if change else " " * 15 if elected else ""
            yield f"  {name:<{width}}  {votes / UNIT:12.5f}{moved}{elected}"
    if stage.exhausted or stage.lost:
        yield f"  {'not transferable':<{width}}  {(stage.exhausted + stage.lost) / UNIT:12.5f}"


def data(profile: Profile, found: Count, method: Method, seats: int) -> dict[str, Any]:
    return {
        "title": profile.title,
        "method": method,
        "ballots": profile.papers,
        "seats": seats,
        "quota": found.quota or None,
        "elected": found.elected,
        "following": found.following,
        "first" if METHODS[method].ranked else "marks": found.marks,
        "stages": [stage_data(stage) for stage in found.stages],
        "duels": [{"first": d.first, "second": d.second, "votes": d.votes, "path": d.path} for d in found.duels],
        "lots": found.lots,
        "seed": found.seed,
    }


def stage_data(stage: Stage) -> dict[str, Any]:
    return {
        "action": stage.action,
        "who": stage.who or None,
        "votes": {name: decimal(votes) for name, votes in stage.votes.items()},
        "exhausted": decimal(stage.exhausted),
        "lost": decimal(stage.lost),
        "elected": stage.elected,
        "lot": stage.lot,
    }


@election.command()
@click.argument("file", type=click.Path())
@click.argument("to", type=click.Path(dir_okay=False))
@as_json
def convert(file: str, to: str, as_json: bool) -> None:
    """Write the ballots in FILE to the file TO, in the format that its ending names."""
    profile: Profile = read_file(file, reader(file), as_json=as_json)
    write(profile, to, as_json=as_json)


def holds(ending: str, kind: str) -> bool:
    """Whether a file of one of PrefLib's formats can have ballots of another: with ties, and with some left out."""
    return ending[0] >= kind[0] and (ending[2] == "i" or kind[2] == "c")


def write(profile: Profile, to: str, *, as_json: bool) -> None:
    reader(to)  # refuses an ending that nobody could read
    kind, ending = kind_of(profile), Path(to).suffix.lower().lstrip(".")
    if ending in KINDS and not holds(ending, kind):
        raise click.ClickException(f"{to}: these ballots do not fit this format. Name the file .{kind}.")
    text = write_blt(profile) if Path(to).suffix.lower() == ".blt" else write_preflib(profile)
    try:
        Path(to).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{to}: {error.strerror}.") from error
    if as_json:
        print_json({"ok": True, "file": to, "ballots": profile.papers, "candidates": len(profile.candidates)})
        return
    click.echo(f"{to}: {profile.papers} ballots on {len(profile.candidates)} candidates.")


@election.command()
@click.argument("matter")
@click.argument("to", type=click.Path(dir_okay=False))
@as_json
@existing
def export(matter: str, to: str, as_json: bool) -> None:
    """Write the ballots of the election MATTER (such as 75111-1:4) to the file TO (.blt, .soi).

    They hold who was ranked how, and nothing of who voted: equal ballots are put together, and sorted by their number.
    """
    from councils.app.queries.ballot_file import NotCountedError, find

    try:
        profile = find(matter)
    except NotCountedError as error:
        raise click.ClickException(str(error)) from error
    write(profile, to, as_json=as_json)
