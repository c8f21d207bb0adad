"""Our own method for large programs: prices that clear, activities that change slowly, averages that converge.

Theory of operation. In each iteration every product's price is set so that its techniques offer what is asked for
(``sweeps.py``), at the costs and the use of the iteration before: two sparse products, whatever the size. Were
techniques to follow prices all at once, all would change to the same one and back for ever; so a technique changes
its activity by no more than in proportion to its margin. That is the proximal point method (Rockafellar 1976) on the
saddle point of hours and values, taken product by product; its last point circles, its average converges
(Nemirovski 2004). Later iterations count for more, so that the average forgets the beginning, and steps become smaller
as less is left to do (Gao, Kroer and Goldfarb 2021; Chambolle and Pock 2011).

Now and then the averages are made exact (``marginal.py``, ``repair.py``): the values prove a bound, the activities
become a plan. The best of either is kept, from whatever look. How many iterations that takes hardly depends on the
number of products, because what happens to one product soon does not matter far away: each step of the way through
inputs is a share below one.

Averages take long to come much nearer than a ten-thousandth, and where everything is limited they hardly come near. So
when many more iterations seem to be wanted, the walk ends, and rounds of the proximal method of multipliers
(``multipliers.py``) go on from where it came to.

Everything is added up in a fixed order, so the same program has the same plan on every number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from councils.plan.certify import Certificate, certify, lower_bound, overpriced, relative, shortfall
from councils.plan.leontief.beginning import SOME, cold, from_below, goes_round
from councils.plan.leontief.marginal import Marginal, between, marginal
from councils.plan.leontief.mixing import Mixture
from councils.plan.leontief.multipliers import Multipliers
from councils.plan.leontief.passing import bringing, passed
from councils.plan.leontief.repair import SWEEPS, lowered, repaired, scaled, unmet_techniques, ways_out, without_dust
from councils.plan.leontief.sharing import Keeping
from councils.plan.leontief.sifting import Sifting
from councils.plan.leontief.sweeps import Layout, Sweeps, sweeps
from councils.plan.leontief.walk import Walk
from councils.plan.program import Floats, Prices, Program, Solution
from councils.plan.step import never

FIRST, LATER, WARM_FIRST = 25, 5, 6
"""Iterations before averages are looked at first, two or three more than most need, so that the plan has some to spare
for a new day; how many more where the prices of resources have to be found too; and from yesterday's plan."""
SOONER, LONGER = 3, 1.5
"""How many iterations a look waits for at least, since to make averages exact takes as long as some of them; and how
many times as many there have been, at most, at the next look."""
ALMOST_THERE = 1.3
"""How many times the gap asked for yesterday's plan may still be away, for its values to be looked at once more."""
MARGIN, AFTER = 2.0, 0.1
"""A product or a resource that averages lack is asked for by so many times that share more from then on, and by that
part of it after a look at which nothing lacked. Else all is used up, and no plan keeps quite within it."""
PATIENT, LONG, SLOWLY = 40, 250, 0.3
"""Iterations after which the walk ends if it seems to want so many more, or if it goes round: if since the last look
the gap fell by less than this share of what one over the iterations falls by."""
FINE, ALMOST = 1e-6, 1e-3
"""A gap to which averages come so slowly that rounds begin at once where the plan to begin with is that near."""
INSIDE, CLOSE, NEARER = 0.01, 3.0, 1.3
"""Rounds aim at plans that leave this part of the gap asked for unused of what is limited; they are made exact once
hours and bound seem to be so many times that gap apart, or after `LOOK` rounds; and activities are moved to where
nothing is missing, which takes as long as some rounds, once they seem to be so near."""
LOOK = 2
SPARED, LESS = 0.9, 0.2
"""The same part of what is shared, where products are brought here and there; and what becomes of it once it was
enough, since it costs what the shared is worth."""
CLOSER, SELDOM = 1.5, 5
"""The same where products are brought here and there: to make plans exact takes longer there."""
STAYS = 0.9
"""The share of the gap before that hardly is less: what is left unused of the shared is what stays."""
LEFT = 0.05
"""The part of the gap asked for that is left of what is shared."""
NEARLY = 0.05
"""A gap below which a plan is nearly right."""
FAR, WARM_FAR = 1.05, 1.02
"""What costs so many times what its product is worth is nothing that a plan does, and what costs so many times less it
does as much as it can: averages hold the first from the beginning, and come to the other slowly. At yesterday's values,
which are exact, less is enough."""
SHORT = 1e-6
"""The share of a need that a certificate lets be missing."""
EXACT, FINEST = 1e-7, 1e-13
"""How exactly averages are repaired: far below any gap asked for, far above rounding."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the work is. ``left``: about how many iterations are still to be done, each as long as those before."""

    iteration: int
    hours: float
    bound: float
    gap: float
    left: int


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan, its certificate, how many iterations that took, and whether it is as good as was asked for."""

    solution: Solution
    certificate: Certificate
    iterations: int

    @property
    def done(self) -> bool:
        return self.certificate.holds


def silent(_: Progress) -> None:
    """Tell nobody."""


def solve(
    program: Program,
    *,
    gap: float = 1e-4,
    start: Solution | None = None,
    iterations: int = 5000,
    progress: Callable[[Progress], None] = silent,
    stop: Callable[[], bool] = never,
    compiled: bool | None = None,
    threads: int | None = None,
    by: Sweeps | None = None,
) -> Found:
    """A plan at most a share ``gap`` above the least labour, or the best there is after ``iterations``.

    ``start``: yesterday's plan, of the same techniques and products. ``progress`` is told at each look;
    ``stop`` is asked in each iteration, and once it says yes the best plan so far is given, with its certificate.
    Give needs that may be beyond all capacity a way to stay unmet first (`program.with_unmet`).
    ``compiled``, ``threads``: as in `sweeps.sweeps`; they change nothing in the plan. ``by``: the passes over this
    program, where they are not made here (`cluster.Regions`). Memory: some ten numbers a
    technique and a product beside the program. Time: one pass over the inputs an iteration, and for each look some
    passes for either side.
    """
    if start and (start.activities.shape != program.labour.shape or start.values.shape != program.needs.shape):
        raise ValueError("start is a plan for other techniques or products")
    passes = by or sweeps(program, compiled=compiled, threads=threads)
    begin = start or cold(passes)
    best = Best(passes, begin, gap=gap)
    end = FIRST + (LATER if len(passes.layout.shared) else 0)
    if best.ways is not None:
        begin = start or Walk(passes, begin, warm=False).average(until=FIRST, stop=stop)
        steps = sift(best, begin, gap=gap, most=iterations, progress=progress, stop=stop)
        return Found(best.solution, certify(program, best.solution, gap=gap), steps)
    if start:
        end = WARM_FIRST
        best.resume(start)  # it may do for today
        if FINE >= gap < best.gap <= ALMOST and not stop():
            steps = refine(best, start, gap=gap, begun=0, most=iterations, progress=progress, stop=stop)
            return Found(best.solution, certify(program, best.solution, gap=gap), steps)
        begin = Solution(start.activities, best.prices.values)  # which prove something
    walk = Walk(passes, begin, warm=start is not None)
    while best.gap > gap and walk.done < iterations and not (best.hours < inf and stop()):
        before, begun = best.gap, walk.done
        averages = walk.average(until=min(end, iterations), stop=stop)
        best.take(averages)
        walk.tight, more = best.tight, left(walk.done, best.gap, gap)
        progress(Progress(walk.done, best.hours, best.bound, best.gap, more))
        slow = before * (1.0 - SLOWLY * (1.0 - begun / walk.done)) <= best.gap < inf
        if best.gap > gap and walk.done >= PATIENT and (more >= LONG or slow):
            steps = refine(best, averages, gap=gap, begun=walk.done, most=iterations, progress=progress, stop=stop)
            return Found(best.solution, certify(program, best.solution, gap=gap), steps)
        end = min(walk.done + max(more, SOONER), round(walk.done * LONGER))
    return Found(best.solution, certify(program, best.solution, gap=gap), walk.done)


def refine(
    best: Best,
    start: Solution,
    *,
    gap: float,
    begun: int,
    most: int,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> int:
    """Rounds from ``start`` until the gap is reached; how many iterations that makes with those ``begun`` before."""
    here = best.passes.layout
    rounds, done, since = Multipliers(here.program, start, near=best.gap < NEARLY), begun, 0
    while best.gap > gap and done < most and not (rounds.lost or stop()):
        rounds.round(best.inside(), stop=lambda: stop() or rounds.steps + begun >= most)
        done, since = begun + rounds.steps, since + 1
        if rounds.gap() <= CLOSE * gap or since >= LOOK or done >= most or stop():
            best.take(rounds.solution)
            if best.unmet is not None and best.gap > gap and (rounds.gap() <= NEARER * gap or done >= most):
                best.take(rounds.met(stop=stop))
            done, since = begun + rounds.steps, 0
        progress(Progress(done, best.hours, best.bound, best.gap, left(done, best.gap, gap)))
    return done


def sift(
    best: Best,
    start: Solution,
    *,
    gap: float,
    most: int,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> int:
    """As `refine`, where products are brought here and there."""
    rounds, since, before = Sifting(best.passes.layout.program, start), 0, inf
    best.keep(np.clip(start.activities, 0.0, best.passes.layout.cap))
    if rounds.gap() <= CLOSE * gap:
        best.take(start)  # it may do for today
    while best.gap > gap and rounds.steps < most and not (rounds.lost or (stop() and best.hours < inf)):
        rounds.round(best.inside(), stop=lambda: stop() or rounds.steps >= most)
        now, since = rounds.gap(), since + 1
        stays = STAYS * before <= now <= NEARLY
        if now <= CLOSER * gap or stays or since >= SELDOM or rounds.steps >= most or stop():
            best.take_brought(rounds.solution)
            since = 0
        before = now
        progress(Progress(rounds.steps, best.hours, best.bound, best.gap, left(rounds.steps, best.gap, gap)))
    if best.short > 0.0:
        best.take_brought(rounds.solution)
    return rounds.steps


def left(done: int, reached: float, wanted: float) -> int:
    """Iterations to go: the gap falls about as one over their number."""
    return max(0, round(done * (min(reached, 1.0) / max(wanted, 1e-16) - 1.0)))


class Best:
    """Values with the highest bound, and the plan with the least hours; or shortfall, till all needs are met."""

    def __init__(self, passes: Sweeps, start: Solution, *, gap: float) -> None:
        self.passes, self.solution = passes, start
        self.wanted, self.exact = gap, max(min(EXACT, 0.01 * gap), FINEST)
        self.unmet, self.mixture = unmet_techniques(passes.layout.program), Mixture(passes.layout.program)
        self.prices = self.priced(np.maximum(start.values, 0.0))
        goes = goes_round(passes.layout.program, self.prices.cost)
        if goes and not bringing(passes.layout.program).any():  # perhaps that is what scarcity makes of the cost
            goes = goes_round(passes.layout.program, passes.layout.program.cost(from_below(passes)))
        self.ways = ways_out(passes, self.mixture.boundless) if goes else None
        self.short, self.hours, self.bound = inf, inf, 0.0
        self.tight, self.spared = np.ones_like(start.values), SPARED

    @property
    def gap(self) -> float:
        return relative(self.hours, self.bound) if self.short == 0.0 else inf

    def priced(self, values: Floats) -> Prices:
        program = self.passes.layout.program
        cost = program.labour + self.passes.valued(program.uses, values)
        return Prices(values, cost, values[program.makes])

    def inside(self) -> Floats:
        """float64[n]: the part by which more of each product is asked for in rounds, so that nothing lacks after."""
        here, program = self.passes.layout, self.passes.layout.program
        if self.ways is not None:
            left = np.where(here.limited, INSIDE * self.wanted, 0.0)
            left[program.makes[self.mixture.sources]] = self.spared * self.wanted
            return left
        aside = np.zeros_like(self.tight) if self.unmet is not None else self.tight - 1.0
        return np.where(here.limited, np.maximum(aside, INSIDE * self.wanted), 0.0)

    def take(self, averages: Solution) -> None:
        """Make both sides exact, and keep either if it is better."""
        chosen = marginal(self.passes.layout.program, averages.activities)
        self.cover(averages.activities, self.lower(averages.values, chosen), chosen)
        self.again(averages.values)

    def again(self, values: Floats) -> None:
        """What is marginal in a plan is clearer than what is in averages: where that may do, make ``values`` exact by
        it."""
        if self.wanted < self.gap <= ALMOST_THERE * self.wanted:
            self.lower(values, marginal(self.passes.layout.program, self.solution.activities))

    def resume(self, plan: Solution) -> None:
        """As `take`, from a plan for other needs: whatever is needed, its values prove something as they are."""
        program = self.passes.layout.program
        self.prove(self.prices)
        if self.bound <= 0.0:
            self.take(plan)
            return
        self.cover(plan.activities, self.prices, marginal(program, plan.activities), far=WARM_FAR)
        if self.gap > self.wanted and self.unmet is not None:
            self.keep(np.clip(plan.activities, 0.0, program.cap))  # it may do as it is, and all is limited
        self.again(self.prices.values)

    def lower(self, values: Floats, chosen: Marginal) -> Prices:
        """Make values exact, keep them if they prove more, and give them."""
        program = self.passes.layout.program
        found = self.priced(lowered(program, chosen.settled(self.passes, values), within=self.exact, by=self.passes))
        self.prove(found)
        return found

    def cover(self, activities: Floats, prices: Prices, chosen: Marginal, *, far: float = FAR) -> None:
        """Make activities exact at these prices, and keep them if they are better. ``far``: see FAR."""
        passes, exact, values = self.passes, self.exact, prices.values
        begin = likely(passes.layout, activities, prices, far)
        first = chosen if self.ways is None else None  # marginal techniques may bring a product there and back
        if self.unmet is not None:
            self.keep(scaled(passes, begin, self.unmet, within=exact))
        if self.gap > self.wanted and len(self.mixture.sources) and self.mix(begin, values, first):
            return
        if self.gap > self.wanted:
            most = SWEEPS if self.unmet is None and self.ways is None else SOME
            activities, lacking = repaired(passes, begin, values, within=exact, most=most, ways=self.ways, first=first)
            self.tight = 1.0 + np.maximum(np.minimum(MARGIN * lacking, 0.5), (self.tight - 1.0) * AFTER)
            self.keep(activities)

    def take_brought(self, found: Solution) -> None:
        """As `take`, where products are brought here and there: ways that are not used are left out meanwhile."""
        program = self.passes.layout.program
        self.prove(self.priced(lowered(program, found.values, within=self.exact, by=self.passes)))
        some = found.activities > 0.0
        if self.ways is not None:
            some[self.ways[self.ways >= 0]] = True
        part = passed(program, np.flatnonzero(some))
        inner = Best(sweeps(part.program), part.part(found), gap=self.wanted)
        inner.exact = max(inner.exact * part.least, FINEST)
        inner.take(inner.solution)
        if inner.short > 0.0:
            inner.keep(without_dust(part.program, inner.solution.activities))
        self.keep(part.solution(inner.solution).activities)
        if inner.short == 0.0:
            self.spared *= LESS

    def mix(self, begin: Floats, values: Floats, first: Marginal | None) -> bool:
        """Keep within what is shared, and say whether that is the way: where all else is met.

        A plan is moved there if sources are few, or mixed with others. Where nothing keeps within, it is left to the
        next look if prices see to the sources (``sharing.py``).
        """
        here, sources, keeping = self.passes.layout, self.mixture.sources, None
        if len(here.shared) and first:
            keeping = Keeping(here, begin, values, inside=LEFT * self.wanted)
        cap = self.mixture.boundless
        exact, lacking = repaired(
            self.passes,
            begin,
            values,
            within=self.exact,
            most=SWEEPS if self.ways is None else SOME,
            cap=cap,
            ways=self.ways,
            first=first,
            keeping=keeping,
        )
        if lacking.any():
            return False
        within = (exact[sources] <= here.program.cap[sources]).all()
        mixed = exact if within else self.mixture.with_plan(exact)
        if mixed is not None:
            self.keep(mixed)
        return mixed is not None or len(here.shared) > 0

    def prove(self, prices: Prices) -> None:
        """Keep these prices if they prove more, or whatever lies between them and those there are and proves most."""
        program = self.passes.layout.program
        if self.bound > 0.0:
            prices = between(program, self.prices, prices)
        bound = lower_bound(program, prices)
        if bound >= self.bound and not (overpriced(program, prices) > 0).any():
            self.bound, self.prices = bound, prices
            self.solution = replace(self.solution, values=prices.values)

    def keep(self, activities: Floats) -> None:
        program = self.passes.layout.program
        worst = float(shortfall(program, activities, self.passes.used(activities)).max(initial=0.0))
        short, hours = worst if worst > SHORT else 0.0, float((program.labour * activities).sum())
        if (short, hours) <= (self.short, self.hours):
            self.short, self.hours = short, hours
            self.solution = replace(self.solution, activities=activities)


def likely(layout: Layout, activities: Floats, prices: Prices, far: float) -> Floats:
    """float64[K]: the activities without what a plan at these prices has not, and with all that it has."""
    runs = np.where(prices.cost > far * prices.worth, 0.0, activities)
    full = (prices.worth > far * prices.cost) & np.isfinite(layout.cap)
    full[layout.shared] = False
    return np.where(full, layout.cap, runs)
