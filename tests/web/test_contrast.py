"""The colours of the pages are legible by day and by night, as WCAG 2.2 AA measures it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "src/councils/web/static/councils/css/tokens.css"

TEXT, SHAPE = 4.5, 3.0

PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink-soft", "paper", TEXT),
    ("ink-soft", "surface", TEXT),
    ("ink-soft", "accent-wash", TEXT),
    ("ink-soft", "yes-wash", TEXT),
    ("ink-soft", "no-wash", TEXT),
    ("ink", "accent-wash", TEXT),
    ("ink", "yes-wash", TEXT),
    ("ink", "no-wash", TEXT),
    ("ink", "abstain-wash", TEXT),
    ("ink", "good-wash", TEXT),
    ("paper", "ink", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "accent-wash", TEXT),
    ("on-accent", "accent-fill", TEXT),
    ("on-accent", "accent-fill-strong", TEXT),
    ("yes", "paper", TEXT),
    ("yes", "yes-wash", TEXT),
    ("no", "paper", TEXT),
    ("no", "no-wash", TEXT),
    ("abstain", "paper", TEXT),
    ("abstain", "abstain-wash", TEXT),
    ("good", "paper", TEXT),
    ("good", "good-wash", TEXT),
    ("line-strong", "paper", SHAPE),
    ("line-strong", "surface", SHAPE),
    ("accent-fill", "paper", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "surface", SHAPE),
    ("focus", "accent-wash", SHAPE),
]


def colours(theme: int) -> dict[str, tuple[float, float, float]]:
    pairs = re.findall(r"--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)", TOKENS.read_text(encoding="utf-8"))
    return {
        name: (int(both[theme][:2], 16) / 255, int(both[theme][2:4], 16) / 255, int(both[theme][4:], 16) / 255)
        for name, *both in pairs
    }


def luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_pair_is_legible(front: str, back: str, least: float, theme: int) -> None:
    palette = colours(theme)
    assert contrast(palette[front], palette[back]) >= least
