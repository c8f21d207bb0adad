"""Rolls as programs of many countries wrote them: whose names are read right without anybody saying in what (R2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from councils.app.rolls.encodings import ENCODINGS, readings
from councils.app.rolls.reading import Table, Unread, read

LINES = (Path(__file__).parent / "names.txt").read_text("utf-8").splitlines()
NAMES = {language: names.split("|") for language, names in (line.split(": ") for line in LINES)}
WEST = ["cp1252", "latin-1", "iso8859_15", "mac_roman", "cp850", "utf-8", "utf-16"]
CENTRAL = ["cp1250", "iso8859_2", "cp852", "mac_latin2", "utf-8"]
CYRILLIC = ["cp1251", "iso8859_5", "mac_cyrillic"]
BALTIC = ["cp1257", "iso8859_13", "iso8859_4", "cp775"]
WRITTEN = {
    **dict.fromkeys(["German", "French", "Spanish", "Portuguese", "Italian", "Danish", "Swedish"], WEST),
    "Icelandic": ["cp1252", "iso8859_15", "cp850"],
    **dict.fromkeys(["Czech", "Slovak", "Polish", "Hungarian"], CENTRAL),
    "Croatian": ["cp1250", "iso8859_2", "cp852"],
    "Romanian": ["cp1250", "iso8859_2", "cp852"],
    "Turkish": ["cp1254", "iso8859_9", "cp857", "mac_turkish"],
    **dict.fromkeys(["Lithuanian", "Latvian", "Estonian"], BALTIC),
    "Russian": [*CYRILLIC, "koi8_r", "cp866"],
    "Bulgarian": [*CYRILLIC, "koi8_r", "cp866"],
    "Ukrainian": ["cp1251", "koi8_u", "mac_cyrillic"],
    "Serbian": CYRILLIC,
    "Greek": ["cp1253", "iso8859_7", "cp737"],
    "Hebrew": ["cp1255", "iso8859_8", "cp862"],
    "Arabic": ["cp1256", "iso8859_6"],
    "Thai": ["cp874"],
    "Japanese": ["shift_jis", "euc_jp", "iso2022_jp"],
    "Japanese kana": ["shift_jis", "euc_jp", "iso2022_jp"],
    "Chinese": ["gb18030", "gb2312"],
    "Taiwanese": ["big5"],
    "Korean": ["euc_kr", "cp949"],
}
EVERY = [(language, encoding) for language, encodings in WRITTEN.items() for encoding in encodings]


def is_read(names: list[str], encoding: str) -> bool:
    text = "".join(f"{name};m{n}@example.org\r\n" for n, name in enumerate(names))
    table = read(text.encode(encoding))
    return isinstance(table, Table) and [cells[0] for _, cells in table.rows] == names


@pytest.mark.parametrize("language", WRITTEN)
def test_twelve_names_are_read_in_whatever_they_are_written(language: str) -> None:
    assert [e for e in WRITTEN[language] if not is_read(NAMES[language], e)] == []


def test_three_names_are_mostly_enough() -> None:
    """What is told in the how-to of importing a roll."""
    parts = [(NAMES[language][at : at + 3], e) for language, e in EVERY for at in (0, 6)]
    right = sum(is_read(names, encoding) for names, encoding in parts)
    assert right / len(parts) >= 0.9


def test_each_reading_is_shown_with_names_of_the_file() -> None:
    shown = dict(readings("Jiří Dvořák;1\nAnn Lee;2\n".encode("iso8859_2")))
    assert (shown["iso8859_2"], shown["cp1252"]) == ("Jiří, Dvořák", "Jiøí, Dvoøák")
    assert "euc_jp" not in shown
    assert shown.keys() <= ENCODINGS.keys()


@pytest.mark.parametrize("name", ["punycode", "undefined", "utf-8\0", "base64", "no such"])
def test_what_is_no_encoding_of_a_text_is_said_so(name: str) -> None:
    assert read(b"Name\nZo\xeb\n", name) is Unread.ENCODING


def test_names_put_together_of_letter_and_mark_are_read_as_one() -> None:
    table = read("Nguye\u0302\u0303n Tua\u0302\u0301n\n".encode())
    assert isinstance(table, Table)
    assert table.rows[0][1] == ("Nguyễn Tuấn",)
