"""A roll is read from any file, compared with who is there, confirmed as one, and taken back."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.core import mail
from django.utils import timezone
from tests.app.conftest import Town

from councils.app.membership import accept_invitation, erase, find_invitation
from councils.app.record import export
from councils.app.rolls import inviting
from councils.app.rolls.columns import Field, guess
from councils.app.rolls.importing import Unsettled, confirm, people, preview, read_again, start, undo
from councils.app.rolls.inviting import Letter, Stage, stage
from councils.app.rolls.matching import Decision, Entry, Someone, State, Wrong, matched
from councils.app.rolls.reading import BYTES, Table, Unread, read
from councils.app.rolls.workbook import UnreadableError, first_sheet
from councils.core.refusal import Reason, Refused, refuse
from councils.store.models import Invitation, Person, RollImport

WESTERN = "Nom;Courriel\nHélène Lefèvre;h@example.org\nJürgen Groß;\n"
CYRILLIC = "ФИО;Почта\nИванова Анна;anna@example.org\nПетров Иван;ivan@example.org\n"


def rows(data: bytes, encoding: str = "") -> list[tuple[str, ...]]:
    table = read(data, encoding)
    assert isinstance(table, Table), table
    return [cells for _, cells in table.rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "mac_roman"]
)
def test_western_names_are_read_in_any_encoding(encoding: str) -> None:
    assert rows(WESTERN.encode(encoding))[1] == ("Hélène Lefèvre", "h@example.org")


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1250", ["Jiří Dvořák", "Tomáš Novák"]),
        ("cp1250", ["Jan Černý"]),
        ("cp1250", ["László Erdős", "Łukasz Wałęsa"]),
        ("cp1252", ["Hélène Müller", "François Núñez", "Søren Åse"]),  # three languages, none of the east
        ("cp1252", ["Jürgen Groß"]),
        ("cp1257", ["Jānis Bērziņš"]),
        ("mac_roman", ["Hélène Lefèvre", "José Muñoz"]),
    ],
)
def test_a_few_names_are_enough_to_tell_the_encoding(encoding: str, names: list[str]) -> None:
    text = "".join(f"{name};{number}\r\n" for number, name in enumerate(["Name", *names]))
    assert [row[0] for row in rows(text.encode(encoding))[1:]] == names


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "koi8_r"])
def test_cyrillic_names_are_read_in_any_encoding(encoding: str) -> None:
    assert rows(CYRILLIC.encode(encoding))[1] == ("Иванова Анна", "anna@example.org")


def test_polish_names_are_read() -> None:
    text = "Imię i nazwisko;E-mail\nŁukasz Żółć;l@example.org\nŚwiętosława Ćma;a@example.org\n"
    assert rows(text.encode("cp1250"))[1][0] == "Łukasz Żółć"


@pytest.mark.parametrize("text", ["Имя;Отчество\r\nИванова;Анна\r\n", "名前\r\n李明\r\n王芳\r\n", "Name\nÉva\n"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_are_read_without_a_mark(text: str, encoding: str) -> None:
    assert rows(text.encode(encoding)) == [tuple(line.split(";")) for line in text.split()]


@pytest.mark.parametrize("place", [40, 41])
def test_stray_zero_makes_no_text_another_one(place: int) -> None:
    text = b"Name,Number\n" + b"Ann Lee,7\nBo Lee,8\n" * 5
    assert read(text[:place] + b"\0" + text[place:] + b"\n") is Unread.BINARY


def test_wrong_guess_can_be_put_right() -> None:
    data = "Name\nŞule Yılmaz\n".encode("cp1254")
    assert rows(data, "cp1254")[1] == ("Şule Yılmaz",)
    assert read(data, "utf-8") is Unread.ENCODING


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_is_found(delimiter: str) -> None:
    text = delimiter.join(["Name", "E-mail"]) + "\r\n" + delimiter.join(['"Li, Ann; x|y\tz"', "a@example.org"]) + "\r\n"
    assert len(rows(text.encode())[1]) == 2


def test_named_delimiter_and_old_line_ends() -> None:
    assert rows(b"sep=;\nName;E-mail\nAnn;a@example.org\n")[1] == ("Ann", "a@example.org")
    assert rows(b"Name,E-mail\rAnn,a@example.org\r")[1] == ("Ann", "a@example.org")


def test_one_column_and_quoted_line_ends() -> None:
    assert rows(b'Name\nAnn\n"Bo\nLi"\n') == [("Name",), ("Ann",), ("Bo Li",)]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_quotation_mark_that_nothing_closes_takes_no_other_row(count: int) -> None:
    """Each reads as a sign in its line; what is quoted as it should be may still go over lines."""
    stray = [f'"Ann{n};a{n}@example.org' for n in range(1, count + 1)][-1]
    text = f'Name;E-mail\n"Bo\nLi";b@example.org\n{stray}\nCy;c@example.org\nDi;d@example.org'
    assert [row[0] for row in rows(text.encode())] == ["Name", "Bo Li", f'"Ann{count}', "Cy", "Di"]


def test_quotation_marks_without_end_are_read_in_time() -> None:
    read(b'"""\n' * 20_000 + b'"a;b\n')
    read(b'x;""y\n"\n' * 20_000)


