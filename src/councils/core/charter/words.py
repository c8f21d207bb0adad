"""A charter told in plain words, section by section (R15).

Theory of operation. Every choice of the charter has a sentence for each way it can be made; telling a charter is
choosing sentences. They are whole sentences with named places, each under the number of its rule, so that they
can be translated and so that a reader can go on to the rule. A test tells every charter that the types allow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from councils.core.apportion import HOUSE_METHODS
from councils.core.charter import (
    STRUCTURAL,
    Apportionment,
    Charter,
    Kind,
    Majority,
    Method,
    MotionRule,
    Norm,
    OfficeRule,
    ReservedSeats,
    Uncontested,
    Whole,
    phrases,
)
from councils.core.charter.check import AGAIN
from councils.core.charter.choices import PLANNING
from councils.core.charter.limits import MOST_OPTIONS, RotationRule
from councils.core.sentence import Amount, Sentence, Value, days, gettext_noop, sentence
from councils.core.share import say_share
from councils.core.vocabulary import words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences; ``key`` is for links."""

    key: str
    title: Sentence
    sentences: tuple[Sentence, ...]


def tell(charter: Charter) -> tuple[Section, ...]:
    """The whole charter in words."""
    teller = _Teller(charter)
    titles = ((key, sentence("", title, charter.vocabulary)) for key, title in _TITLES)
    return tuple(Section(key, title, tuple(getattr(teller, key)())) for key, title in titles)


def tell_kind(charter: Charter, kind: Kind) -> tuple[Sentence, ...]:
    """What a motion of ``kind`` is for, and the way it goes."""
    return tuple(_Teller(charter).kind(kind))


_TITLES = (
    ("franchise", gettext_noop("Who takes part")),
    ("elections", gettext_noop("How we elect")),
    ("terms", gettext_noop("Terms and rotation")),
    ("seats", gettext_noop("Seats")),
    ("motions", gettext_noop("{motions}")),
    ("amendments", gettext_noop("Amendments to {motions}")),
    ("competence", gettext_noop("Who decides what")),
    ("special", gettext_noop("Special powers")),
    ("referral", gettext_noop("What goes down to the base")),
    ("mandates", gettext_noop("{mandates}")),
    ("counting", gettext_noop("Counting")),
    ("recall", gettext_noop("{recall}")),
    ("directives", gettext_noop("{directives}")),
    ("planning", gettext_noop("How we plan")),
    ("structure", gettext_noop("How the {councils} themselves change")),
    ("amending", gettext_noop("Changing this {charter}")),
    ("publicity", gettext_noop("Publicity")),
)


