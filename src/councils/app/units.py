"""The unit of a product stays as long as somebody has counted in it where the record does not say so (R18, R19).

Theory of operation. That nothing is declared in another unit than it is made in, the core sees to: it is on the record
(``core/economy/state.py``). What households need is not, and a basket of three bottles must not become one of three
crates. So this is asked on the platform alone, in the transaction in which the unit would change; whoever verifies the
record is none the wiser, as about all that is private.
"""

from __future__ import annotations

from councils.app.identity import council as council_of
from councils.core.act import Command, CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code
from councils.core.economy.declaring import Declare
from councils.core.refusal import Reason, Refused, refuse
from councils.core.sentence import phrase
from councils.store.models import NeedSum


def counted_already(council: CouncilId, command: Command) -> Refused | None:
    """Whether a product cannot be counted in another unit, since people need or have it by the one of now."""
    product = command.declared.product if isinstance(command, Declare) else None
    here = council_of(council) if product else None
    old = here.economy.products.get(product.code) if product and here else None
    if product is None or here is None or old is None or old.unit == product.unit or not counted(here, old.code):
        return None
    told = phrase(
        "{product} is counted in {unit} by those who need it: what is counted otherwise needs a code of its own",
        product=old.code,
        unit=old.unit,
    )
    return refuse(Reason.UNSOUND_DECLARATION, why=told)


def counted(congress: Council, product: Code) -> bool:
    """In baskets, in needs that were told, in what each may have, or in the work in a unit."""
    economy = congress.economy
    needs = economy.needs.total.needs if economy.needs else ()
    known = {*economy.values, *(economy.offer.values if economy.offer else ()), *(need.product for need in needs)}
    limited = product in economy.provisions and economy.provisions[product].limited
    asked = NeedSum.objects.filter(council=congress.id, product=product).exclude(quantity=0)
    return product in known or limited or asked.exists()