def workbook(cells: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in cells:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def opendocument(body: str, head: str = "") -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {names} office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Roll">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def repeated(times: int) -> str:
    return f'table:number-columns-repeated="{times}"'


def test_workbook_is_read_and_its_formulas_are_not_computed() -> None:
    data = workbook(
        [["Name", "E-mail", "Nr"], ["Hélène", "h@example.org", 1207], ['=HYPERLINK("http://x")', None, 7.0]]
    )
    assert rows(data) == [("Name", "E-mail", "Nr"), ("Hélène", "h@example.org", "1207"), ("", "", "7")]


def test_opendocument_is_read() -> None:
    body = "".join(
        f"<table:table-row>{cell(a)}{cell(b)}</table:table-row>" for a, b in [("Name", "E-mail"), ("Zoë", "z@x.org")]
    )
    assert rows(opendocument(body)) == [("Name", "E-mail"), ("Zoë", "z@x.org")]


@pytest.mark.parametrize("gap", [1000, 25_000, 1_048_574])
def test_row_below_a_gap_is_read_with_its_number(gap: int) -> None:
    """LibreOffice writes empty rows, and those below the last one, as one that is repeated."""
    empty = (
        f'<table:table-row table:number-rows-repeated="{gap}"><table:table-cell {repeated(16384)}/></table:table-row>'
    )
    table = read(opendocument(f"<table:table-row>{cell('Name')}</table:table-row>{empty}<table:table-row>{cell('Zoë')}"
                              "</table:table-row>"))  # fmt: skip
    assert table == Table(((1, ("Name",)), (gap + 2, ("Zoë",))))
    tail = read(opendocument(f"<table:table-row>{cell('Name')}</table:table-row>{empty}"))
    assert tail == Table(((1, ("Name",)),))


def test_archive_that_unfolds_is_refused() -> None:
    assert read(zipped({"xl/workbook.xml": "0" * 70 * 2**20})) is Unread.BOMB


def test_archive_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped({"content.xml": "0" * 10**6}))
    at = data.index((10**6).to_bytes(4, "little"))
    while at >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
        at = data.find((10**6).to_bytes(4, "little"))
    assert read(bytes(data)) is Unread.DAMAGED


@pytest.mark.parametrize(
    "body",
    [
        f'<table:table-row table:number-rows-repeated="1048576">{cell("Ann", repeated(16384))}</table:table-row>',
        f"<table:table-row>{cell('Ann', repeated(2**31 - 1))}</table:table-row>",
    ],
)
def test_cells_repeated_without_end_kill_no_server(body: str) -> None:
    answer = read(opendocument(body))
    assert answer in (Unread.BOMB, Unread.DAMAGED, Unread.TOO_LONG) or getattr(answer, "width", 0) <= 60


