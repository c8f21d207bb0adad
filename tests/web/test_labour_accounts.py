"""Hours are told, confirmed and credited, goods are taken for them, and the books always balance (R18, R19)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone
from tests.web.city import City
from tests.web.conftest import Enter
from tests.web.planned import LOAF, called, carry, declared, planned, planning_charter

from councils.app import books
from councils.app.membership import erase
from councils.app.queries.books import together
from councils.core.charter import Charter, Kind
from councils.core.economy.books import HOUR, Account
from councils.core.economy.provision import Provision, Stage
from councils.core.motion import Proposal
from councils.core.refusal import Reason, Refused
from councils.store import books as kept
from councils.store.models import GoodsTaken, Person


@pytest.fixture(scope="module")
def rules() -> Charter:
    return planning_charter()


@pytest.fixture
def town(city: City) -> City:
    return planned(called(declared(city)))


def reason(refused: object) -> Reason:
    assert isinstance(refused, Refused)
    return refused.reason


def member(city: City, council: str, person: Person) -> str:
    return str(person.memberships.get(council=council).member)


def tell(city: City, person: Person, seconds: int, *, days_ago: int = 0) -> object:
    day = city.at.date() - timedelta(days=days_ago)
    return books.tell_hours(city.people["A21"][4], "A21", member(city, "A21", person), day, seconds, city.at)


def work(city: City, person: Person, seconds: int) -> None:
    assert tell(city, person, seconds) is None
    told = person.labour_accounts.get().hours.get(state="told")
    assert books.confirm_hours(person, told.pk, city.at) is None


def credits_of(person: Person) -> int:
    account = person.labour_accounts.first()
    return sum(lot.left for lot in kept.lots(account)) if account else 0


def take(city: City, person: Person, loaves: float, key: str = "") -> GoodsTaken | Refused:
    key = key or str(GoodsTaken.objects.count())
    return books.take(person, "A21", "bread", Decimal(str(loaves)), key, city.at)


def test_of_an_hour_that_is_confirmed_three_quarters_are_credited_where_a_quarter_is_common(town: City) -> None:
    baker = town.people["A21"][0]
    assert books.factor_in(town["T"]) == Fraction(3, 4)
    assert tell(town, baker, 8 * HOUR) is None
    assert credits_of(baker) == 0  # not yet
    work(town, town.people["A21"][1], 4 * HOUR)
    told = baker.labour_accounts.get().hours.get()
    assert books.confirm_hours(baker, told.pk, town.at) is None
    assert credits_of(baker) == 6 * HOUR
    assert reason(books.confirm_hours(baker, told.pk, town.at)) is Reason.NO_SUCH_HOURS
    assert kept.totals("T") == {
        Account.WORKED: -12 * HOUR,
        Account.MEMBER: 9 * HOUR,
        Account.COMMON: 3 * HOUR,
        Account.TAKEN: 0,
        Account.LAPSED: 0,
    }
    assert kept.audit("T") == []


def test_hours_that_cannot_be_are_not_told(town: City) -> None:
    baker, stranger = town.people["A21"][0], town.people["A11"][0]
    assert tell(town, baker, 20 * HOUR) is None
    assert reason(tell(town, baker, 20 * HOUR)) is Reason.TOLD_TWICE
    assert reason(tell(town, baker, 5 * HOUR)) is Reason.TOO_MANY_HOURS
    assert reason(tell(town, baker, HOUR, days_ago=32)) is Reason.NO_SUCH_DAY
    assert reason(tell(town, baker, HOUR, days_ago=-1)) is Reason.NO_SUCH_DAY
    assert reason(tell(town, baker, -HOUR)) is Reason.NO_AMOUNT
    here, day = member(town, "A21", baker), town.at.date()
    assert reason(books.tell_hours(stranger, "A21", here, day, HOUR, town.at)) is Reason.NOT_ON_ROLL
    assert reason(books.tell_hours(town.people["A21"][5], "A21", here, day, HOUR, town.at)) is Reason.NOT_THE_OFFICER
    told = baker.labour_accounts.get().hours.get()
    assert reason(books.confirm_hours(stranger, told.pk)) is Reason.NO_SUCH_HOURS
    assert reason(books.withdraw_hours(stranger, "A11", told.pk)) is Reason.NOT_THE_OFFICER
    assert books.dispute_hours(baker, told.pk, "It was ten.") is None
    assert reason(books.withdraw_hours(town.people["A21"][4], "A21", told.pk)) is Reason.NO_SUCH_HOURS
    assert tell(town, baker, 10 * HOUR) is None  # what is disputed does not count


def test_goods_are_taken_for_the_work_in_them_and_no_further_than_credits_go(town: City) -> None:
    baker = town.people["A21"][0]
    work(town, baker, HOUR)  # 45 minutes are credited
    goods = take(town, baker, 5)
    assert isinstance(goods, GoodsTaken)
    assert goods.seconds == 5 * LOAF * HOUR
    assert reason(take(town, baker, 5)) is Reason.TOO_FEW_CREDITS
    assert credits_of(baker) == 45 * 60 - 5 * LOAF * HOUR
    for loaves, why in ((0, Reason.NOTHING_TAKEN), (-1, Reason.NO_AMOUNT), ("NaN", Reason.NO_AMOUNT)):
        assert reason(take(town, baker, loaves)) is why  # type: ignore[arg-type]
    assert reason(books.take(baker, "A21", "care", Decimal(1), "k", town.at)) is Reason.NOT_VALUED
    assert reason(books.take(baker, "A21", "gold", Decimal(1), "k", town.at)) is Reason.NO_SUCH_PRODUCT
    assert reason(books.take(baker, "A11", "bread", Decimal(1), "k", town.at)) is Reason.NOT_ON_ROLL
    assert kept.audit("T") == []


def test_the_same_form_sent_twice_takes_once(town: City) -> None:
    baker = town.people["A21"][0]
    work(town, baker, HOUR)
    assert take(town, baker, 2, "form") == take(town, baker, 2, "form")
    assert GoodsTaken.objects.count() == 1
    assert kept.totals("T")[Account.TAKEN] == 2 * LOAF * HOUR


def test_what_is_rationed_ends_and_begins_anew_with_the_period(town: City) -> None:
    baker = town.people["A21"][0]
    work(town, baker, 8 * HOUR)
    carry(town, Proposal(Kind.PROVISION, "Two a week", provision=Provision("bread", Stage.RATIONED, Decimal(2))))
    assert isinstance(take(town, baker, 1.5), GoodsTaken)
    assert reason(take(town, baker, 1)) is Reason.RATIONED
    town.pass_days(7)
    assert isinstance(take(town, baker, 2), GoodsTaken)


def test_what_is_free_takes_no_credits(town: City) -> None:
    nobody = town.people["A21"][0]
    carry(town, Proposal(Kind.PROVISION, "Three free", provision=Provision("bread", Stage.PARTLY_FREE, Decimal(3))))
    assert isinstance(take(town, nobody, 3), GoodsTaken)
    assert reason(take(town, nobody, 0.5)) is Reason.TOO_FEW_CREDITS
    carry(town, Proposal(Kind.PROVISION, "All free", provision=Provision("bread", Stage.FREE)))
    goods = take(town, nobody, 400)
    assert isinstance(goods, GoodsTaken)
    assert goods.seconds == 0


def test_nobody_takes_more_of_a_free_good_than_there_is_for_all(town: City) -> None:
    """Whoever writes grammes where kilogrammes are meant is asked, and not whoever takes much."""
    person, economy = town.people["A21"][0], town["T"].economy
    carry(town, Proposal(Kind.PROVISION, "Bread for all", provision=Provision("bread", Stage.FREE)))
    assert economy.offer is not None
    made = sum(make.makes.get("bread", 0) for order in economy.offer.orders for make in order.make)
    assert reason(take(town, person, float(made) + 1)) is Reason.MORE_THAN_THERE_IS
    assert isinstance(take(town, person, float(made) / 2), GoodsTaken)
    assert reason(take(town, person, float(made) / 2 + 1)) is Reason.MORE_THAN_THERE_IS


def test_credits_lapse_after_the_days_of_the_charter_once(town: City) -> None:
    baker = town.people["A21"][0]
    work(town, baker, 4 * HOUR)
    town.pass_days(60)
    work(town, baker, 4 * HOUR)
    town.pass_days(31)
    assert books.lapse_all(town.at) == 0  # the clock has done it
    assert credits_of(baker) == 3 * HOUR
    assert kept.totals("T")[Account.LAPSED] == 3 * HOUR
    assert kept.audit("T") == []


def test_who_is_erased_leaves_books_that_balance_and_no_trace_of_what_they_took(town: City) -> None:
    baker = town.people["A21"][5]
    work(town, baker, 4 * HOUR)
    assert isinstance(take(town, baker, 2), GoodsTaken)
    erase(baker)
    assert GoodsTaken.objects.count() == 0
    assert kept.totals("T")[Account.MEMBER] == 0
    assert kept.audit("T") == []


def test_books_of_a_federation_that_joins_another_go_on_there(town: City) -> None:
    baker, other = town.people["A21"][:2]
    work(town, baker, 4 * HOUR)
    work(town, other, 4 * HOUR)
    with kept.account_of(baker, "elsewhere") as account:
        pass
    kept.carry_over("T", "elsewhere")
    assert kept.audit("elsewhere") == kept.audit("T") == []
    assert kept.totals("elsewhere")[Account.MEMBER] == 6 * HOUR
    assert not any(kept.totals("T").values())
    assert sum(lot.left for lot in kept.lots(account)) == 3 * HOUR


def test_audit_finds_what_was_tampered_with(town: City) -> None:
    baker = town.people["A21"][0]
    work(town, baker, 4 * HOUR)
    baker.labour_accounts.get().lots.update(left=99 * HOUR)
    assert len(kept.audit("T")) == 1


def test_hours_are_told_and_confirmed_and_goods_taken_on_the_pages(town: City, enter: Enter) -> None:
    chair, baker = town.people["A21"][4], town.people["A21"][0]
    form = {"do": "tell", "member": member(town, "A21", baker), "day": str(timezone.localdate()), "hours": "7.5"}
    page = enter(chair).post("/councils/A21/hours/", form, follow=True).content.decode()
    assert "waits for their word" in page
    browser = enter(baker)
    assert "Confirm your hours" in browser.get("/home/").content.decode()
    assert "7 h 30 min" in browser.get("/councils/A21/hours/").content.decode()
    number = baker.labour_accounts.get().hours.get().pk
    page = browser.post("/councils/A21/hours/", {"do": "confirm", "hours": number}, follow=True).content.decode()
    assert "5 h 37 min 30 s" in page
    shown = browser.get("/councils/A21/goods/")
    form = {"product": "bread", "quantity": "10", "key": shown.context["take_form"]["key"].initial}
    for _ in range(2):
        page = browser.post("/councils/A21/goods/", form, follow=True).content.decode()
        assert "Bread 10 loaf: it is yours, and 48 min of credits are cancelled." in page
    assert "4 h 49 min 30 s" in page
    assert "taken off no stock" in page
    assert "making it 62%" in page  # 0.05 of 0.08 hours
    answer = browser.post("/councils/A21/goods/", {"product": "bread", "quantity": "100", "key": "other"})
    assert answer.status_code in (409, 422)
    assert "R18" in answer.content.decode()
    assert kept.audit("T") == []


def test_books_are_silent_while_too_few_have_worked_whoever_else_has_an_account(town: City) -> None:
    """Three are told of, and one has confirmed: the sums of all would be that one's."""
    floor = town["T"].charter.planning.floor
    for number in range(floor):
        assert tell(town, town.people["A21"][number], HOUR) is None
    assert together(town["T"]).silent is False  # nothing is booked, so nothing is told of anybody
    for number in range(floor):
        told = town.people["A21"][number].labour_accounts.get().hours.get()
        assert books.confirm_hours(town.people["A21"][number], told.pk, town.at) is None
        assert together(town["T"]).silent is (number + 1 < floor)


