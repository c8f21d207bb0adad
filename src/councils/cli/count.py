"""`councils count`: what a charter would make of a table of votes, in all three countings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from councils.cli.answers import as_json, print_json, read_file, votes_data
from councils.cli.charter import find_charter
from councils.core.charter import Binding, Charter, Counting
from councils.core.vote.tally import Tally
from councils.core.vote.verdict import Verdict
from councils.lab.counting import Assembly, ImpracticableError, Outcome, Said, read_votes
from councils.lab.counting import count as count_votes
from councils.presets import DEFAULT


@click.command()
@click.argument("file", type=click.Path())
@click.option(
    "--charter",
    "charter_name",
    metavar="C",
    default=DEFAULT,
    show_default=True,
    help="The name of a charter that comes with the program, or a TOML file.",
)
@click.option("--binding", type=click.Choice([b.value for b in Binding]), help="In place of the charter's.")
@click.option("--counting", type=click.Choice([c.value for c in Counting]), help="In place of the charter's.")
@as_json
def count(file: str, charter_name: str, binding: str | None, counting: str | None, as_json: bool) -> None:
    """Refer one question down the tree in FILE, and count the answers up to the congress.

    FILE has the columns council,parent,roll,yes,no,abstain. Assemblies have a roll and votes; the councils above them
    only a name and a parent; the congress has no parent. Nothing is kept: it is a trial.
    """
    charter = chosen(find_charter(charter_name, as_json=as_json), binding, counting)
    rows: list[Assembly] = read_file(file, as_rows, as_json=as_json)
    try:
        outcome = count_votes(charter, tuple(rows))
    except ImpracticableError as error:
        raise click.ClickException(f"This tree cannot be tried under {charter.title}: {error}") from error
    if as_json:
        print_json(data(outcome))
    else:
        tell(outcome)


def as_rows(text: str) -> Any:
    """Rows in a list, since a tuple means problems."""
    read = read_votes(text)
    return list(read) if read and isinstance(read[0], Assembly) else read


def chosen(charter: Charter, binding: str | None, counting: str | None) -> Charter:
    rule = charter.referral
    return replace(
        charter,
        referral=replace(
            rule,
            binding=Binding(binding) if binding else rule.binding,
            counting=Counting(counting) if counting else rule.counting,
        ),
    )


def tell(outcome: Outcome) -> None:
    for said in outcome.said:
        answer = said.answer
        missed = f"; {answer.took_part} took part, {answer.needed} had to" if answer.took_part < answer.needed else ""
        click.echo(
            f"{'  ' * said.depth}{said.council}: {answer.position} ({answer.counted}{missed})"
            f" → {said.seats} delegates: {votes(said.bound)}"
        )
    for name, verdict in countings(outcome).items():
        decides = ", which decides" if name == outcome.countings.deciding else ""
        click.echo(f"By {name}: {verdict.counted}: {'carried' if verdict.carried else 'not carried'}{decides}")
    if outcome.countings.disagree:
        click.echo("The countings disagree.")


def votes(bound: Tally | None) -> str:
    return "as they judge" if bound is None else str(bound) if bound.total else "do not count"


def countings(outcome: Outcome) -> dict[str, Verdict]:
    found = outcome.countings
    return {"delegates": found.delegates, "members": found.members, "base": found.base}


def data(outcome: Outcome) -> dict[str, Any]:
    return {
        "carried": outcome.carried,
        "disagree": outcome.countings.disagree,
        "deciding": outcome.countings.deciding,
        "countings": {
            name: {"carried": v.carried, **dict(zip(("yes", "no", "abstain"), votes_data(v), strict=True))}
            for name, v in countings(outcome).items()
        },
        "councils": [row(said) for said in outcome.said],
    }


def row(said: Said) -> dict[str, Any]:
    answer, bound = said.answer, said.bound
    return {
        "council": said.council,
        "depth": said.depth,
        "delegates": said.seats,
        "represented": answer.represented,
        "position": answer.position,
        "counted": votes_data(answer.counted),
        "base": [answer.base.yes, answer.base.no, answer.base.abstain],
        "bound": [bound.yes, bound.no, bound.abstain] if bound else None,
    }
