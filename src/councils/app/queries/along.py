"""What goes along when a federation joins another, or a part leaves one, and what does not (R16, R18).

Theory of operation. Before the vote this is what the rules themselves would do with what is declared today
(``core/economy/bringing.py``, ``leaving.py``). Afterwards it is what the record says, which has why something was left
in English and with bare codes: it is read back, so that it can be translated and told with what to do about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from councils.app.queries.deliveries import Find, congress_of
from councils.core.act import CouncilId
from councils.core.charter import Kind
from councils.core.council import Council
from councils.core.economy.bringing import OTHERWISE, Means, means_in, sifted
from councils.core.economy.declared import Product
from councils.core.economy.leaving import SHARED, both_lack, means_of, sides, unmade
from councils.core.economy.state import OF_ANOTHER
from councils.core.joining import COUNTED, other_units
from councils.core.machines import MOTION, MotionState
from councils.core.motion import Motion
from councils.core.sentence import Phrase, gettext_noop, read_back

UNDECIDED = {before for before, _ in MOTION.moves}
ELSE = gettext_noop("Declare it anew.")
REMEDIES = {
    COUNTED: gettext_noop(
        "Agree on one unit before the vote ends, or give it another code in one of the two catalogues. Otherwise all "
        "that names it stays out, and has to be declared anew."
    ),
    OTHERWISE: gettext_noop("Declare it anew, by the unit that is counted in here or under a code of its own."),
    OF_ANOTHER: gettext_noop("Declare it under a code of its own, and then what shares it."),
    SHARED: gettext_noop("It cannot run until somebody on its side declares a resource of this code."),
}


@dataclass(frozen=True, slots=True)
class Left:
    """Something of ``owner``'s that does not come along (empty: of the catalogue); why, and what can be done."""

    owner: CouncilId
    why: Phrase
    remedy: str


@dataclass(frozen=True, slots=True)
class Along:
    """``done`` once it has happened; before that, how many ``products`` and ``things`` would go along.

    Of a leaving, ``unmade_there`` are goods that nobody of those who leave would make or buy any more, and
    ``unmade_here`` those that nobody of the others would.
    """

    done: bool
    left: tuple[Left, ...]
    products: int = 0
    things: int = 0
    unmade_there: tuple[Product, ...] = ()
    unmade_here: tuple[Product, ...] = ()


def along(find: Find, here: Council, motion: Motion) -> Along | None:
    """What goes along with a motion of ``here``; None where it takes nobody into a federation or out of one."""
    kind, target = motion.proposal.kind, motion.proposal.target
    planning = here.charter.planning
    if kind is Kind.LEAVING:
        return leaving(find, here, motion) if planning.office and planning.taking else None
    if kind not in (Kind.JOINING, Kind.ADMISSION):
        return None
    joiner, host = (here, find(target)) if kind is Kind.JOINING else (find(target), here)
    return joining(find, joiner, host, motion) if joiner and host else None


def joining(find: Find, joiner: Council, host: Council, motion: Motion) -> Along | None:
    root = congress_of(find, host)
    planning = root.charter.planning
    if not (planning.office and planning.bringing):
        return None
    if joiner.parent is not None:
        carried = motion.state is MotionState.CARRIED
        return Along(done=True, left=left_by(root, joiner.id)) if carried else None
    if not (motion.state in UNDECIDED or joiner.joining == host.id):
        return None
    means = means_in(joiner)
    fit, left = sifted(root.economy, way_of(find, joiner.id, host), means)
    units = {product.code: product.unit for product in means.products}
    counted = (Left("", why, remedy_of(why)) for why in other_units(root, units))
    return Along(done=False, left=(*counted, *read(left)), products=len(fit.products), things=len(fit.had))


def leaving(find: Find, here: Council, motion: Motion) -> Along | None:
    if here.parent is None:
        carried = motion.state is MotionState.CARRIED
        return Along(done=True, left=left_by(here, here.id)) if carried else None
    if motion.state not in UNDECIDED:
        return None
    economy = congress_of(find, here).economy
    means: Means = means_of(economy, here.id)
    both = (line for lines in both_lack(economy, here.id) for line in lines)
    there, stay = (unmade(economy, side) for side in sides(economy, here.id))
    return Along(
        done=False,
        left=tuple(read(both)),
        products=len(means.products),
        things=len(means.had),
        unmade_there=there,
        unmade_here=stay,
    )


def way_of(find: Find, name: CouncilId, host: Council) -> tuple[CouncilId, ...]:
    """From ``name``, below ``host``, to the council directly below the congress."""
    way = [name]
    while host.parent is not None:
        way.append(host.id)
        above = find(host.parent)
        if above is None:
            break
        host = above
    return tuple(way)


def left_out(root: Council) -> tuple[Left, ...]:
    """All that did not come along here, whenever somebody joined or left."""
    return tuple(one for lines in root.economy.left.values() for one in read(lines))


def left_by(root: Council, name: CouncilId) -> tuple[Left, ...]:
    return tuple(read(root.economy.left.get(name, ())))


def read(lines: Iterable[str]) -> Iterator[Left]:
    """Lines of the record: whose it is, and why it was left."""
    for line in lines:
        owner, _, text = line.partition(": ")
        why = read_back(text, REMEDIES) or Phrase(text)
        yield Left(owner, why, remedy_of(why))


def remedy_of(why: Phrase) -> str:
    return REMEDIES.get(why.text, ELSE)
