"""Private things in the demonstration's economy: hours told and confirmed, goods taken, a feast on a day (R18, R19).

Theory of operation. In some workplaces the coordinator tells on the last evening of the first week how long each has
worked, as it was reported; most confirm it in the day that follows, and one says that it is wrong. Whoever has credits
takes something home. Some households need more on one day than in others. Nothing of it is on the record.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from councils.app.books import confirm_hours, dispute_hours, take, tell_hours
from councils.app.households import need_on
from councils.core.act import CouncilId, MemberId
from councils.core.economy.books import HOUR, Hours
from councils.core.economy.declared import Code
from councils.core.refusal import Refused
from councils.demo.planning import Planning, daytime
from councils.demo.town import ImpossibleError, Town
from councils.store.models import LabourAccount, Person

TELLING = ("bakery-belleville", "canteen-south", "workshop")
DAYS = (6, 4, 2)  # before the last day of the week on which they worked
CONFIRM = 0.85  # the share of what is told
TAKING: tuple[tuple[Code, int], ...] = (("bread", 3), ("milk", 2), ("apples", 2), ("cheese", 1), ("meals", 4))
FEASTS = 14
WRONG = "On that day I was at the mill the whole morning, to fetch the flour. It was eight hours."


class Accounts:
    def __init__(self, town: Town, planning: Planning, dice: Random) -> None:
        self.town, self.planning, self.dice = town, planning, dice
        self.disputed = False

    def plan(self) -> None:
        last = datetime.combine(self.planning.first.last_day(1), time(17), self.town.end.tzinfo)
        for code in TELLING:
            self.town.at(last, self.tell, code)
        for _ in range(FEASTS):
            self.town.at(self.town.end - timedelta(days=self.dice.uniform(2, 6)), self.feast)

    def tell(self, code: Code) -> None:
        """The coordinator shares the week's hours out among all, a little more or less each."""
        workplaces = self.planning.workplaces
        name = workplaces.councils[code]
        congress = self.town.council(self.town.congress)
        orders = congress.orders[congress.economy.plan].orders[name]
        week = sum((make.hours for make in orders.make if make.period == 1), Decimal(0))
        here = self.town.council(name)
        by = self.town.persons[name, workplaces.speaker(name)]
        each = int(week * HOUR) // (len(here.roll) * len(DAYS))
        for voice in here.roll:
            for before in DAYS:
                day = self.planning.first.last_day(1) - timedelta(days=before)
                self.tell_day(by, name, voice, day, int(each * self.dice.uniform(0.9, 1.1)) // 900 * 900)
            person = self.town.persons[name, voice]
            self.town.at(
                daytime(self.town.now + timedelta(days=self.dice.uniform(0.1, 0.9))), self.answer, person, name
            )

    def tell_day(self, by: Person, name: CouncilId, voice: MemberId, day: date, seconds: int) -> None:
        self.must(tell_hours(by, name, voice, day, max(900, seconds), self.town.now))

    def answer(self, person: Person, name: CouncilId) -> None:
        """What was told is right, or it is not; then they take something home."""
        account = LabourAccount.objects.get(person=person, root=self.town.congress)
        for told in account.hours.filter(state=Hours.TOLD.value).order_by("pk"):
            if not self.disputed:
                self.disputed = True
                self.must(dispute_hours(person, told.pk, WRONG))
            elif self.dice.random() < CONFIRM:
                self.must(confirm_hours(person, told.pk, self.town.now))
        number = self.dice.randrange(3) if account.hours.filter(state=Hours.CONFIRMED.value).exists() else 0
        for product, quantity in self.dice.sample(TAKING, number):
            key = f"{self.dice.getrandbits(64):016x}"
            self.must(take(person, name, product, Decimal(quantity), key, self.town.now))

    def feast(self) -> None:
        """A household needs more on one day: guests, a birthday, a wake."""
        council = self.dice.choice(self.town.base)
        person = self.town.persons[council, self.dice.choice(self.town.council(council).roll)]
        day = self.town.end.date() + timedelta(days=self.dice.randrange(3, 25))
        product, quantity = self.dice.choice(TAKING)
        self.must(need_on(person, council, product, day, Decimal(2 * quantity), self.town.now.date()))

    def must(self, done: object) -> None:
        if isinstance(done, Refused):
            raise ImpossibleError(f"{self.town.now:%Y-%m-%d %H:%M}: {done}")
