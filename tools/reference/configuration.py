"""What a server can be told by its environment: read from the settings themselves, explained here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tools.reference import markdown

import councils.settings

SETTINGS = Path(councils.settings.__file__)

MEANING = {
    "COUNCILS_DB": (
        "The database: an SQLite file, or a database of PostgreSQL as `postgres://user:password@host:port/name` (what "
        "follows a `?`, such as `sslmode=verify-full`, goes to libpq; a password can be left to `~/.pgpass`). `--db` "
        "does the same for one command."
    ),
    "COUNCILS_KEYS": (
        "The folder of the two secrets `NAME.session` and `NAME.signing` (see below), where it shall not be the one of "
        "the SQLite file; for PostgreSQL it is `var`."
    ),
    "COUNCILS_SECRET_KEY": "The secret that signs sessions, where it shall not be the file beside the database.",
    "COUNCILS_HOSTS": "The names under which the pages may be asked for, with spaces between them.",
    "COUNCILS_ORIGINS": "The origins (`https://councils.example`) from which forms are accepted, behind a proxy.",
    "COUNCILS_PROXY": (
        "The address of the proxy: what it says about who asks (`X-Forwarded-For`, `X-Forwarded-Proto`) is believed, "
        "what anybody else says is not."
    ),
    "COUNCILS_TLS": (
        "Set it to 1 behind a proxy that speaks TLS: cookies are then sent over TLS only, and browsers are told to use "
        "nothing else for a year."
    ),
    "COUNCILS_TIME_ZONE": "The time zone in which pages show times. The record is in UTC always.",
    "COUNCILS_MAIL": (
        "The server that sends mail: `smtp://user:password@host:587` (STARTTLS), `smtps://host`, `smtp://localhost`. "
        "Without it no mail is sent. See [notices](../how-to/notices.md)."
    ),
    "COUNCILS_MAIL_FROM": "The address that mail comes from.",
    "COUNCILS_URL": (
        "The address at which people reach the pages (`https://councils.example`), for the links in letters and feeds; "
        "without it the first of `COUNCILS_ORIGINS`."
    ),
    "COUNCILS_API_PER_MINUTE": (
        "How many requests to the API are answered in a minute, for each token, and for each address without one."
    ),
    "COUNCILS_LAB": (
        "Who may begin trials in the laboratory: `anyone`, `members` (who is signed in), `nobody`. Without it, anyone "
        "in a demonstration, else members. Results can be read by whoever has their address."
    ),
    "COUNCILS_PLANS_AT_ONCE": (
        "How many seconds of CPU a page spends on making plans. What takes longer is made by a process of its own, and "
        "the page shows how far it is."
    ),
    "COUNCILS_SOURCE": (
        "Where the source of what runs here is published, if not by the program itself: without it, the foot of every "
        "page links to an archive of the installed source, as the AGPL asks."
    ),
    "COUNCILS_LOG": "How much is logged on standard error: DEBUG, INFO, WARNING or ERROR.",
}

INTRODUCTION = """\
There is no configuration file: what differs from one server to the next comes from the environment. What people decide
about their own rules is never configured here: it stands in their [charter](charter.md) and is changed by vote.
"""

KEPT = (
    (
        "`councils.sqlite3`, or the database of PostgreSQL",
        "the record, the roll, accounts",
        "everything is lost: keep copies of it, and exports of the record",
        "they know who is on which roll, and whose paper is whose",
    ),
    (
        "`councils.signing`",
        "the Ed25519 key that signs heads of the record",
        "a new one is made, and everyone who verifies is told that the key was exchanged, until they name the new one",
        "they can sign a false record in the name of this server",
    ),
    (
        "`councils.session`",
        "the key of sessions",
        "everyone signs in again",
        "they can sign in as anybody: remove it, and a new one is made",
    ),
)

COPIES = """\
All are made readable by their owner only (a database from before that: `chmod go= councils.sqlite3*`).
`councils backup` puts all three into one file, while the server runs ([how](../how-to/back-up.md)).
"""


def variables() -> Iterator[tuple[str, str]]:
    """The names that the settings ask the environment for, with their defaults, in the order of the file."""
    tree = ast.parse(SETTINGS.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: call.lineno):
        if ast.unparse(node.func) == "os.environ.get":
            name, *default = (ast.literal_eval(argument) for argument in node.args)
            yield name, default[0] if default else ""


def page() -> str:
    rows = [(f"`{name}`", f"`{default}`" if default else "", MEANING[name]) for name, default in variables()]
    kept = markdown.table(["file", "what it is", "if it is lost", "if somebody else has it"], KEPT)
    return markdown.page(
        "Configuration",
        INTRODUCTION,
        markdown.table(["variable", "default", "meaning"], rows),
        "## Files that must be kept",
        kept,
        COPIES,
    )