def test_cell_far_out_kills_no_server() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "Name", "Ann"
    book.save(out)
    assert read(out.getvalue()) in (Unread.BOMB, Unread.DAMAGED, Unread.TOO_LONG)


def test_entities_are_not_expanded() -> None:
    head = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    answer = read(opendocument(f"<table:table-row>{cell('Name&b;')}</table:table-row>", head))
    assert answer is Unread.DAMAGED or "aaa" not in str(answer)


def test_files_that_are_no_roll_are_told_apart() -> None:
    assert read(b"") is Unread.EMPTY
    assert read(b"x" * (BYTES + 1)) is Unread.TOO_BIG
    assert read(b"n\n" * 20_001) is Unread.TOO_LONG
    assert read(b"%PDF-1.7\n\0\0\1\2\0") is Unread.BINARY
    assert read(b"PK\x03\x04 not an archive") is Unread.DAMAGED


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ("Nom;Prénom;Courriel", {Field.FAMILY: 0, Field.GIVEN: 1, Field.EMAIL: 2}),
        ("Vorname;Nachname;E-Mail;Mitglieds-Nr.", {Field.GIVEN: 0, Field.FAMILY: 1, Field.EMAIL: 2, Field.NUMBER: 3}),
        ("N° d'adhérent;Nom", {Field.NUMBER: 0, Field.NAME: 1}),
        ("ФИО;Эл. почта", {Field.NAME: 0, Field.EMAIL: 1}),
        ("Blume;Wetter", {}),
    ],
)  # fmt: skip
def test_headings_are_known_in_many_languages(headings: str, found: dict[Field, int]) -> None:
    assert guess(headings.split(";")) == found


@pytest.mark.parametrize(
    ("text", "above", "columns"),
    [
        ("Members 2026;;\n;;\nName;E-mail;Nr\nAnn;a@x.org;7\n", 1, {"name": 0, "email": 1, "number": 2}),
        ("Ann;a@x.org\nName;b@x.org\n", 0, {}),
        ("Ann;7\nName;8\n", 0, {}),
    ],
)
def test_headings_are_found_below_a_title(town: Town, text: str, above: int, columns: dict[str, int]) -> None:
    draft = started(town, text.encode())
    assert (draft.draft["above"], draft.draft["columns"]) == (above, columns)
    assert [row for row, _ in people(draft)] == ([4] if above else [1, 2])


def states(*given: Someone, there: tuple[Someone, ...] = (), **decided: Decision) -> list[State]:
    known = [(one, State.MEMBER) for one in there]
    said = {int(row.removeprefix("row")): what for row, what in decided.items()}
    return [entry.state for entry in matched(enumerate(given, start=1), known, said)]


ANN = Someone("Ann Lee", "ann@example.org", "7")


def test_same_person_is_shown_as_already_there() -> None:
    assert states(Someone("ann  LEE", "ANN@example.org"), there=(ANN,)) == [State.MEMBER]
    assert states(Someone("Ann Lée", "", "7"), there=(ANN,)) == [State.MEMBER]


def test_what_is_unclear_is_decided_by_a_person() -> None:
    assert states(Someone("Ann Lee"), there=(ANN,)) == [State.UNCLEAR]
    assert states(Someone("Bo Lee", "ann@example.org"), there=(ANN,)) == [State.UNCLEAR]
    assert states(Someone("Bo Lee", "", "7"), there=(ANN,)) == [State.UNCLEAR]
    assert states(Someone("Ann Lee"), there=(ANN,), row1=Decision.NEW) == [State.INVITE]
    assert states(Someone("Ann Lee"), there=(ANN,), row1=Decision.OUT) == [State.OUT]


