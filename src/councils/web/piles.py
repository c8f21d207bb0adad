"""Piles of ballots as tellers write them down: a line for each, how many and then what is on them (R4, R6).

``12: 2 1 3`` are twelve ballots that put candidate 2 first, then 1, then 3, by the numbers on the printed ballots;
``3:`` are three blank ones. What is wrong is told by line, and nothing that was written is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import forms

from councils.app.nouns import gettext as _
from councils.core.act import Voice
from councils.core.election import Pile

LINE = re.compile(r"(?P<number>\d{1,7})\s*:(?P<marks>[\s\d,;]*)", re.ASCII)


def read(text: str, options: Sequence[Voice]) -> tuple[Pile, ...]:
    """The piles in ``text``; ``options`` are the candidates in the order of their numbers, from 1.

    Raises ``forms.ValidationError`` with what is wrong in each line.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    read_lines = [pile(number, line, options) for number, line in lines]
    wrong = [found for found in read_lines if isinstance(found, str)]
    if wrong:
        raise forms.ValidationError(wrong)
    return tuple(found for found in read_lines if isinstance(found, Pile))


def pile(number: int, line: str, options: Sequence[Voice]) -> Pile | str:
    """One pile, or what is wrong with line ``number``."""
    found = LINE.fullmatch(line)
    if found is None:
        return _("Line %(line)s: write how many ballots, a colon, and the candidates’ numbers, as in “12: 2 1 3”.") % {
            "line": number
        }
    marks = [int(mark) for mark in re.findall(r"\d+", found["marks"])]
    stranger = next((mark for mark in marks if not 0 < mark <= len(options)), None)
    if stranger is not None:
        text = _("Line %(line)s: there is no candidate %(mark)s. They have the numbers 1 to %(most)s.")
        return text % {"line": number, "mark": stranger, "most": len(options)}
    return Pile(int(found["number"]), tuple(options[mark - 1] for mark in marks))


def written(piles: Sequence[Pile], options: Sequence[Voice]) -> list[str]:
    """The lines of ``piles``."""
    numbers = {voice: str(number) for number, voice in enumerate(options, start=1)}
    return [f"{p.number}: {' '.join(numbers.get(voice, '–') for voice in p.marks)}".strip() for p in piles]
