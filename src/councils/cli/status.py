"""`councils status` and `councils trail`: what is going on, and what a decision rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json, share_data, votes_data
from councils.cli.database import existing
from councils.core.vote.ballot import Votes
from councils.core.vote.options import Profile
from councils.core.vote.tally import Tally

if TYPE_CHECKING:
    from councils.app.queries.trail import Node


@click.command()
@as_json
@existing
def status(as_json: bool) -> None:
    """The federations of a database in numbers, and every council with its open matters."""
    from councils.app.queries.status import status as ask

    found = ask()
    if as_json:
        print_json(found)
        return
    if not found["federation"]:
        raise click.ClickException("The database holds no federation: `councils found`, or `councils demo`.")
    click.echo(f"{found['federation']}: {found['councils']} councils, {found['members']} members, {found['acts']} acts")
    if failed := found["mail"]["failed"]:
        who = f"{failed} people" if failed > 1 else "One person"
        click.echo(f"{who} could not be sent their last letter: {found['mail']['problem']}")
    for row in found["rows"]:
        indent = "  " * row["depth"]
        line = f"{indent}{row['name']} ({row['id']})"
        click.echo(f"{line:<50} {row['members']:>7} members {row['open_matters']:>4} open {row['vacant']:>4} vacant")


@click.command()
@click.argument("matter")
@click.option("--council", help="From which council down; else the one whose matter it is.")
@as_json
@existing
def trail(matter: str, council: str | None, as_json: bool) -> None:
    """What the decision on MATTER (as 751:4) rests on, down to the counts of every assembly."""
    from councils.app.queries.trail import trail as follow

    root = follow(council or matter.rpartition(":")[0], matter)
    if root is None:
        raise click.ClickException(f"There has been no vote on {matter}. The number of a matter is on its page.")
    if as_json:
        print_json(data(root))
        return
    tell(root, 0)
    for line in disagreement(root):
        click.echo(line)


def tell(node: Node, depth: int) -> None:
    answer = node.answer
    said = "waiting" if node.waiting else str(answer.position) if answer else "not asked"
    count = f"{answer.counted}" if answer else "–"
    missed = f", quorum missed: {answer.took_part} of {answer.needed}" if answer and node.quorum_missed else ""
    bound = f" → {told(node.bound)} of {node.seats} seats" if node.bound is not None and depth else ""
    base = "" if node.council.is_base else f", base {node.base}"
    click.echo(f"{'  ' * depth}{node.council.name} ({node.council.id}): {said} ({count}{base}{missed}){bound}")
    for child in node.below:
        tell(child, depth + 1)


def told(votes: Votes) -> str:
    """ "2 / 0 / 0", or of several options "2 × 2>1>0>3"."""
    if isinstance(votes, Tally):
        return str(votes)
    return ", ".join(f"{number} × {preference or '-'}" for preference, number in votes.votes.items())


def disagreement(root: Node) -> list[str]:
    from councils.app.queries.trail import turns

    referral = root.council.referrals.get(root.ballot.matter) if root.ballot else None
    if referral is None or referral.countings is None or not referral.countings.disagree:
        return []
    c = referral.countings
    ways = ", ".join(
        f"by {name} {verdict.counted} {'carried' if verdict.carried else 'not carried'}"
        for name, verdict in (("delegates", c.delegates), ("members", c.members), ("base votes", c.base))
    )
    turned = [
        f"  it turned in {n.council.name}: base {n.base}, and it said {n.answer.position}"
        for n in turns(root)
        if n.answer
    ]
    return [f"The countings disagree: {ways}. By {c.deciding} it was decided.", *turned]


def counts(profile: Profile) -> dict[str, int | str]:
    return {preference: share_data(votes) for preference, votes in profile.votes.items()}


def data(node: Node) -> dict[str, Any]:
    answer = node.answer
    return {
        "council": node.council.id,
        "name": node.council.name,
        "waiting": node.waiting,
        "position": str(answer.position) if answer else None,
        "counted": votes_data(answer.counted) if answer else None,
        "base": [node.base.yes, node.base.no, node.base.abstain],
        "roll": len(node.ballot.roll) if node.ballot else None,
        "represented": answer.represented if answer else None,
        "quorum_missed": node.quorum_missed,
        "seats": node.seats,
        "bound": [node.bound.yes, node.bound.no, node.bound.abstain] if isinstance(node.bound, Tally) else None,
        "preferences": counts(node.bound) if isinstance(node.bound, Profile) else None,
        "word": answer.options.word if answer and answer.options else None,
        "below": [data(child) for child in node.below],
    }
