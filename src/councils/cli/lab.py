"""`councils lab`: the laboratory. So far: what it gets, beside what was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from councils.cli.answers import as_json, print_json, progress

if TYPE_CHECKING:
    from councils.lab.validation import Compared


@click.group()
def lab() -> None:
    """Try rules on models before they are adopted."""


@lab.command()
@click.argument("ids", metavar="[CASE]...", nargs=-1)
@as_json
def validate(ids: tuple[str, ...], as_json: bool) -> None:
    """Hold models of the literature against their published results: all, or those named (T1 T9 ...).

    Ends in status 1 if one does not hold.
    """
    from councils.lab.validation import CASES, run

    known = {case.id: case for case in CASES}
    for name in ids:
        if name not in known:
            raise click.ClickException(f"There is no case {name}. There are: {' '.join(known)}.")
    chosen = [case for case in CASES if not ids or case.id in ids]
    with progress(len(chosen), "Models") as bar:
        compared = []
        for case in chosen:
            compared.append(run(case))
            bar.update(1)
    if as_json:
        print_json({"holds": all(c.holds for c in compared), "cases": [data(c) for c in compared]})
    else:
        tell(compared)
    if not all(c.holds for c in compared):
        raise SystemExit(1)


def data(compared: Compared) -> dict[str, Any]:
    case = compared.case
    return {
        "id": case.id,
        "case": case.title,
        "source": case.source,
        "claim": case.claim,
        "expected": list(case.expected),
        "got": list(compared.got),
        "tolerance": case.tolerance,
        "relative": case.relative,
        "holds": compared.holds,
    }


def tell(compared: list[Compared]) -> None:
    for found in compared:
        case = found.case
        within = f"{case.tolerance:g}{' of it' if case.relative else ''}" if case.tolerance else "exactly"
        click.echo(f"{case.id:4} {'holds' if found.holds else 'FAILS'}  {case.title} ({case.source})")
        click.echo(f"     {case.claim}")
        click.echo(f"     expected  {spaced(case.expected)}  within {within}")
        click.echo(f"     got       {spaced(found.got)}")
    kept = sum(found.holds for found in compared)
    click.echo(f"{kept} of {len(compared)} cases hold.")


def spaced(values: tuple[float, ...]) -> str:
    return "  ".join(f"{value:.5g}" for value in values)