def test_same_name_with_another_number_is_somebody_else() -> None:
    assert states(Someone("Ann Lee", "other@example.org", "8"), there=(ANN,)) == [State.INVITE]


def test_household_may_share_an_address() -> None:
    assert states(ANN, Someone("Bo Lee", "ann@example.org", "8")) == [State.INVITE, State.INVITE]


def test_rows_are_wrong_with_their_reasons() -> None:
    found = matched(
        [(2, ANN), (3, Someone("", "x@example.org")), (4, Someone("Cy", "cy@")), (5, ANN), (6, Someone("Di", "", "7"))],
        [], {},
    )  # fmt: skip
    assert [(e.row, e.wrong, e.earlier) for e in found if e.state is State.WRONG] == [
        (3, (Wrong.NO_NAME,), 0),
        (4, (Wrong.EMAIL,), 0),
        (5, (Wrong.TWICE,), 2),
        (6, (Wrong.NUMBER_TWICE,), 2),
    ]


FILE = b"Name;E-mail;Number\nAnn Lee;ann@example.org;7\nBo Lee;bo@;8\nCy Roy;;9\n"


def started(town: Town, data: bytes = FILE) -> RollImport:
    draft = start(town.people["A11-1"], "A11", "roll.csv", data)
    assert isinstance(draft, RollImport), draft
    return draft


def mended(town: Town) -> RollImport:
    draft = started(town)
    draft.draft["amended"] = {"3": {"name": "Bo Lee", "email": "bo@example.org", "number": "8"}}
    draft.save()
    return draft


def test_nothing_is_written_before_all_rows_are_settled(town: Town) -> None:
    draft = started(town)
    assert confirm(town.people["A11-1"], draft) == Unsettled((3,))
    assert (Invitation.objects.count(), RollImport.objects.get().confirmed) == (0, None)


def test_confirmed_import_invites_and_forgets_the_file(town: Town) -> None:
    draft = mended(town)
    assert confirm(town.people["A11-1"], draft) == 3
    assert confirm(town.people["A11-1"], draft) == 3
    assert sorted(Invitation.objects.values_list("name", "email", "number")) == [
        ("Ann Lee", "ann@example.org", "7"), ("Bo Lee", "bo@example.org", "8"), ("Cy Roy", "", "9"),
    ]  # fmt: skip
    kept = RollImport.objects.get()
    assert (bytes(kept.content), kept.draft) == (b"", {"counts": {**dict.fromkeys(State, 0), "invite": 3}})


def test_second_import_finds_whom_the_first_invited(town: Town) -> None:
    confirm(town.people["A11-1"], mended(town))
    assert [e.state for e in preview(mended(town))] == [State.INVITED] * 3


def test_import_does_no_act_and_puts_no_name_on_record(town: Town) -> None:
    before = b"".join(export()).count(b"\n")
    confirm(town.people["A11-1"], mended(town))
    record = b"".join(export())
    assert (record.count(b"\n"), b"Ann Lee" in record) == (before, False)


def test_only_members_of_this_assembly_read_a_roll_in(town: Town) -> None:
    assert start(town.people["A12-1"], "A11", "roll.csv", FILE) == refuse(Reason.NOT_ON_ROLL)
    operator = Person.objects.create(username="operator", name="Operator")
    assert start(operator, "A11", "roll.csv", FILE) == refuse(Reason.NOT_ON_ROLL)


def test_undo_takes_back_what_is_unused_and_nothing_else(town: Town) -> None:
    draft = mended(town)
    confirm(town.people["A11-1"], draft)
    (slip,) = inviting.slips(Invitation.objects.filter(name="Cy Roy"))
    person = Person.objects.create(username="cy", name="Cy Roy")
    invited = find_invitation(slip.token)
    assert invited is not None
    accept_invitation(invited, person, ["resident"])
    assert person.memberships.get().number == "9"
    assert undo(town.people["A11-1"], draft) == 2
    assert [i.name for i in Invitation.objects.all()] == ["Cy Roy"]


