"""The difference between two charters in plain words, for the ``charter_diff`` component (R15).

Both charters are told in sentences, section by section; a sentence that both have is left out, and sentences of the
same form stand beside each other. What no sentence tells is shown by its name in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from councils.app.nouns import gettext as _
from councils.core.charter import Charter
from councils.core.charter.document import differences
from councils.core.charter.words import Section, tell
from councils.core.sentence import Sentence
from councils.web.saying import say

Change = dict[str, Any]


def changes(old: Charter, new: Charter) -> list[Change]:
    """Every sentence that is new, changed or gone."""
    before = {section.key: section for section in tell(old)}
    return [change for after in tell(new) for change in section_changes(before[after.key], after)]


def section_changes(before: Section, after: Section) -> Iterator[Change]:
    """Sentences of the same text and rule are two versions of one; the others are new, or struck out."""
    gone = [s for s in before.sentences if s not in after.sentences]
    come = [s for s in after.sentences if s not in before.sentences]
    pairs = [(sentence, counterpart(sentence, gone, come)) for sentence in gone]
    yield from (change(after, old, new) for old, new in pairs)
    matched = [new for _old, new in pairs]
    yield from (change(after, None, new) for new in come if new not in matched)


def counterpart(sentence: Sentence, gone: list[Sentence], come: list[Sentence]) -> Sentence | None:
    """The sentence that says the same thing otherwise: of the same form about the same thing, or the only one that
    came for the only one that went under the same rule."""
    alike = [s for s in come if s.text == sentence.text and s.values.get("title") == sentence.values.get("title")]
    if alike:
        return alike[0]
    went, came = ([s for s in group if s.rule == sentence.rule] for group in (gone, come))
    return came[0] if len(went) == len(came) == 1 else None


def change(section: Section, before: Sentence | None, after: Sentence | None) -> Change:
    told = after or before
    assert told is not None  # one of them is there
    return {
        "title": say(section.title),
        "rule": told.rule,
        "before": say(before) if before else None,
        "after": say(after) if after else None,
    }


def by_name(old: Charter, new: Charter) -> Change:
    """The context of a ``data_table`` with every choice that differs, by its name in the file."""
    columns = [{"label": _("Name in the file")}, {"label": _("Before")}, {"label": _("After")}]
    rows = [[d.path, shown(d.old), shown(d.new)] for d in differences(old, new)]
    return {"caption": _("By the names in the file"), "columns": columns, "rows": rows}


def shown(value: Any) -> str:
    if value is None:
        return "–"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
