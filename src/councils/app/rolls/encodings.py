"""What a text is written in, found by its words.

Theory of operation. The same bytes are other letters in other encodings. Each of ``ENCODINGS`` in which the bytes are a
text at all is tried, and that one is taken in which its words look most like names of the languages that are written
in it (``alphabets.py``), and most of them of one language; the earlier in the list where two are as good. Words of a to
z alone say nothing, since they are the same in all. It is a guess: those who read it in see the names, and what they
would be in the others (``readings``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice

from councils.app.rolls.alphabets import (
    ALBANIAN,
    ARABIC,
    BULGARIAN,
    CATALAN,
    CHINESE,
    CZECH,
    DANISH,
    ESTONIAN,
    FRENCH,
    GERMAN,
    GREEK,
    HALFWIDTH,
    HEBREW,
    HUNGARIAN,
    ICELANDIC,
    ITALIAN,
    JAPANESE,
    KOREAN,
    LATVIAN,
    LITHUANIAN,
    MACEDONIAN,
    ODD,
    POLISH,
    PORTUGUESE,
    ROMANIAN,
    RUSSIAN,
    SERBIAN,
    SLAVIC,
    SLOVAK,
    SPANISH,
    SWEDISH,
    THAI,
    TRADITIONAL,
    TURKISH,
    UKRAINIAN,
    VIETNAMESE,
    Language,
)  # fmt: skip

Languages = tuple[Language, ...]

WEST: Languages = (GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, CATALAN, DANISH, SWEDISH, ICELANDIC, ALBANIAN)
CENTRAL: Languages = (CZECH, SLOVAK, POLISH, HUNGARIAN, SLAVIC, ROMANIAN, GERMAN)
BALTIC: Languages = (LITHUANIAN, LATVIAN, ESTONIAN)
CYRILLIC: Languages = (RUSSIAN, UKRAINIAN, BULGARIAN, SERBIAN, MACEDONIAN)
ENCODINGS: Mapping[str, Languages] = {
    "cp1252": WEST,
    "cp1250": CENTRAL,
    "cp1251": CYRILLIC,
    "cp1253": (GREEK,),
    "cp1254": (TURKISH,),
    "cp1255": (HEBREW,),
    "cp1256": (ARABIC,),
    "cp1257": BALTIC,
    "cp1258": (VIETNAMESE,),
    "iso8859_2": CENTRAL,
    "iso8859_4": BALTIC,
    "iso8859_5": CYRILLIC,
    "iso8859_6": (ARABIC,),
    "iso8859_7": (GREEK,),
    "iso8859_15": (*WEST, ESTONIAN),
    "koi8_r": (RUSSIAN, BULGARIAN),
    "koi8_u": (UKRAINIAN, RUSSIAN),
    "mac_roman": WEST,
    "mac_latin2": CENTRAL,
    "mac_cyrillic": CYRILLIC,
    "mac_turkish": (TURKISH,),
    "cp850": WEST,
    "cp852": CENTRAL,
    "cp866": (RUSSIAN, BULGARIAN),
    "cp737": (GREEK,),
    "cp775": BALTIC,
    "cp857": (TURKISH,),
    "cp862": (HEBREW,),
    "cp874": (THAI,),
    "cp932": (JAPANESE, HALFWIDTH),
    "euc_jp": (JAPANESE,),
    "iso2022_jp": (JAPANESE,),
    "gb18030": (CHINESE,),
    "big5": (TRADITIONAL,),
    "cp949": (KOREAN,),
}
"""By Python's names of them: the encodings of lists that people have, and the languages written in each."""

WORD = re.compile(r"[^\t-\r\x1a !-/:-@\[-`{-~’\u3000]+")
BESIDE = "“”„‘´–—·•№º€、。・（）：\xa0"  # signs that stand beside words, and not in them
LINES, LONG = 300, 600  # that are looked at, and are not too long to be one of a list
FEW, GIBBERISH = 8, 1.2  # so odd as these are on the average, if there are not few, nobody writes
ALONE = 0.3  # a word that is not of the language that most are of
LESS_USED = 0.004  # for each place in the list
WRITTEN = 0.6  # capital letters within a word, or none where others begin with one
CASED = re.compile(r"l+|[UA]+|[UA]l+(Al+)*")  # small letters, capital ones, of which A to Z


def guessed(data: bytes) -> str:
    """The encoding of a text that is none of Unicode; "" where nobody writes so."""
    told = telling(data)
    found = {name: words for name in ENCODINGS if (words := words_of(told, name)) is not None}
    scores = {name: oddness(words, ENCODINGS[name]) + LESS_USED * n for n, (name, words) in enumerate(found.items())}
    likely = [name for name in scores if scores[name] <= GIBBERISH * max(len(found[name]), FEW)]
    return next((name for name in sorted(likely, key=lambda name: scores[name]) if is_text(data, name)), "")


def telling(data: bytes) -> bytes:
    """The first lines that are not of a to z alone."""
    lines = (line for line in data.splitlines() if not line.isascii() and len(line) < LONG)
    return b"\n".join(islice(lines, LINES))


def is_text(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def words_of(data: bytes, encoding: str) -> list[str] | None:
    """The different words that are not of a to z alone; None where the bytes are no text in this encoding."""
    try:
        text = unicodedata.normalize("NFC", data.decode(encoding))
    except UnicodeDecodeError:
        return None
    words = dict.fromkeys(word for found in WORD.findall(text) if not (word := found.strip(BESIDE)).isascii())
    return list(words)


def oddness(words: list[str], languages: Languages) -> float:
    """Of all these words: how little each looks like a name, and how many are not of the language that most are of."""
    signs = sum(map(disfigured, words))
    told = [[language.oddness(word.lower()) for language in languages] for word in words]
    strangers = min((sum(row[n] >= ODD for row in told) for n in range(len(languages))), default=0)
    return signs + sum(map(min, told)) + ALONE * strangers


def disfigured(word: str) -> float:
    """Signs that are no letters, and capitals in the middle of a word."""
    kinds = [unicodedata.category(sign) for sign in word if not sign.isascii()]
    strange = sum(2 * ODD if kind in ("Cc", "Cn", "Co") else ODD for kind in kinds if kind[0] not in "LMN")
    case = "".join("l" if not sign.isupper() else "A" if sign.isascii() else "U" for sign in word if sign.isalpha())
    odd_case = bool(case) and not CASED.fullmatch(case)
    small = word.islower() and not word[0].isascii()
    return strange + WRITTEN * odd_case + WRITTEN / 3 * small


def readings(data: bytes) -> Iterator[tuple[str, str]]:
    """What a few of the words that differ would be, in each encoding in which the bytes are a text."""
    told = telling(data)
    for name in ENCODINGS:
        words = words_of(told, name) if is_text(data, name) else None
        if words:
            yield name, ", ".join(words[:3])
