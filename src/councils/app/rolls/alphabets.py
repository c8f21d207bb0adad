"""Which words a text would have in an encoding: whether people write like that.

Theory of operation. Encodings of Latin writing tell the same bytes as other letters, and a list of a few names has too
few of them for statistics: "Dvořák" reads as "Dvoøák". But a name is of one language, and no language has both ø and á.
So a word is odd where no single alphabet has all its letters; a town may well have names of many languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WORD = re.compile(r"[^\s,;|\"'.()/-]+")

WESTERN = (
    "äöüß",  # German
    "àâæçéèêëîïôœùûüÿ",  # French, and most of Dutch
    "áéíñóúü",  # Spanish
    "áâãàçéêíóôõú",  # Portuguese
    "àèéìîòù",  # Italian
    "àçèéíïòóúü",  # Catalan
    "æøåé",  # Danish, Norwegian
    "åäöé",  # Swedish, Finnish
    "áðéíóúýþæö",  # Icelandic
)
ALPHABETS: Mapping[str, tuple[str, ...]] = {
    "cp1252": WESTERN,
    "mac_roman": WESTERN,
    "cp850": WESTERN,
    "cp1250": (
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "ąćęłńóśźż",  # Polish
        "áéíóöőúüű",  # Hungarian
        "čćđšž",  # Bosnian, Croatian, Serbian, Slovene
        "ăâîşţ",  # Romanian
        "äöüß",
    ),
    "cp1254": ("âçğıîöşüû̇",),  # Turkish; a dot stands alone when İ is made small
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),  # Lithuanian, Latvian, Estonian
}
"""The letters beside a to z, of languages that are written in an encoding."""


def odd_words(written: str, encoding: str) -> int:
    """How many words no language would have that is written in ``encoding``.

    >>> odd_words("Jiøí Dvoøák, Hélène Núñez", "cp1252"), odd_words("Jiří Dvořák", "cp1250")
    (2, 0)
    """
    languages = [frozenset(letters) for letters in ALPHABETS.get(encoding, ())]
    marked = (frozenset(sign for sign in word.lower() if not sign.isascii()) for word in WORD.findall(written))
    return sum(bool(signs) and not any(signs <= letters for letters in languages) for signs in marked)
