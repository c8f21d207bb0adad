"""Plans: in force, under vote, and those there could be; needs and goods of all; tables and Valueflows (R18).

A plan is brought by its aim: what it is, everybody computes from the same declarations and needs. A plan of one's own
is among the acts (`propose`, `remake_plan`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import StringConstraints

from councils.api.acts import DoneShape, answered
from councils.api.looking import looker
from councils.api.names import Name
from councils.api.planning import Amount, at_most, planning, text, texts
from councils.api.problems import ProblemError, problem, refusal
from councils.api.schemas import SHORT, WRITTEN, Said
from councils.app import planning as variants_of
from councils.app import replanning
from councils.app.perform import Performed
from councils.app.queries import needs as needs_of
from councils.app.queries import plans
from councils.app.queries.flows import plan_document, production_document
from councils.app.queries.production import in_force, running
from councils.app.queries.tables import OWN, PUBLIC, Asked, table
from councils.app.sheets import text_of
from councils.app.tokens import Scope
from councils.core.act import CouncilId, MatterId
from councils.core.council import Council
from councils.core.economy.orders import Make, Order, Orders, Send
from councils.core.motion import Motion
from councils.core.refusal import Reason, refuse
from councils.core.sentence import Phrase
from councils.store.models import Person

router = Router(tags=["planning"])
Title = Annotated[str, StringConstraints(max_length=SHORT["title"], pattern=WRITTEN, strip_whitespace=True)]
LongText = Annotated[str, StringConstraints(max_length=50_000, pattern=WRITTEN, strip_whitespace=True)]


class FiguresShape(Schema):
    """Hours of work in all, and of that for common needs; needs met in full, of how many; the certificate ``holds``."""

    first: date
    last: date
    hours: Amount
    common: Amount
    met: int
    needs: int
    holds: bool


class PlanLine(Schema):
    motion: str
    title: str
    state: str
    in_force: bool
    plan: FiguresShape


class GotShape(Schema):
    """``met``: the share of what is needed of the product, all councils and periods together."""

    product: str
    needed: float
    met: float


class PlanShape(PlanLine):
    """``values``: hours of work in a unit of each product."""

    got: list[GotShape]
    values: dict[str, Amount]


class VariantShape(Schema):
    """``aim``: `labour` (least work), `fair` (what is short is shared alike, common needs too), or `spare:` and a
    resource."""

    aim: str
    plan: FiguresShape


class RestShape(Schema):
    """The rest of the plan in force as it would be now; ``small``: it needs no vote. Hours that are otherwise."""

    first: date
    last: date
    obstacle: str | None
    worthwhile: bool
    small: bool
    changed: Amount
    most: Amount
    plan: FiguresShape


class SaidPlan(Said):
    title: Title = ""
    text: LongText = ""


class NeedShape(Schema):
    """In each period, of that in special need, and more or less on single days to come."""

    product: str
    every_period: Amount
    special: Amount
    single_days: Amount


class NeedsShape(Schema):
    """``silent``: of too few households for their sum to be told."""

    households: int
    silent: bool
    needs: list[NeedShape]


class MakeShape(Schema):
    technique: str
    period: int
    due: date
    runs: Amount
    makes: dict[str, Amount]
    builds: dict[str, Amount]
    uses: dict[str, Amount]
    hours: Amount


class SendShape(Schema):
    product: str
    to: str
    period: int
    due: date
    quantity: Amount
    arrives: Amount | None


class OrderShape(Schema):
    """What a plan asks of one council; ``directive`` is the name of the order, to accept it and report on it."""

    council: str
    directive: str
    make: list[MakeShape]
    send: list[SendShape]


class TableShape(Schema):
    """The first row has the names of the columns; cells are texts."""

    rows: list[list[str]]


def figures(root: Council, looked: plans.Looked) -> FiguresShape:
    found = looked.figures(root.represented)
    return FiguresShape(
        first=found.horizon.start,
        last=found.horizon.last_day(found.horizon.periods),
        hours=text(found.hours),
        common=text(found.common),
        met=found.met,
        needs=found.needs,
        holds=looked.plan.certificate.holds,
    )


def line(root: Council, motion: Motion, looked: plans.Looked) -> dict[str, Any]:
    force = motion.id == root.economy.plan
    about = {"motion": motion.id, "title": motion.proposal.title, "state": str(motion.state), "in_force": force}
    return {**about, "plan": figures(root, looked)}


@router.get("/councils/{council}/plans", response=list[PlanLine], url_name="plans")
def all_plans(request: HttpRequest, council: Name) -> list[PlanLine]:
    """The plan in force, and those under vote."""
    _, root = planning(looker(request), council)
    seen = filter(None, (plans.look_now(root, motion.id) for motion in plans.current_plans(root)))
    return [PlanLine(**line(root, motion, looked)) for motion, looked in seen]


def found(root: Council, matter: str) -> tuple[Motion, plans.Looked]:
    seen = plans.look_now(root, matter)
    if seen is None:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_MATTER)))
    return seen


@router.get("/councils/{council}/plans/{matter}", response=PlanShape, url_name="plan")
def plan(request: HttpRequest, council: Name, matter: Name) -> PlanShape:
    """The plan of a motion of the congress: what it gives, and the work in each product."""
    _, root = planning(looker(request), council)
    motion, looked = found(root, matter)
    got = [GotShape(product=one.product, needed=one.needed, met=one.share) for one in looked.got()]
    return PlanShape(**line(root, motion, looked), got=got, values=texts(looked.offer.values))


@router.get("/councils/{council}/plans/{matter}/valueflows", response=dict[str, Any], url_name="plan_valueflows")
def plan_valueflows(request: HttpRequest, council: Name, matter: Name) -> dict[str, Any]:
    """The plan of a motion in Valueflows, as JSON-LD."""
    _, root = planning(looker(request), council)
    motion, looked = found(root, matter)
    return plan_document(looked, motion.proposal.title)


@router.get("/councils/{council}/production/valueflows", response=dict[str, Any], url_name="production_valueflows")
def production_valueflows(request: HttpRequest, council: Name) -> dict[str, Any]:
    """All orders that stand and what came of them here and below, in Valueflows, as JSON-LD."""
    here, root = planning(looker(request), council)
    return production_document(root, here)


@router.get("/councils/{council}/order", response=OrderShape, url_name="order")
def order(request: HttpRequest, council: Name) -> OrderShape:
    """What the plan in force asks of this council."""
    here, root = planning(looker(request), council)
    directive = in_force(root)
    return order_shape(here.id, directive, root.orders.get(directive, Orders({})).orders.get(here.id))


@router.get("/councils/{council}/orders", response=list[OrderShape], url_name="orders")
def orders(request: HttpRequest, council: Name) -> list[OrderShape]:
    """What all orders that stand ask of this council: of plans that are being finished, and of that in force."""
    here, root = planning(looker(request), council)
    given = ((one.directive, one.orders.orders.get(here.id)) for one in running(root))
    return [order_shape(here.id, directive, order) for directive, order in given if order]


def order_shape(council: CouncilId, directive: MatterId, given: Order | None) -> OrderShape:
    return OrderShape(
        council=council,
        directive=directive,
        make=[make_shape(one) for one in given.make] if given else [],
        send=[send_shape(one) for one in given.send] if given else [],
    )


def make_shape(one: Make) -> MakeShape:
    return MakeShape(
        technique=one.technique,
        period=one.period,
        due=one.due,
        runs=text(one.runs),
        makes=texts(one.makes),
        builds=texts(one.builds),
        uses=texts(one.uses),
        hours=text(one.hours),
    )


def send_shape(one: Send) -> SendShape:
    return SendShape(
        product=one.product,
        to=one.to,
        period=one.period,
        due=one.due,
        quantity=text(one.quantity),
        arrives=at_most(one.arrives),
    )


@router.get("/councils/{council}/needs", response=NeedsShape, url_name="needs")
def needs(request: HttpRequest, council: Name) -> NeedsShape:
    """What the households of this council and all below it need: live sums, of enough households alone."""
    here, _ = planning(looker(request), council)
    told = needs_of.sums(here)
    return NeedsShape(
        households=told.households,
        silent=told.silent,
        needs=[
            NeedShape(
                product=one.product,
                every_period=text(one.every),
                special=text(one.special),
                single_days=text(one.days),
            )
            for one in told.sums
        ],
    )


@router.get("/councils/{council}/tables/{name}", response=TableShape, url_name="table")
def one_table(request: HttpRequest, council: Name, name: Name) -> TableShape:
    """A table of the page Files: needs, production, hours, reports, deliveries, goods, books; and what is one's own."""
    asking = looker(request)
    here, root = planning(asking, council)
    if name not in {**PUBLIC, **OWN}:
        told = ", ".join((*PUBLIC, *OWN))
        raise ProblemError(problem(404, f"There is no table of this name. There are: {told}."))
    person = asking.person(Scope.READ) if name in OWN else None
    return TableShape(rows=[[text_of(cell) for cell in row] for row in table(Asked(here, root, person), name)])


