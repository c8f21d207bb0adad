"""The words of a motion, what changes between two wordings, and how two changes of the same wording go together (R6).

Theory of operation. Texts are compared by lines, which in Markdown are paragraphs and items of lists. Two people who
change different lines of one text can both have their way; where they change the same ones, or one writes something in
beside what the other changes, no machine can say what was meant, and there is no merged text; nor is there one where
each takes away what the other has left. The order of the two never matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Wording:
    """What a motion says."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """The lines from ``start`` to before ``end`` of a text become ``lines``; where both are equal, these come in."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many lines it takes away or brings, whichever are more."""
        return max(self.end - self.start, len(self.lines))


def lines_of(text: str) -> tuple[str, ...]:
    """Its lines, however it ends them: forms in browsers do so otherwise than programs."""
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def changes(old: str, new: str) -> tuple[Change, ...]:
    """From the first line to the last."""
    before, after = lines_of(old), lines_of(new)
    codes = SequenceMatcher(None, before, after).get_opcodes()
    return tuple(Change(i, j, after[k:m]) for tag, i, j, k, m in codes if tag != "equal")


def reach(old: Wording, new: Wording) -> int:
    """How far ``new`` reaches: the lines that it changes, and the title as one of them."""
    return (old.title != new.title) + sum(change.size for change in changes(old.text, new.text))


def merge(base: Wording, one: Wording, other: Wording) -> Wording | None:
    """``base`` with the changes that lead to ``one`` and those that lead to ``other``; None where they clash.

    >>> merge(Wording("Trams", "By day.\\n\\nFree."), Wording("Trams", "By night.\\n\\nFree."), Wording("Trams", ""))
    >>> merge(Wording("Trams", "Free."), Wording("Trams", "Free.\\n\\nBy day."), Wording("Buses", "Free.")).title
    'Buses'
    """
    title = merged_title(base.title, one.title, other.title)
    text = merged_text(base.text, one.text, other.text)
    return None if title is None or text is None else Wording(title, text)


def merged_title(base: str, one: str, other: str) -> str | None:
    if one in (base, other):
        return other
    return one if other == base else None


def merged_text(base: str, one: str, other: str) -> str | None:
    """As ``merge``; what only one side has changed stays exactly as that side wrote it."""
    ours, theirs = changes(base, one), changes(base, other)
    if not ours or ours == theirs:
        return other
    if not theirs:
        return one
    if any(clash(mine, yours) for mine in ours for yours in theirs):
        return None
    lines = list(rewritten(lines_of(base), sorted({*ours, *theirs}, key=lambda c: (c.start, c.end))))
    return "\n".join(lines) if lines else None


def clash(one: Change, other: Change) -> bool:
    if one == other:
        return False
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def rewritten(base: tuple[str, ...], changed: list[Change]) -> Iterator[str]:
    """``base`` with these changes, none of which touches another."""
    done = 0
    for change in changed:
        yield from base[done : change.start]
        yield from change.lines
        done = change.end
    yield from base[done:]
