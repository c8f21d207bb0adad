"""The commands of the program, as Click knows them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click
from tools.reference import markdown

from councils.cli import main

INTRODUCTION = """\
The program is `.venv/bin/councils` after `make install`. Every command answers `--help`; those that print data print
them for other programs with `--json`. What is wrong is told on standard error, with the line of the file it is in; with
`--json` it is `{"ok": false, "problems": [{"line": …, "message": …, "remedy": …}]}` on standard output. Only an option
that does not exist, or has no such value, is told in words alone. The exit status is 0 where all went well, 1 where
something is wrong with what was given, 2 where the command was called wrongly.
"""


def page() -> str:
    return markdown.page("The program `councils`", INTRODUCTION, *sections(main, ("councils",)))


def sections(group: click.Group, above: tuple[str, ...]) -> Iterator[str]:
    context = click.Context(group)
    for name in sorted(group.list_commands(context)):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from sections(command, (*above, name))
        else:
            yield section(command, (*above, name))


def section(command: click.Command, path: tuple[str, ...]) -> str:
    context = click.Context(command, info_name=" ".join(path))
    usage = " ".join([*path, *command.collect_usage_pieces(context)])
    rows = [row for parameter in command.params if (row := described(parameter, context))]
    table = markdown.table(["option", "default", "meaning"], rows) if rows else ""
    help_text = inspect.cleandoc(command.help or "")
    return "\n\n".join(filter(None, [f"## {' '.join(path)}", f"```text\n{usage}\n```", help_text, table]))


def described(parameter: click.Parameter, context: click.Context) -> tuple[str, str, str] | None:
    if not isinstance(parameter, click.Option):
        return None
    names, _ = parameter.get_help_record(context) or ("", "")
    names = re.sub(r"\[%.*\]", "DATE", names)
    info = parameter.to_info_dict()
    shown = parameter.show_default and info["default"] not in (None, "")
    default = f"`{info['default']}`" if shown else "needed" if parameter.required else ""
    return f"`{names}`", default, parameter.help or ""
