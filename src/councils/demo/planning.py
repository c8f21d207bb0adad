"""The plans of the demonstration: needs summed up, one plan adopted, one before the assemblies, and what came of both.

Theory of operation. A plan takes four weeks from its needs to its first day, since every assembly votes on it. The
first begins on a Monday one or two weeks ago: its orders have gone out, workplaces have reported their first week, but
for one that is late, and some goods are on their way. The second, which shares out what is short, is voted on now.
Yesterday an oven broke: less bread can be baked than both say, and somebody has to plan anew.

What is needed in common, school places, a health centre, walls to insulate, was decided before the first plan, and a
school for adults is before the congress now. Visits to the doctor are free: the first good that takes no credits.

The plans are computed here and now, from what is on record, and checked as every plan is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import Any

from councils.core.act import CouncilId, MatterId, Voice
from councils.core.charter import Kind
from councils.core.directive import Acknowledge
from councils.core.economy.adopting import PlanAdopted
from councils.core.economy.declared import Code, Declared
from councils.core.economy.deliveries import ConfirmGoods, SendGoods
from councils.core.economy.needs import CallNeeds, Collective, Horizon
from councils.core.economy.orders import Made, Make, Order, ProposeChange, ReportMade, Send
from councils.core.economy.provision import Provision, Stage
from councils.core.motion import Argue, Side
from councils.core.office import officers
from councils.core.proposal import Proposal
from councils.demo.households import households
from councils.demo.leanings import Mood
from councils.demo.town import Town
from councils.demo.workplaces import Workplaces
from councils.plan.federation import economy_of, offered
from councils.plan.solve import solve
from councils.store.baskets import fill

BROUGHT = 28  # days before the first day of a plan
FREED, ASKED = 26, 5  # days ago that a good was to be freed, and that was asked for which is voted on now
LATE = "laundry-works"
BROKEN, LEFT = "bake-batignolles", Decimal(6)
WAITING, DIFFER = 5, 3  # of the deliveries of the first week: still on their way, and with a difference
WELL = Mood(0.86, turnout=0.5, spread=0.05, hands=0.9)
UNIT = Decimal("0.1")


class Planning:
    def __init__(self, town: Town, workplaces: Workplaces, dice: Random) -> None:
        self.town, self.workplaces, self.dice = town, workplaces, dice
        self.texts = workplaces.texts
        today = town.end.date()
        self.first = Horizon(monday(today - timedelta(days=7)), 7, 4)
        self.second = Horizon(monday(today + timedelta(days=19)), 7, 4)
        town.on(PlanAdopted, self.adopted)

    def plan(self) -> None:
        town = self.town
        brought = (town.end.date() - self.first.start).days + BROUGHT
        town.at(self.evening(brought + 15), self.workplaces.declare_common)
        for code in self.workplaces.economy.workplaces:
            town.at(self.evening(brought + self.dice.randrange(8, 13)), self.workplaces.declare_all, code)
        for key, text in self.texts["need"].items():
            now = text.get("now", False)
            town.at(self.evening(ASKED if now else brought + 22), self.need, key, self.second if now else self.first)
        town.at(self.evening(brought + 5), self.households)
        town.at(self.evening(brought), self.bring, "labour", self.first)
        town.at(self.evening(12), self.bring, "fair", self.second)
        town.at(self.evening(FREED), self.free)
        town.at(self.evening(1), self.breakdown)

    def evening(self, days_ago: int) -> datetime:
        return self.workplaces.evening(days_ago)

    def households(self) -> None:
        self.town.batch.show()  # sums go up by the councils that the overviews know
        fill(households(self.town, self.workplaces.economy, self.dice))

    def need(self, key: str, since: Horizon) -> None:
        """Something is needed in common, by a ward or by all, for a year."""
        text = self.texts["need"][key]
        last = since.start + timedelta(days=364)
        priority = text.get("priority", 2)
        wanted = Collective(text["product"], Decimal(text["quantity"]), since.start, last, priority)
        proposal = Proposal(Kind.NEED, text["title"], text["text"], need=wanted)
        self.bring_and_argue(text.get("place", self.town.congress), proposal, text)

    def free(self) -> None:
        """A good of which there is enough takes no credits any more."""
        text = self.texts["free"]
        proposal = Proposal(
            Kind.PROVISION, text["title"], text["text"], provision=Provision(text["product"], Stage.FREE)
        )
        self.bring_and_argue(self.town.congress, proposal, text)

    def bring(self, key: str, horizon: Horizon) -> None:
        """The planning office asks all what they need, computes a plan, and brings it."""
        congress = self.town.congress
        planner = min(officers(self.town.council(congress), "planner"))
        self.town.say(congress, planner, lambda by: CallNeeds(by, horizon))
        here = self.town.council(congress)
        offer = offered(here, solve(economy_of(here), fair=key == "fair"))
        text = self.texts["plan"][key]
        title = text["title"].format(start=f"{horizon.start.day} {horizon.start:%B}")
        self.bring_and_argue(congress, Proposal(Kind.PLAN, title, text["text"].strip(), plan=offer), text)

    def bring_and_argue(self, council: CouncilId, proposal: Proposal, text: Mapping[str, Any]) -> None:
        matter = self.workplaces.bring(council, proposal, WELL)
        for side in Side:
            for words in text.get(side.value, ()):
                when = self.town.now + timedelta(hours=self.dice.randrange(14, 60))
                self.town.at(daytime(when), self.argue, council, matter, side, words)

    def argue(self, council: CouncilId, matter: MatterId, side: Side, words: str) -> None:
        here = self.town.council(council)
        motion = here.motions[matter]
        spoken = {motion.by, *motion.seconders, *(argument.by for argument in motion.arguments)}
        silent = [voice for voice in here.roll if voice not in spoken]
        if motion.open and silent:
            self.town.say(council, self.dice.choice(silent), lambda by: Argue(by, matter, side, words))

    def adopted(self, name: CouncilId, fields: Mapping[str, Any]) -> None:
        """The plan goes out: workplaces accept, make, report and send."""
        matter = fields["motion"]
        orders = self.town.council(name).orders[matter].orders
        for order in orders.values():
            if self.dice.random() < 0.9 or order.make:
                self.later(self.town.now, 0.4, 3, self.accept, order.council, matter)
            for make in order.make:
                self.mean_to_make(order, make, matter)
        sends = [(order, send) for order in orders.values() for send in order.send]
        first = [(self.maker(o.council, s.product), s) for o, s in sends if s.period == 1]
        ready = [(maker, s) for maker, s in first if maker not in (None, self.workplaces.councils[LATE])]
        for number, (maker, send) in enumerate(self.dice.sample(ready, len(ready))):
            self.mean_to_send(matter, maker, send, number)
        self.mean_to_change(matter, orders)

    def mean_to_change(self, matter: MatterId, orders: Mapping[CouncilId, Order]) -> None:
        """One workplace would rather make less in the second week, and says why."""
        change = self.texts["change"]
        name = self.workplaces.councils[change["workplace"]]
        make = next((m for m in orders[name].make if m.technique == change["technique"] and m.period == 2), None)
        if make is not None:
            runs = (make.runs * Decimal(change["share"])).quantize(Decimal(1))
            when = datetime.combine(self.first.start + timedelta(days=1), time(10), self.town.end.tzinfo)
            self.town.at(when, self.propose_change, name, matter, make, runs, change["reason"])

    def later(self, when: datetime, least: float, most: float, act: Any, *details: Any) -> None:
        self.town.at(daytime(when + timedelta(days=self.dice.uniform(least, most))), act, *details)

    def accept(self, name: CouncilId, matter: MatterId) -> None:
        self.town.say(name, self.workplaces.speaker(name), lambda by: Acknowledge(by, matter))

    def mean_to_make(self, order: Order, make: Make, matter: MatterId) -> None:
        """Report what was made on the last day of the week; who is late does not."""
        if order.council == self.workplaces.councils[LATE]:
            return
        end = datetime.combine(make.due, time(15), self.town.end.tzinfo)
        self.later(end, -0.9, -0.05, self.report, order.council, matter, make, max(1, self.dice.uniform(0.96, 1.04)))

    def report(self, name: CouncilId, matter: MatterId, make: Make, share: float) -> None:
        share_made, share_worked = Decimal(f"{share:.2f}"), Decimal(f"{share + self.dice.uniform(-0.04, 0.08):.2f}")
        made = Made(
            make.technique,
            make.period,
            parts(make.makes, share_made),
            parts(make.uses, share_made),
            (make.hours * share_worked).quantize(UNIT),
        )
        self.town.say(name, self.workplaces.speaker(name), lambda by: ReportMade(by, matter, made))

    def propose_change(self, name: CouncilId, matter: MatterId, make: Make, runs: Decimal, reason: str) -> None:
        act = (matter, make.technique, make.period, runs, reason)
        self.town.say(name, self.workplaces.speaker(name), lambda by: ProposeChange(by, *act))

    def mean_to_send(self, matter: MatterId, maker: CouncilId, send: Send, number: int) -> None:
        """In the last days of the week; what was sent last is on its way still."""
        last = datetime.combine(send.due, time(7), self.town.end.tzinfo)
        when = self.town.end - timedelta(hours=20) if number < WAITING else last
        note = self.texts["differs"]["short"][number - WAITING] if WAITING <= number < WAITING + DIFFER else ""
        self.later(when, -0.3, 0.2, self.send, maker, matter, send, None if number < WAITING else note)

    def maker(self, ward: CouncilId, product: Code) -> CouncilId | None:
        """The workplace in this ward that makes it; None where it comes from a stock."""
        known = self.workplaces.economy
        techniques = (t for t in known.techniques.values() if product in t.makes and known.place_of(t) == ward)
        found = next(techniques, None)
        return self.workplaces.councils[found.workplace] if found else None

    def send(self, maker: CouncilId, matter: MatterId, send: Send, note: str | None) -> None:
        """``note``: None where nobody has confirmed it yet; some text where less has come."""
        goods = send.quantity.quantize(UNIT, ROUND_CEILING)
        said, unit = self.workplaces.speaker(maker), self.workplaces.economy.products[send.product].unit
        self.town.say(maker, said, lambda by: SendGoods(by, send.to, send.product, goods, matter, unit))
        if note is not None:
            delivery = [d for d in self.town.council(send.to).deliveries.values() if d.origin == maker][-1]
            got = (goods * Decimal("0.93")).quantize(UNIT) if note else goods
            self.later(self.town.now, 0.1, 0.4, self.confirm, send.to, delivery.id, got, note)

    def confirm(self, name: CouncilId, delivery: str, got: Decimal, note: str) -> None:
        voice: Voice = self.dice.choice(self.town.council(name).roll)
        self.town.say(name, voice, lambda by: ConfirmGoods(by, delivery, got, note))

    def breakdown(self) -> None:
        """An oven stands still."""
        name = self.workplaces.councils[self.workplaces.economy.techniques[BROKEN].workplace]
        technique = self.town.council(name).economy.techniques[name, BROKEN]
        said = Declared(technique=replace(technique, most=LEFT))
        self.workplaces.declare(name, self.workplaces.speaker(name), said)


def monday(day: date) -> date:
    """The last Monday up to ``day``."""
    return day - timedelta(days=day.weekday())


def daytime(when: datetime) -> datetime:
    return when + timedelta(hours=9) if when.hour < 6 else when


def parts(amounts: Mapping[Code, Decimal], share: Decimal) -> dict[Code, Decimal]:
    return {code: (much * share).quantize(UNIT, ROUND_CEILING) for code, much in amounts.items()}
