"""What is one's own in planning: the basket of one's household, and one's labour account (R18, R19).

Nobody else's can be read here, and none of it is on the record. Amounts are decimal texts, hours are seconds.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import StringConstraints

from councils.api.acts import KEY, Key, created, keyed
from councils.api.looking import Looker, looker
from councils.api.names import Name, Number
from councils.api.planning import Amount, planning, text
from councils.api.problems import ProblemError, problem, refusal
from councils.api.schemas import Id, Said
from councils.app import books, households
from councils.app.queries import books as told_of
from councils.app.tokens import Scope
from councils.core.economy.books import HOUR
from councils.core.refusal import Refused
from councils.store.baskets import PARTS
from councils.store.models import Person

router = Router(tags=["planning"])
Much = Annotated[str, StringConstraints(max_length=30, pattern=r"^[0-9]{1,15}(\.[0-9]{1,6})?$")]
More = Annotated[str, StringConstraints(max_length=30, pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$")]
Why = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]


class DayShape(Schema):
    product: str
    day: date
    more: Amount


class BasketShape(Schema):
    """By product: what is needed in each period, what of it in special need, more or less on single days."""

    needs: dict[str, Amount]
    special: dict[str, Amount]
    days: list[DayShape]


class SaidBasket(Said):
    """The whole of it: what is not in it is not needed any more."""

    needs: dict[Id, Much]
    special: dict[Id, Much] = {}


class SaidDay(Said):
    """So much more of a product on one day than the basket says, less with a minus; 0 takes it back."""

    product: Id
    day: date
    more: More


class CreditShape(Schema):
    """``until``: the last day on which they can be spent, null where they do not lapse."""

    seconds: int
    until: date | None


class HoursToldShape(Schema):
    number: int
    workplace: str
    day: date
    seconds: int


class TakenShape(Schema):
    product: str
    day: date
    quantity: Amount
    seconds: int


class AccountShape(Schema):
    """``waiting``: hours told of this person, which count once they are confirmed."""

    seconds: int
    credits: list[CreditShape]
    waiting: list[HoursToldShape]
    taken: list[TakenShape]


class SaidHours(Said):
    """``member``: the name under which the record knows them in this workplace."""

    member: Id
    day: date
    hours: Much


class SaidAnswer(Said):
    reason: Why = ""


class SaidTaking(Said):
    product: Id
    quantity: Much


def member(asking: Looker, council: str, scope: Scope) -> Person:
    """Whoever asks, of a council that plans."""
    person = asking.person(scope)
    planning(Looker(asking.token, acting=True), council)
    return person


def unless(refused: Refused | None) -> HttpResponse:
    return refusal(refused) if isinstance(refused, Refused) else HttpResponse(status=204)


@router.get("/councils/{council}/basket", response=BasketShape, url_name="basket")
def basket(request: HttpRequest, council: Name) -> BasketShape:
    """What one's own household in this assembly needs. Scope: `read`."""
    person = member(looker(request), council, Scope.READ)
    known = households.basket(person, council)
    return BasketShape(
        needs={code: text(much) for (code, priority), much in known.items() if priority == households.STANDING},
        special={code: text(much) for (code, priority), much in known.items() if priority == households.SPECIAL},
        days=[
            DayShape(product=one.product, day=one.day, more=text(Decimal(one.quantity) / PARTS))
            for one in households.changes(person, council)
        ],
    )


@router.put("/councils/{council}/basket", response={204: None}, url_name="write_basket", operation_id="write_basket")
def write_basket(request: HttpRequest, council: Name, said: SaidBasket) -> HttpResponse:
    """Say what one's household needs in each period. Scope: `planning`."""
    person = member(looker(request), council, Scope.PLANNING)
    wanted = {(code, households.STANDING): Decimal(much) for code, much in said.needs.items()}
    wanted |= {(code, households.SPECIAL): Decimal(much) for code, much in said.special.items()}
    return unless(households.need(person, council, wanted))