class _Teller:
    """Each method tells one section."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter

    def _say(self, rule: str, text: str, /, **values: Value) -> Sentence:
        return sentence(rule, text, self.charter.vocabulary, **values)

    def franchise(self) -> Iterator[Sentence]:
        franchise, levels = self.charter.franchise, self.charter.levels
        titles = " → ".join(level.title for level in levels)
        yield self._say("R1", phrases.LEVELS, titles=titles, base=levels[0].title, top=levels[-1].title)
        own = words(self.charter.vocabulary)
        for level in levels:
            if text := phrases.SIZES.get((bool(level.minimum), bool(level.maximum))):
                heads = own["members" if level is levels[0] else "delegates"]
                yield self._say("R1", text, title=level.title, least=level.minimum, most=level.maximum, heads=heads)
        yield self._say("R2", phrases.FRANCHISE, text=franchise.text)
        for condition in franchise.requires:
            yield self._say("R2", phrases.CONDITION, text=f"{condition.said}.")
        yield self._say("R2", phrases.ADMISSION[franchise.admission])
        yield self._say("R3", phrases.EQUAL)

    def elections(self) -> Iterator[Sentence]:
        rule = self.charter.election
        for office in self.charter.offices:
            yield from self._office(office)
        yield self._say("R4", phrases.CLOCK, nominating=days(rule.nomination_days), voting=days(rule.voting_days))
        if rule.uncontested is not Uncontested.VOTE:
            yield self._say("R4", phrases.UNCONTESTED[rule.uncontested])
        if rule.none_of_these:
            yield self._say("R4", phrases.NONE_OF_THESE)
        yield self._say("R4", phrases.LOT)

    def _office(self, office: OfficeRule) -> Iterator[Sentence]:
        values: dict[str, Value] = {"title": office.title, "term": days(office.term_days)}
        values["seats"] = Amount(office.seats, gettext_noop("one person"), gettext_noop("{n} people"))
        yield self._say("R4", phrases.OFFICE if office.seats else phrases.DELEGATES, **values)
        yield self._say("R4", phrases.METHOD[office.method], **values)
        if office.alternates:
            yield self._say("R4", phrases.ALTERNATES, count=office.alternates, **values)
        for rule in office.reserved:
            yield from self._reserved(rule, office.title)
        if office.reserved and office.alternates and office.method is Method.STV:
            yield from self._kept_out(office.title)
        if office.levels:
            titles = [level.title for level in self.charter.levels if level.name in office.levels]
            yield self._say("R4", phrases.OFFICE_LEVELS, titles=", ".join(titles), **values)
        if office.kinds:
            yield self._say("R4", phrases.OFFICE_KINDS, kinds=", ".join(office.kinds), **values)
        if office.not_kinds:
            yield self._say("R4", phrases.OFFICE_NOT_KINDS, kinds=", ".join(office.not_kinds), **values)

    def terms(self) -> Iterator[Sentence]:
        rule = self.charter.terms
        yield self._say("R11", phrases.EXPIRY[rule.expiry])
        yield self._say("R11", phrases.LEAD if rule.lead_days else phrases.NO_LEAD, lead=days(rule.lead_days))
        yield self._say("R11", phrases.LAY_DOWN)
        for limit in self.charter.rotation:
            yield from self._rotation(limit)
        if self.charter.rotation:
            yield self._say("R11", phrases.SHORT_REST)
        for apart in self.charter.incompatible:
            titles = ", ".join(self._entry(entry) for entry in apart.offices)
            yield self._say("R11", phrases.INCOMPATIBLE[apart.reach], titles=titles)

    def _rotation(self, rule: RotationRule) -> Iterator[Sentence]:
        title = self._entry(rule.office if rule.level == "*" else f"{rule.office}@{rule.level}")
        one, several = gettext_noop("one term"), gettext_noop("{n} terms")
        if rule.consecutive:
            office = self.charter.office(rule.office)
            pause = days(rule.cooling_off_days or (office.term_days if office else 1))
            most = Amount(rule.consecutive, one, several)
            yield self._say("R11", phrases.IN_A_ROW, title=title, most=most, pause=pause)
        if rule.total:
            yield self._say("R11", phrases.IN_ALL, title=title, most=Amount(rule.total, one, several))

    def _entry(self, entry: str) -> str:
        """ "Chair (Ward council)" for "chair@ward"."""
        name, _, at = entry.partition("@")
        office = self.charter.office(name)
        title = office.title if office else name
        level = next((level.title for level in self.charter.levels if level.name == at), at)
        return f"{title} ({level})" if at else title

    def _reserved(self, rule: ReservedSeats, title: str) -> Iterator[Sentence]:
        if rule.least:
            yield self._say("R4", phrases.RESERVED_LEAST, title=title, share=say_share(rule.least), text=rule.text)
        if rule.most < 1:
            yield self._say("R4", phrases.RESERVED_MOST, title=title, share=say_share(rule.most), text=rule.text)
        yield self._say("R4", phrases.RESERVED[rule.vacant], title=title)
        if self.charter.election.sitting_count:
            yield self._say("R4", phrases.SITTING, title=title)

    def _kept_out(self, title: str) -> Iterator[Sentence]:
        if self.charter.election.kept_out_by_votes:
            yield self._say("R4", phrases.KEPT_OUT, title=title)

    def seats(self) -> Iterator[Sentence]:
        for norm in self.charter.norms:
            yield from self._norm(norm)
        if any(norm.method in HOUSE_METHODS for norm in self.charter.norms):
            yield self._say("R5", phrases.HOUSE_TIES)

    def _norm(self, norm: Norm) -> Iterator[Sentence]:
        values = self._norm_values(norm)
        yield self._say("R5", _norm_text(norm), **values)
        if norm.kind:
            yield self._say("R5", phrases.NORM_KIND, kind=norm.kind, **values)
        if norm.method is not Apportionment.FIXED and norm.minimum:
            yield self._say("R5", phrases.MINIMUM, least=norm.minimum, **values)
        if norm.method is Apportionment.NORM and norm.maximum:
            yield self._say("R5", phrases.MAXIMUM, most=norm.maximum, **values)

    def _norm_values(self, norm: Norm) -> dict[str, Value]:
        titles = {level.name: level.title for level in self.charter.levels}
        plain = phrases.HEADS[norm.basis]
        return {
            "sender": titles.get(norm.level) or words(self.charter.vocabulary)["Council"],
            "per": norm.per,
            "over": norm.fraction_over,
            "heads": norm.holders or sentence("R5", plain, self.charter.vocabulary).say().lower(),
            "total": norm.total,
            "seats": Amount(norm.seats, gettext_noop("one seat"), gettext_noop("{n} seats")),
            "method": phrases.METHODS_OF_HOUSES.get(norm.method, ""),
        }

    def motions(self) -> Iterator[Sentence]:
        """Kinds that go the same way are told together."""
        again = self.charter.reopening
        absent = () if self.charter.special.longest_days else (Kind.SPECIAL_OFFICE,)
        absent = absent if again.allowed else (*absent, *AGAIN)
        yield from self._ways(
            "R6", [kind for kind in Kind if kind not in (Kind.CHARTER, *STRUCTURAL, *PLANNING, *absent)]
        )
        if again.allowed and again.rest_days:
            yield self._say("R6", phrases.AGAIN, rest=days(again.rest_days))
        elif again.allowed:
            yield self._say("R6", phrases.AGAIN_AT_ONCE)

    def amendments(self) -> Iterator[Sentence]:
        rule = self.charter.amendments
        if not rule.allowed:
            yield self._say("R6", phrases.NO_AMENDMENTS)
            return
        seconders = Amount(rule.seconders, gettext_noop("one other person"), gettext_noop("{n} other people"))
        way = phrases.AMENDMENTS if rule.seconders else phrases.AMENDMENTS_ALONE
        yield self._say("R6", way, seconders=seconders, voting=days(rule.voting_days))
        if rule.closing_days:
            yield self._say("R6", phrases.AMENDMENTS_CLOSE, closing=days(rule.closing_days))
        yield self._say("R6", phrases.MAJORITY[rule.majority, Whole.CAST], behind=phrases.BEHIND[0])
        if rule.quorum:
            yield self._say("R6", phrases.QUORUM, share=say_share(rule.quorum))
        yield self._say("R6", phrases.AMENDMENT_ORDER[rule.order])
        if rule.friendly:
            yield self._say("R6", phrases.FRIENDLY)

    def planning(self) -> Iterator[Sentence]:
        rule = self.charter.planning
        office = self.charter.office(rule.office)
        if office is None:
            yield self._say("R18", phrases.NO_PLANNING)
            return
        yield self._say(
            "R18", phrases.PLANNING, planners=office.title, periods=rule.periods, days=days(rule.period_days)
        )
        yield self._say("R18", phrases.BASKETS, floor=rule.floor)
        if rule.by_product and rule.floor > 1:
            yield self._say("R18", phrases.BY_PRODUCT)
        yield from self._ways("R18", [kind for kind in Kind if kind in PLANNING])
        if rule.adjust_share:
            yield self._say("R18", phrases.ADJUSTED, share=say_share(rule.adjust_share))
            yield self._say("R18", phrases.REMAKING[rule.remaking])
        if rule.adjust_share and rule.voted:
            yield self._say("R18", phrases.VOTED)
        besides = (
            (rule.rolling, phrases.ROLLING),
            (rule.finishing, phrases.FINISHING),
            (rule.finishing and rule.parting, phrases.PARTING),
            (rule.bringing, phrases.BRINGING),
            (rule.taking, phrases.TAKING),
            (rule.doubting, phrases.DOUBTING),
            (rule.coordinating, phrases.COORDINATING),
            (rule.measuring, phrases.MEASURING),
            (rule.coordinating and rule.answering, phrases.ANSWERING),
        )
        yield from (self._say("R18", told) for holds, told in besides if holds)
        yield self._say("R18", phrases.LAPSING if rule.credit_days else phrases.LASTING, days=days(rule.credit_days))

    def structure(self) -> Iterator[Sentence]:
        yield from self._ways("R16", [kind for kind in Kind if kind in STRUCTURAL])
        yield self._say("R16", phrases.CHOOSE, days=days(self.charter.structure.choose_days))
        yield self._say("R16", phrases.CARRIED_OVER)
        if self.charter.structure.hands_over_all:
            yield self._say("R16", phrases.HANDED_OVER)
        if self.charter.structure.numbers_once:
            yield self._say("R16", phrases.NUMBERS_ONCE)

    def _ways(self, rule: str, kinds: list[Kind]) -> Iterator[Sentence]:
        ways: dict[MotionRule, list[Kind]] = {}
        for kind in kinds:
            ways.setdefault(self.charter.motion(kind), []).append(kind)
        for way, together in ways.items():
            for kind in together:
                yield self._say(rule, phrases.KIND[kind])
            yield from self._motion(way)

    def kind(self, kind: Kind) -> Iterator[Sentence]:
        yield self._say("R6", phrases.KIND[kind])
        yield from self._motion(self.charter.motion(kind))

    def _motion(self, rule: MotionRule) -> Iterator[Sentence]:
        seconders = Amount(rule.seconders, gettext_noop("one other person"), gettext_noop("{n} other people"))
        notice = days(rule.notice_days)
        yield self._say(
            "R6", phrases.WAY[bool(rule.seconders), bool(rule.notice_days)], seconders=seconders, notice=notice,
            voting=days(rule.voting_days),
        )  # fmt: skip
        none, one, several = phrases.BEHIND
        behind = Amount(rule.against, one, several) if rule.against else none
        yield self._say("R6", phrases.MAJORITY[rule.majority, rule.of], behind=behind)
        if rule.majority is Majority.CONSENSUS and rule.against and rule.more_yes:
            yield self._say("R6", phrases.MORE_YES)
        if rule.together:
            ways = ", ".join(phrases.WAYS[way] for way in rule.together).format_map(words(self.charter.vocabulary))
            yield self._say("R6", phrases.TOGETHER, ways=ways)
        if rule.castings:
            yield self._say("R6", phrases.OPTIONS, most=MOST_OPTIONS)
        for casting in rule.castings:
            yield self._say("R6", phrases.CASTING[casting])
        if rule.quorum:
            yield self._say("R6", phrases.QUORUM, share=say_share(rule.quorum))
        if rule.referred:
            yield self._say("R7", phrases.REFERRED)
        if rule.levels:
            yield self._say("R20", phrases.ONLY_LEVELS, levels=self._levels(rule.levels))

    def competence(self) -> Iterator[Sentence]:
        rule = self.charter.competence
        for matter in self.charter.matters:
            text = phrases.MATTER if matter.levels else phrases.MATTER_ANYWHERE
            yield self._say("R20", text, title=matter.title, levels=self._levels(matter.levels))
        if not self.charter.matters:
            yield self._say("R20", phrases.EVERY_LEVEL)
        yield self._say("R20", phrases.BINDS)
        yield self._say("R20", phrases.WAITS if rule.binding else phrases.HINDERS_NOT, share=say_share(rule.flag_share))

    def _levels(self, names: tuple[str, ...]) -> str:
        return ", ".join(level.title for level in self.charter.levels if level.name in names)

    def special(self) -> Iterator[Sentence]:
        rule = self.charter.special
        if not rule.longest_days:
            yield self._say("R14", phrases.NO_SPECIAL)
            return
        yield self._say("R14", phrases.SPECIAL, longest=days(rule.longest_days))
        yield self._say("R14", phrases.CONSENT[rule.consent])

    def referral(self) -> Iterator[Sentence]:
        rule = self.charter.referral
        yield self._say("R7", phrases.DOWN, days=days(rule.days), step=days(rule.step_days))
        yield self._say("R7", phrases.DEMAND, share=say_share(rule.demand_share))
        yield self._say("R7", phrases.BASE_QUORUM, share=say_share(rule.quorum))
        if rule.council_quorum:
            yield self._say("R7", phrases.COUNCIL_QUORUM, share=say_share(rule.council_quorum))
        yield self._say("R7", phrases.TIE[rule.tie])
        yield self._say("R7", phrases.NO_MANDATE[rule.no_mandate])

    def mandates(self) -> Iterator[Sentence]:
        rule = self.charter.referral
        sides = " > ".join(phrases.SIDES.get(side, side) for side in rule.ties_of_remainders)
        yield self._say("R8", phrases.MANDATE[rule.mandate])
        yield self._say("R8", phrases.BINDING[rule.binding], sides=sides)
        yield self._say("R8", phrases.UNVOTED[rule.unvoted])

    def counting(self) -> Iterator[Sentence]:
        yield self._say("R9", phrases.COUNTING[self.charter.referral.counting])
        yield self._say("R9", phrases.ALL_COUNTINGS)

    def recall(self) -> Iterator[Sentence]:
        rule = self.charter.recall
        yield self._say("R10", phrases.ANY_MOMENT)
        yield self._say("R10", phrases.PETITION, share=say_share(rule.petition_share), days=days(rule.petition_days))
        yield self._say("R10", phrases.RECALL_VOTE, days=days(rule.voting_days), share=say_share(rule.quorum))
        yield self._say("R10", phrases.RECALL_MAJORITY[rule.majority])
        yield self._say("R10", phrases.IN_FORCE)

    def directives(self) -> Iterator[Sentence]:
        rule = self.charter.directive
        yield self._say("R12", phrases.CARRY_OUT, known=days(rule.acknowledge_days), told=days(rule.report_days))
        yield self._say("R13", phrases.OBJECTIONS, share=say_share(rule.objection_share))
        yield self._say("R13", phrases.DEADLINES[rule.deadlines])

    def amending(self) -> Iterator[Sentence]:
        yield self._say("R15", phrases.AMEND, top=self.charter.levels[-1].title)
        yield from self._motion(self.charter.motion(Kind.CHARTER))
        yield self._say("R15", phrases.VERSIONS)

    def publicity(self) -> Iterator[Sentence]:
        yield self._say("R17", phrases.RECORD)
        yield self._say("R19", phrases.VISIBILITY[self.charter.visibility])
        yield self._say("R19", phrases.PRIVATE)


def _norm_text(norm: Norm) -> str:
    if norm.method is Apportionment.FIXED:
        return phrases.FIXED
    if norm.method in HOUSE_METHODS:
        return phrases.HOUSE
    if norm.fraction_over == norm.per - 1:
        return phrases.NORM_FULL
    return phrases.NORM_FRACTION if norm.fraction_over else phrases.NORM_ANY
