"""`councils charter`: the rules of a federation, checked and told in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill

import click

from councils.cli.answers import Faulty, as_json, print_json, read_file, sound
from councils.core.charter import Charter
from councils.core.charter.document import charter_digest, charter_document
from councils.core.charter.toml import parse_charter
from councils.core.charter.words import Section, tell
from councils.core.problem import Problem
from councils.presets import NAMES, preset

_WIDTH = 100


def find_charter(name_or_file: str, *, as_json: bool) -> Charter:
    """A charter that comes with the program, by its name, or one from a TOML file."""
    text = preset(name_or_file)
    if text is not None:
        return sound(name_or_file, parse_charter(text), as_json=as_json)
    if not Path(name_or_file).exists() and not set("./") & set(name_or_file):
        names = ", ".join(NAMES)
        raise click.ClickException(f"No charter is called {name_or_file!r}. There are {names}; or name a file (.toml).")
    charter: Charter = read_file(name_or_file, parse_charter, as_json=as_json)
    return charter


@contextmanager
def fitting(name_or_file: str, *, as_json: bool) -> Iterator[None]:
    """What the laboratory cannot do with a charter, told by the charter's line."""
    from councils.lab.simulation.tree import UnfitError

    try:
        yield
    except UnfitError as error:
        if not error.key:
            raise click.ClickException(str(error)) from error
        text = preset(name_or_file) or Path(name_or_file).read_text(encoding="utf-8", errors="replace")
        raise Faulty(name_or_file, (Problem(error.line(text), str(error)),), as_json=as_json) from error


@click.group()
def charter() -> None:
    """Check a charter, or read it in plain words."""


@charter.command()
@click.argument("name_or_file")
@as_json
def check(name_or_file: str, as_json: bool) -> None:
    """Tell everything that is wrong with a charter, by line, and what would be right."""
    found = find_charter(name_or_file, as_json=as_json)
    digest = charter_digest(found)
    if as_json:
        print_json({"ok": True, "name": found.name, "title": found.title, "sha256": digest})
        return
    click.echo(f"{found.title} ({found.name}): all is well.")
    click.echo(f"sha256 {digest}")


@charter.command()
@click.argument("name_or_file")
@as_json
def show(name_or_file: str, as_json: bool) -> None:
    """Tell a charter in plain words, each sentence under the number of its rule."""
    found = find_charter(name_or_file, as_json=as_json)
    sections = tell(found)
    if as_json:
        words = [
            {"section": section.key, "title": str(section.title), "sentences": _data(section)} for section in sections
        ]
        print_json({"sha256": charter_digest(found), "charter": charter_document(found), "words": words})
        return
    click.echo(f"{found.title}\n{'=' * len(found.title)}\n")
    click.echo(fill(found.summary, _WIDTH))
    for section in sections:
        click.echo(f"\n{section.title}")
        for sentence in section.sentences:
            click.echo(fill(str(sentence), _WIDTH, initial_indent=f"  {sentence.rule:<4}", subsequent_indent=" " * 6))
    click.echo("\n" + fill(f"Where it comes from: {found.source}", _WIDTH))


def _data(section: Section) -> list[dict[str, str]]:
    return [{"rule": sentence.rule, "text": str(sentence)} for sentence in section.sentences]
