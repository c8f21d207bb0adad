"""The unit of a product stays as long as somebody has counted in it where the record does not say so (R18, R19).

Theory of operation. That nothing is declared in another unit than it is made in, the core sees to: it is on the record
(``core/economy/state.py``). What households need is not, and a basket of three bottles must not become one of three
crates. So this is asked on the platform alone, in the transaction in which the unit would change; whoever verifies the
record is none the wiser, as about all that is private.

A refusal tells something too. Where sums are told, it says no more than that of the congress does: that somebody in the
whole federation needs the product, now or on a day to come. Where so few households have a basket that their sum is
silent, every unit stays, whether they need the product or not.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from councils.app.identity import council as council_of
from councils.core.act import Command, CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code, Product
from councils.core.economy.declaring import Declare
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import gettext_noop, phrase
from councils.store.models import NeedSum
from councils.store.silence import Silence

NEEDED = gettext_noop(
    "{product} is counted in {unit} by those who need it: what is counted otherwise needs a code of its own"
)
SILENT = gettext_noop(
    "{product} stays in {unit}, as all units do while so few households have a basket that nobody is told what is in "
    "it: what is counted otherwise needs a code of its own"
)


def counted_already(council: CouncilId, command: Command) -> Refused | None:
    """Whether a product cannot be counted in another unit, since people need or have it by the one of now."""
    product = command.declared.product if isinstance(command, Declare) else None
    here = council_of(council) if product else None
    old = here.economy.products.get(product.code) if product and here else None
    if product is None or here is None or old is None or old.unit == product.unit:
        return None
    why = NEEDED if known(here, old.code) else private(here, old)
    return refuse(Reason.UNSOUND_DECLARATION, why=phrase(why, product=old.code, unit=old.unit)) if why else None


def known(congress: Council, product: Code) -> bool:
    """Whether the record counts in it: in needs that were told, in what each may have, or in the work in a unit."""
    economy = congress.economy
    needs = economy.needs.total.needs if economy.needs else ()
    told = {
        *economy.values,
        *economy.before,
        *(economy.offer.values if economy.offer else ()),
        *(need.product for need in needs),
    }
    return product in told or (product in economy.provisions and economy.provisions[product].limited)


def private(congress: Council, product: Product) -> str:
    """Why baskets keep the unit; empty where they do not."""
    silence = Silence(congress.charter.planning)
    if 0 < silence.households(congress.id) < silence.floor:
        return SILENT
    to_come = Q(day=0) | Q(day__gte=timezone.localdate().toordinal())
    asked = NeedSum.objects.filter(to_come, council=congress.id, product=product.code).exclude(quantity=0)
    return NEEDED if asked.exists() else ""
