"""Gather every text that people read into one catalogue for translators: src/councils/locale/councils.pot.

Django's own `makemessages` needs GNU gettext, which a bare machine lacks; Babel reads the Python files, and the
templates as Django itself turns them into Python. Run it with `make messages`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parent.parent / "src" / "councils"
CATALOGUE = SOURCE / "locale" / "councils.pot"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "phrase": None,
    "usual": None,  # the nouns of `app/nouns.py`
    "Told": None,  # what the laboratory says
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def texts() -> Iterator[tuple[str, int, object, list[str], str | None]]:
    """(file, line, message, comments, context) of every marked text."""
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"))):
        code = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            turned = templatize(code, origin=str(path.relative_to(SOURCE)))
            code = "\n".join(line.strip() for line in turned.splitlines())  # the tokenizer minds indents
        found = extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
        for line, message, comments, context in found:
            yield str(path.relative_to(SOURCE)), line, message, comments, context


def catalogue() -> bytes:
    gathered = Catalog(project="Councils", charset="utf-8", fuzzy=False)
    for file, _line, message, comments, context in texts():
        gathered.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    out = io.BytesIO()
    write_po(out, gathered, omit_header=True, include_lineno=False, sort_output=False, width=110)
    return out.getvalue()


def main() -> None:
    """Write the catalogue; with `--check`, only say whether it is up to date (exit status 1 if not)."""
    settings.configure(USE_I18N=True)
    django.setup()
    fresh = catalogue()
    if "--check" in sys.argv:
        if not CATALOGUE.exists() or CATALOGUE.read_bytes() != fresh:
            sys.exit("The catalogue of texts is stale: run `make messages`.")
        return
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_bytes(fresh)
    print(f"{CATALOGUE.relative_to(Path.cwd())}: {fresh.count(b'msgid ')} texts")


if __name__ == "__main__":
    main()