@router.get("/councils/{council}/plan/variants", response=list[VariantShape], url_name="variants")
def variants(request: HttpRequest, council: Name) -> list[VariantShape]:
    """The plans there could be for what is needed and declared now, one for each aim. Scope: `read`."""
    asking = looker(request)
    asking.person(Scope.READ)
    _, root = planning(asking, council)
    made = variants_of.variants(root)
    return [VariantShape(aim=one.aim, plan=figures(root, plans.look_at(root, one))) for one in made]


@router.get("/councils/{council}/plan/rest", response=RestShape, url_name="plan_rest")
def rest(request: HttpRequest, council: Name) -> RestShape:
    """The rest of the plan in force, made anew for what is needed and declared now."""
    _, root = planning(looker(request), council)
    anew = replanning.prepared(root)
    if anew is None:
        raise ProblemError(refusal(replanning.unprepared(root)))
    return RestShape(
        first=anew.horizon.start,
        last=anew.horizon.last_day(anew.horizon.periods),
        obstacle=None if anew.obstacle is None else plainly(anew.obstacle),
        worthwhile=anew.worthwhile,
        small=anew.small,
        changed=text(anew.changed),
        most=text(anew.most),
        plan=figures(root, plans.Looked(anew.then, anew.offer)),
    )


def plainly(why: Phrase) -> str:
    """What stands in the way, with its numbers as people write them."""
    numbers = {
        name: text(Decimal(f"{why.values[name]}")) for name in ("most", "runs", "quantity") if name in why.values
    }
    return f"{Phrase(why.text, {**why.values, **numbers})}"


