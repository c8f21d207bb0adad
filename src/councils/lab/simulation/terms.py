"""Terms that somebody has served in an office of a body, and whether they may serve another (R11).

Theory of operation. Whether somebody may is asked of the core, by the terms that they have served for this body. People
are known by their number, through all seats that they hold by virtue of one another. Terms end together, as the
scenario says; whoever comes in later has the rest of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from councils.core.charter import Charter
from councils.core.office import Tenure, short_rest
from councils.core.rotation import used_up

BEGIN, MOST_DAYS = datetime(1, 1, 1, tzinfo=UTC), 3_000_000  # nobody's term is told apart after 8,000 years


class Terms:
    """Of one office. ``names`` are those of the levels, ``days`` those of a step, ``term`` the steps of a term."""

    def __init__(self, charter: Charter, office: str, names: Sequence[str], *, days: int, term: int) -> None:
        rule = charter.office(office)
        self.office, self.days, self.term = office, days, term
        self.rules = [charter.rotation_of(office, name) for name in names]
        usual = days * term or (rule.term_days if rule else 0)
        self.pauses = [timedelta(days=rule.cooling_off_days or usual if rule else 0) for rule in self.rules]
        self.served: dict[tuple[int, int, int], list[Tenure]] = {}

    @property
    def limited(self) -> bool:
        return any(self.rules)

    def begin(self, level: int, body: int, person: int, *, step: int, stepping: bool = False) -> None:
        """Somebody comes in; ``stepping``: as an alternate, who has served no term by a short rest of one."""
        if self.rules[level] is None:
            return
        rest = self.term - step % self.term if self.term else 0
        since, until = self.day(step), self.day(step + rest)
        terms = 0 if stepping and self.term and short_rest(since, until, self.term * self.days) else 1
        tenure = Tenure(0, self.office, str(person), since, until, "", terms=terms)
        self.served.setdefault((level, body, person), []).append(tenure)

    def end(self, level: int, body: int, person: int, *, step: int) -> None:
        if self.rules[level] is not None:
            tenures = self.served[level, body, person]
            tenures[-1] = replace(tenures[-1], left=self.day(step))

    def may(self, level: int, body: int, person: int, *, step: int) -> bool:
        rule = self.rules[level]
        before = [t for t in self.served.get((level, body, person), ()) if t.terms] if rule else []
        return rule is None or used_up(rule, before, self.pauses[level], self.day(step)) is None

    def day(self, step: int) -> datetime:
        return BEGIN + timedelta(days=min(step * self.days, MOST_DAYS))