@router.post("/councils/{council}/basket/days", response={204: None}, url_name="basket_day")
def basket_day(request: HttpRequest, council: Name, said: SaidDay) -> HttpResponse:
    """Say that on one day more is needed, or less. Scope: `planning`."""
    person = member(looker(request), council, Scope.PLANNING)
    return unless(households.need_on(person, council, said.product, said.day, Decimal(said.more)))


@router.get("/councils/{council}/account", response=AccountShape, url_name="account")
def account(request: HttpRequest, council: Name) -> AccountShape:
    """One's own labour account in the federation of this council. Scope: `read`."""
    asking = looker(request)
    person = member(asking, council, Scope.READ)
    own = told_of.own(person, planning(asking, council)[1], timezone.localdate())
    return AccountShape(
        seconds=own.left,
        credits=[CreditShape(seconds=lot.left, until=lot.until) for lot in own.lots],
        waiting=[
            HoursToldShape(number=told.pk, workplace=told.workplace, day=told.day, seconds=told.seconds)
            for told in own.waiting
        ],
        taken=[
            TakenShape(product=t.product, day=t.day, quantity=text(Decimal(t.quantity) / PARTS), seconds=t.seconds)
            for t in own.taken
        ],
    )


@router.post("/councils/{council}/hours", response={204: None}, url_name="tell_hours")
def tell_hours(request: HttpRequest, council: Name, said: SaidHours, idempotency_key: Key | None = KEY) -> HttpResponse:
    """Say how long a member of this workplace has worked on a day, for whoever speaks for it. Scope: `planning`."""
    asking = looker(request)
    person = member(asking, council, Scope.PLANNING)

    def tell() -> str | Refused:
        return books.tell_hours(person, council, said.member, said.day, int(Decimal(said.hours) * HOUR)) or ""

    done = keyed(request, asking.token, idempotency_key, tell)
    return unless(done if isinstance(done, Refused) else None)


@router.post("/councils/{council}/hours/{number}/confirm", response={204: None}, url_name="confirm_hours")
def confirm_hours(request: HttpRequest, council: Name, number: Number) -> HttpResponse:
    """Say that hours told of oneself are right: they are credited. Scope: `planning`."""
    return unless(books.confirm_hours(member(looker(request), council, Scope.PLANNING), number))


@router.post("/councils/{council}/hours/{number}/dispute", response={204: None}, url_name="dispute_hours")
def dispute_hours(request: HttpRequest, council: Name, number: Number, said: SaidAnswer) -> HttpResponse:
    """Say that hours told of oneself are wrong, and what is right. Scope: `planning`."""
    return unless(books.dispute_hours(member(looker(request), council, Scope.PLANNING), number, said.reason))


@router.post("/councils/{council}/hours/{number}/withdraw", response={204: None}, url_name="withdraw_hours")
def withdraw_hours(request: HttpRequest, council: Name, number: Number) -> HttpResponse:
    """Take back hours that this workplace told and nobody has confirmed. Scope: `planning`."""
    return unless(books.withdraw_hours(member(looker(request), council, Scope.PLANNING), council, number))


@router.post("/councils/{council}/goods/take", response={201: TakenShape}, url_name="take_goods")
def take_goods(
    request: HttpRequest, council: Name, said: SaidTaking, idempotency_key: Key | None = KEY
) -> HttpResponse:
    """Take goods in one's assembly, by their stage. With the same Idempotency-Key they are taken once, for ever.
    They are taken off no stock: what people take is private. Scope: `planning`."""
    person = member(looker(request), council, Scope.PLANNING)
    if idempotency_key is None:
        raise ProblemError(problem(422, "Send an Idempotency-Key, so that nothing is taken twice."))
    taken = books.take(person, council, said.product, Decimal(said.quantity), f"api:{idempotency_key}")
    if isinstance(taken, Refused):
        return refusal(taken)
    much = text(Decimal(taken.quantity) / PARTS)
    shape = TakenShape(product=taken.product, day=taken.day, quantity=much, seconds=taken.seconds)
    return created(shape.model_dump_json())