def test_whoever_is_erased_is_in_no_list_of_invitations(town: Town) -> None:
    """Whatever name they gave themselves."""
    confirm(town.people["A11-1"], mended(town))
    (slip,) = inviting.slips(Invitation.objects.filter(name="Cy Roy"))
    person, invited = Person.objects.create(username="cy", name="Cyrus"), find_invitation(slip.token)
    assert invited is not None
    accept_invitation(invited, person, ["resident"])
    erase(person)
    assert sorted(Invitation.objects.values_list("name", flat=True)) == ["Ann Lee", "Bo Lee"]


def test_whoever_is_invited_again_when_the_time_is_over_stands_in_the_list_once(town: Town) -> None:
    confirm(town.people["A11-1"], mended(town))
    inviting.slips(Invitation.objects.exclude(name="Bo Lee"), timezone.now() - timedelta(days=31))
    draft = mended(town)
    assert [e.state for e in preview(draft)] == [State.INVITE, State.INVITED, State.INVITE]
    assert confirm(town.people["A11-1"], draft) == 2
    assert sorted(Invitation.objects.values_list("name", flat=True)) == ["Ann Lee", "Bo Lee", "Cy Roy"]


def test_file_can_be_read_again_in_another_encoding(town: Town) -> None:
    draft = started(town, "Ad\nŞule Yılmaz\n".encode("cp1254"))
    assert read_again(draft, "cp1254") is None
    assert preview(draft)[0] == Entry(2, Someone("Şule Yılmaz"), State.INVITE)


def test_printing_again_voids_the_link_before(town: Town) -> None:
    confirm(town.people["A11-1"], mended(town))
    (first,) = inviting.slips(Invitation.objects.filter(name="Cy Roy"))
    (second,) = inviting.slips(Invitation.objects.filter(name="Cy Roy"))
    assert (find_invitation(first.token), find_invitation(second.token) is None) == (None, False)


def test_stages_of_an_invitation(town: Town) -> None:
    confirm(town.people["A11-1"], mended(town))
    now = timezone.now()
    assert {stage(i, now) for i in Invitation.objects.all()} == {Stage.WAITING}
    inviting.slips(Invitation.objects.filter(name="Cy Roy"))
    done = inviting.send(Invitation.objects.filter(name="Ann Lee"), lambda slip: Letter("Come", slip.token))
    assert (done.sent, [m.to for m in mail.outbox]) == (1, [["ann@example.org"]])
    token = mail.outbox[0].body
    assert find_invitation(token) is not None
    found = {i.name: stage(i, now) for i in Invitation.objects.all()}
    assert found == {"Ann Lee": Stage.SENT, "Bo Lee": Stage.WAITING, "Cy Roy": Stage.PRINTED}
    late = now + timedelta(days=31)
    assert stage(Invitation.objects.get(name="Ann Lee"), late) is Stage.EXPIRED


def test_unreachable_mail_server_is_told_and_nothing_counts_as_sent(town: Town, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    confirm(town.people["A11-1"], mended(town))
    done = inviting.send(Invitation.objects.exclude(email=""), lambda slip: Letter("Come", slip.token))
    assert (done.sent, bool(done.trouble), Invitation.objects.filter(sent=None).count()) == (0, True, 3)
    assert not isinstance(done, Refused)


def test_workbook_that_cannot_be_unpacked_is_unreadable() -> None:
    """Bits fell over within a part: zlib says so, and not the archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(1000))
        start = archive.infolist()[0].header_offset + 30 + len("a")  # 30: the header before it
    spoiled = bytearray(packed.getvalue())
    spoiled[start] = 0xFF
    with pytest.raises(UnreadableError):
        first_sheet(bytes(spoiled))
