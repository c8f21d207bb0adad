"""Which column of a file holds what: guessed from its headings, in many languages, and then for the person to say."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Field(StrEnum):
    """What a column can hold of a person."""

    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    EMAIL = "email"
    NUMBER = "number"


Columns = Mapping[Field, int]
TITLE = 10  # rows in which headings are looked for

HEADINGS: dict[Field, str] = {
    Field.EMAIL: "email e-mail mail courriel email-address e-mail-adresse correo correo-electronico e-posta eposta "
    "posta-elettronica adresse-electronique почта эл-почта электронная-почта ηλεκτρονικο-ταχυδρομειο メール "
    "メールアドレス 邮箱 电子邮件 البريد-الإلكتروني sahkoposti e-post epost",
    Field.GIVEN: "first-name firstname given-name forename prenom vorname nombre nome-proprio voornaam imie имя ad "
    "etunimi fornavn fornamn ονομα 名 keresztnev jmeno",
    Field.FAMILY: "last-name lastname surname family-name nom-de-famille nachname familienname zuname apellido "
    "apellidos cognome sobrenome achternaam nazwisko фамилия soyad soyadi sukunimi etternavn efternamn επωνυμο 姓 "
    "vezeteknev prijmeni",
    Field.NAME: "name full-name member person nom nom-complet nom-et-prenom vor-und-nachname mitglied nome "
    "nome-completo nombre-completo nombre-y-apellidos naam imie-i-nazwisko фио ф-и-о полное-имя ad-soyad nimi navn "
    "namn ονοματεπωνυμο 氏名 姓名 名前 الاسم nev",
    Field.NUMBER: "number no nr num numero member-number membership-number member-no member-id id mitgliedsnummer "
    "mitgliedsnr numero-d-adherent n-d-adherent n-de-membre n-de-socio n-socio no-adherent n numero-de-socio "
    "numero-socio numero-membre matricule matricola lidnummer numer numer-czlonka номер членский-номер uye-no "
    "jasennumero medlemsnummer medlemsnr αριθμος 会員番号 编号",
}
KNOWN = {heading: field for field, headings in HEADINGS.items() for heading in headings.split()}


def plain(text: str) -> str:
    """Case, accents and signs do not count: "E-Mail-Adresse:" is emailadresse, "Prénom" is prenom."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o").replace("ı", "i"))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", "".join(sign for sign in bare if sign.isalnum()))


PLAIN = {plain(heading): field for heading, field in KNOWN.items()}


def guess(headings: Sequence[str]) -> dict[Field, int]:
    """The columns that the headings name, the first where two say the same."""
    found: dict[Field, int] = {}
    for place, heading in enumerate(headings):
        field = PLAIN.get(plain(heading))
        if field is not None:
            found.setdefault(field, place)
    if Field.NAME in found and Field.GIVEN in found and Field.FAMILY not in found:
        found[Field.FAMILY] = found.pop(Field.NAME)  # "Prénom" beside "Nom"
    if Field.GIVEN in found and Field.FAMILY not in found:
        found.setdefault(Field.NAME, found.pop(Field.GIVEN))
    if Field.FAMILY in found and Field.GIVEN in found:
        found.pop(Field.NAME, None)
    return found


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Where the headings are: in the first row, or below a title, where two of them are known."""
    for place, cells in enumerate(rows[:TITLE]):
        if has_headings(cells) and (place == 0 or len(guess(cells)) > 1):
            return place
    return 0


def has_headings(cells: Sequence[str]) -> bool:
    """Whether a first row names columns: it has a heading that we know, and nothing that looks like an address."""
    return bool(guess(cells)) and not any("@" in cell for cell in cells)