Way = Callable[[Person, Council], Performed]


def carried_out(request: HttpRequest, council: str, name: str, way: Way) -> HttpResponse:
    asking = looker(request)
    person = asking.person(Scope.PLANNING)
    _, root = planning(asking, council)
    return answered(way(person, root), root.id, name)


@router.post("/councils/{council}/plan/variants/{aim}/bring", response={201: DoneShape}, url_name="bring_variant")
def bring_variant(request: HttpRequest, council: Name, aim: Name, said: SaidPlan) -> HttpResponse:
    """Bring the plan of this aim to the congress as a motion. Scope: `planning`."""

    def way(person: Person, root: Council) -> Performed:
        return variants_of.bring(person, root, aim, said.title or variants_of.aim_words(root, aim), said.text)

    return carried_out(request, council, "bring", way)


@router.post("/councils/{council}/plan/rest/bring", response={201: DoneShape}, url_name="bring_rest")
def bring_rest(request: HttpRequest, council: Name, said: SaidPlan) -> HttpResponse:
    """Bring the rest of the plan, made anew, to the congress as a motion. Scope: `planning`."""

    def way(person: Person, root: Council) -> Performed:
        return replanning.bring(person, root, said.title or "The rest of the plan, made anew", said.text)

    return carried_out(request, council, "bring", way)


@router.post("/councils/{council}/plan/rest/put_in_force", response={201: DoneShape}, url_name="put_rest_in_force")
def put_rest_in_force(request: HttpRequest, council: Name) -> HttpResponse:
    """Make the rest of the plan anew where so little changes that no vote is needed. Scope: `planning`."""
    return carried_out(request, council, "put_in_force", replanning.put_in_force)
