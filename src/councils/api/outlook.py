"""What there could be: aims of a plan, a region on its own, a good of which more is wanted (R18).

Everybody who may see the federation reads it, as on the pages. Nothing is computed before needs were called for.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from councils.api.looking import looker
from councils.api.names import Name
from councils.api.planning import planning
from councils.api.problems import ProblemError, problem, refusal
from councils.app.planning import SPARE, aim_words, aims, ready
from councils.app.queries.books import freed
from councils.app.queries.cut_off import AHEAD, around, on_their_own
from councils.core.council import Council
from councils.core.refusal import Reason, refuse
from councils.plan.what_if.alone import Alone
from councils.plan.what_if.forecast import Forecast

router = Router(tags=["planning"])
Places = Annotated[list[str], Query(description="Councils directly below the congress; without any, the one around.")]
Days = Annotated[int, Query(description="7, 14 or 28.")]
NOWHERE: list[str] = []
UNCALLED = "Needs have not been called for yet: the planning office does that (`call_needs`)."
UNFOUND = "No plan is found for what is needed, so nothing can be told."


class AimShape(Schema):
    """``aim``, in ``words``; ``resource``: of which it takes the least, null for another aim."""

    aim: str
    words: str
    resource: str | None


class AimsShape(Schema):
    """``ready``: needs have been called for, so that there are variants for these aims."""

    ready: bool
    aims: list[AimShape]


class AloneLine(Schema):
    """``needed`` units a day; ``met``: the share of it on each day; ``lasts``: so many days all of it is there."""

    product: str
    needed: float
    lasts: int
    met: list[float]


class AloneShape(Schema):
    """``places`` that are on their own together, for so many ``days``; what runs out first comes first."""

    places: list[str]
    days: int
    products: list[AloneLine]


class ForecastShape(Schema):
    """If demand for it is larger by ``more`` (0.1: a tenth): hours of work in all; units of it that stay unmet; how
    many other needs are met by less, and of which products."""

    more: float
    hours: float
    unmet: float
    others: int
    less: list[str]


@router.get("/councils/{council}/plan/aims", response=AimsShape, url_name="aims")
def all_aims(request: HttpRequest, council: Name) -> AimsShape:
    """What a plan can be made for, also before there is one. Each meets needs by their priority first."""
    _, root = planning(looker(request), council)
    return AimsShape(ready=ready(root), aims=[aim_shape(root, aim) for aim in aims(root)])


def aim_shape(root: Council, aim: str) -> AimShape:
    resource = aim.removeprefix(SPARE) if aim.startswith(SPARE) else None
    return AimShape(aim=aim, words=aim_words(root, aim), resource=resource)


@router.get("/councils/{council}/plan/alone", response=AloneShape, url_name="alone")
def alone(
    request: HttpRequest,
    council: Name,
    place: Places = NOWHERE,
    days: Days = AHEAD[1],
) -> AloneShape:
    """If nothing comes in or goes out any more: what is there of what people need, and what runs out when."""
    here, root = planning(looker(request), council)
    unknown = sorted(set(place) - root.below.keys())
    if unknown:
        raise ProblemError(problem(422, f"{', '.join(unknown)} is no council directly below {root.id}."))
    if days not in AHEAD:
        raise ProblemError(problem(422, f"Days ahead are {', '.join(map(str, AHEAD))}."))
    places = sorted(set(place)) or around(root, here)
    needed(root)
    found = on_their_own(root, places, days)
    if found is None:
        raise ProblemError(problem(409, UNFOUND))
    return AloneShape(places=places, days=days, products=[alone_line(one) for one in found])


def alone_line(one: Alone) -> AloneLine:
    met = [round(share, 6) for share in one.met]
    return AloneLine(product=one.product, needed=round(one.needed, 6), lasts=one.lasts, met=met)


def needed(root: Council) -> None:
    if not ready(root):
        raise ProblemError(problem(409, UNCALLED))


@router.get("/councils/{council}/goods/{product}/forecast", response=list[ForecastShape], url_name="forecast")
def forecast(request: HttpRequest, council: Name, product: Name) -> list[ForecastShape]:
    """What it would take if more of a good were wanted, as when it is freed; first as it is now."""
    _, root = planning(looker(request), council)
    if product not in root.economy.products:
        raise ProblemError(refusal(refuse(Reason.NO_SUCH_PRODUCT, product=product)))
    needed(root)
    rows = freed(root, product)
    if not rows:
        raise ProblemError(problem(409, UNFOUND))
    return [forecast_shape(row) for row in rows]


def forecast_shape(row: Forecast) -> ForecastShape:
    hours, unmet = round(row.hours, 6), round(row.unmet, 6)
    return ForecastShape(more=row.share, hours=hours, unmet=unmet, others=row.others, less=list(row.less))
