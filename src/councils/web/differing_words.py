"""What changes from one text to another, line by line and word by word, for the ``text_diff`` component.

Lines that stay are shown where they stand next to a change; the others are counted. Where as many lines come as go,
they are compared by words, so that one new word does not look like a new paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from councils.core.wording import Change, Wording, changes, lines_of

Line = dict[str, Any]
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
NEAR = 2  # lines shown before and after a change
SAME, GONE, COME = "same", "gone", "come"


def difference(old: Wording, new: Wording) -> dict[str, list[Line]]:
    """The title (empty where it stays) and the text, as lines of parts: ``{"parts": [{"kind", "text"}]}``, or
    ``{"left_out": n}``."""
    title = [line([old.title], [new.title])] if old.title != new.title else []
    return {"title": title, "text": list(text_lines(old.text, new.text))}


def text_lines(old: str, new: str) -> Iterator[Line]:
    before, done = lines_of(old), 0
    for change in changes(old, new):
        yield from kept(before[done : change.start], first=done == 0, last=False)
        yield from changed(before, change)
        done = change.end
    if done or old != new:
        yield from kept(before[done:], first=False, last=True)


def changed(before: tuple[str, ...], change: Change) -> Iterator[Line]:
    gone, come = before[change.start : change.end], change.lines
    if len(gone) == len(come):
        yield from (line([old], [new]) for old, new in zip(gone, come, strict=True))
        return
    yield from ({"parts": [part(GONE, text)]} for text in gone if text.strip())
    yield from ({"parts": [part(COME, text)]} for text in come if text.strip())


def kept(lines: tuple[str, ...], *, first: bool, last: bool) -> Iterator[Line]:
    """Some lines that stay; those that are far from any change are only counted."""
    written = [text for text in lines if text.strip()]
    before, after = (0 if first else NEAR), (0 if last else NEAR)
    if len(written) > before + after + 1:
        head, tail = written[:before], written[len(written) - after :]
        left_out: list[Line] = [{"left_out": len(written) - before - after}]
    else:
        head, tail, left_out = written, [], []
    yield from ({"parts": [part(SAME, text)]} for text in head)
    yield from left_out
    yield from ({"parts": [part(SAME, text)]} for text in tail)


def line(old: list[str], new: list[str]) -> Line:
    """One line that has become another, by words; wholly new where hardly a word has stayed."""
    before, after = WORDS.findall(old[0]), WORDS.findall(new[0])
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.4:
        return {"parts": [part(kind, text) for kind, text in ((GONE, old[0]), (COME, new[0])) if text]}
    parts = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            parts.append(part(SAME, "".join(before[i:j])))
            continue
        parts += [part(kind, "".join(some)) for kind, some in ((GONE, before[i:j]), (COME, after[k:m])) if some]
    return {"parts": parts}


def part(kind: str, text: str) -> Line:
    return {"kind": kind, "text": text}
