"""In words: what goes along when a federation joins another, or a part leaves one, and what does not (R16, R18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from councils.app.nouns import gettext as _
from councils.app.nouns import ngettext
from councils.app.queries.along import Left, along
from councils.app.queries.catalogue import names
from councils.app.queries.question import Question
from councils.app.refusals import said
from councils.core.charter import Kind
from councils.core.sentence import Phrase
from councils.web.visit import Visit

Context = dict[str, Any]
COUNCILS = ("owner", "origin", "goal", "place")


def along_context(visit: Visit, asked: Question) -> Context:
    """For the page of a motion to join or leave: before it is decided, and afterwards."""
    found = along(visit.names.world.council, asked.home, asked.motion)
    if found is None:
        return {}
    leaves = asked.motion.proposal.kind is Kind.LEAVING
    products = ngettext("%(n)s product", "%(n)s products", found.products) % {"n": found.products}
    things = ngettext("%(n)s declaration", "%(n)s declarations", found.things) % {"n": found.things}
    kind = "done" if found.done else "leaves" if leaves else "joins"
    unmade = {
        "unmade_there": ", ".join(product.name for product in found.unmade_there),
        "unmade_here": ", ".join(product.name for product in found.unmade_here),
    }
    told = {"kind": kind, "products": products, "things": things, "left": left_words(found.left)}
    return {"along": told | unmade}


def left_words(left: Iterable[Left]) -> list[Context]:
    """Whose it is, why it does not come along, and what to do about it."""
    found = list(left)
    called = names([one.owner for one in found] + [owner for one in found for owner in named(one.why)])
    return [
        {"owner": called.get(one.owner, one.owner), "why": said(with_names(one.why, called)), "remedy": _(one.remedy)}
        for one in found
    ]


def named(why: Phrase) -> list[str]:
    return [str(value) for name, value in why.values.items() if name in COUNCILS]


def with_names(why: Phrase, called: Mapping[str, str]) -> Phrase:
    """A phrase with councils by name."""
    values = {n: called.get(str(v), v) if n in COUNCILS else v for n, v in why.values.items()}
    return Phrase(why.text, values)
