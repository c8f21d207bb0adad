"""What goes along when a federation joins another, or a part leaves one, and what does not (R16, R18)."""

from __future__ import annotations

from collections.abc import Iterable

from ninja import Schema

from councils.app.nouns import gettext
from councils.app.queries.along import Along, Left
from councils.app.refusals import said


class LeftShape(Schema):
    """Something of ``council``'s that does not come along (empty: of the catalogue); why, and what can be done."""

    council: str
    why: str
    remedy: str


class AlongShape(Schema):
    """What goes along with a motion to join a federation or leave one; ``left`` does not.

    ``done`` once it has happened; before that, how many ``products`` and ``declarations`` would. Of a leaving:
    ``unmade_there`` are the codes of goods that nobody of those who leave would make or buy any more, ``unmade_here``
    those that nobody of the others would.
    """

    done: bool
    products: int
    declarations: int
    left: list[LeftShape]
    unmade_there: list[str]
    unmade_here: list[str]


def along_shape(found: Along | None) -> AlongShape | None:
    if found is None:
        return None
    return AlongShape(
        done=found.done,
        products=found.products,
        declarations=found.things,
        left=left_shapes(found.left),
        unmade_there=[product.code for product in found.unmade_there],
        unmade_here=[product.code for product in found.unmade_here],
    )


def left_shapes(left: Iterable[Left]) -> list[LeftShape]:
    return [LeftShape(council=one.owner, why=str(said(one.why)), remedy=gettext(one.remedy)) for one in left]
