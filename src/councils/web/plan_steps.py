"""How a federation comes to its first plan, step by step, and how far it is (R18)."""

from __future__ import annotations

from django.urls import reverse

from councils.app.nouns import gettext as _
from councils.app.planning import ready
from councils.app.queries.needs import sums
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.office import officers
from councils.web.showing import Context, office_title


def first_plan(root: Council, here: CouncilId) -> Context:
    """What comes before a plan, each where it is done; and who does it where an office does."""
    told = sums(root)
    steps = [
        (_("The catalogue has what is made and needed."), "catalogue", bool(root.economy.products)),
        (
            _("Workplaces say how they make things, and what lies in stock."),
            "workplace",
            bool(root.economy.techniques),
        ),
        (_("Households write what they need."), "needs", told.silent or bool(told.households)),
        (_("Needs are called for: every {council} states its sum."), "", ready(root)),
        (
            _("Plans are computed for these sums, and one is brought as a {motion} that all can vote on."),
            "plan_variants" if ready(root) else "",
            False,
        ),
    ]
    return {
        "steps": [(text, reverse(name, args=[here]) if name else "", done) for text, name, done in steps],
        "office": office_title(root, root.charter.planning.office),
        "held": bool(officers(root, root.charter.planning.office)),
    }