def test_nobody_sees_the_account_or_the_hours_of_another(town: City, enter: Enter) -> None:
    baker, other = town.people["A21"][0], town.people["A21"][5]
    assert tell(town, baker, 8 * HOUR) is None
    work(town, town.people["A21"][1], HOUR)
    number = baker.labour_accounts.get().hours.get().pk
    for person in (other, town.people["A11"][0], None):
        page = enter(person).get("/councils/A21/hours/").content.decode()
        assert "8 h" not in page
    answer = enter(other).post("/councils/A21/hours/", {"do": "confirm", "hours": number})
    assert answer.status_code == 404
    for number_typed in ("", "x", "9" * 30):
        answer = enter(other).post("/councils/A21/hours/", {"do": "dispute", "hours": number_typed})
        assert answer.status_code == 404


def test_a_good_is_freed_on_the_pages_after_looking_at_what_it_would_do(town: City, enter: Enter) -> None:
    delegate = town.voices("T")[0]
    browser = enter(delegate)
    page = browser.get("/councils/T/goods/bread/").content.decode()
    assert "100% more" in page
    form = {"kind": "provision", "title": "Free bread", "product": "bread", "stage": "partly-free", "quantity": "3"}
    page = browser.post("/councils/T/motions/new/", form, follow=True).content.decode()
    assert "3 loaf in each period free, more for credits." in page
    form |= {"title": "No limit to what has one", "quantity": ""}
    assert "R18" in browser.post("/councils/T/motions/new/", form, follow=True).content.decode()
    need = {"kind": "need", "title": "Care", "product": "care", "quantity": "20", "first": "2040-01-01"}
    page = browser.post("/councils/T/motions/new/", {**need, "last": "2041-01-01", "urgent": "on"}, follow=True)
    assert "Care, 20 h" in page.content.decode()
    assert "R18" in browser.post("/councils/T/motions/new/", {**need, "last": "2039-01-01"}).content.decode()


def test_address_of_a_product_that_there_is_not_says_so(town: City, enter: Enter) -> None:
    for page in ("goods", "catalogue"):
        answer = enter().get(f"/councils/T/{page}/gold/")
        assert (answer.status_code, "The catalogue has no product gold." in answer.content.decode()) == (404, True)
