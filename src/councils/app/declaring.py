"""What there is, declared from files: looked at first, then all of it or none (R18).

Theory of operation. Files have the form of a plan's folder (``plan/files/schema.py``). ``preview`` reads them beside
what the federation knows, and tells what would be declared anew, or what is wrong in which line; nobody needs a right
for it. ``declare_files`` looks once more and declares it: an act for each thing, in one transaction, refused as a whole
where one is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from councils.app.batch import batch
from councils.app.identity import council as council_of
from councils.app.queries.federations import root_of
from councils.app.speaking import speak
from councils.app.together import together
from councils.core.act import CouncilId
from councils.core.council import Council
from councils.core.economy.declared import Code, Declared, unsound
from councils.core.economy.declaring import Declare, planless, unfit
from councils.core.problem import Problem, closest
from councils.core.refusal import Reason, Refused, refuse
from councils.plan.federation import means_of
from councils.plan.files.folder import Flaw, flaws_told
from councils.plan.files.part import COMMON, OWN, Said, read_part
from councils.store.models import Person

FEW = 5  # places that are named


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be declared, in this order; ``same`` is the number of things that are declared just so already."""

    anew: tuple[Said, ...]
    same: int


class _RefusedError(Exception):
    """One of the acts was refused, so none is done."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def preview(
    name: CouncilId, texts: Mapping[str, str], own: Code = "", *, ended: bool = False
) -> Preview | tuple[Flaw, ...] | Refused:
    """What files (name → text) would declare in this council, or what is wrong with them.

    ``own`` is what the files call the workplace, where they speak of several. The congress reads what belongs to all:
    the catalogue, and the ways between places. ``ended``: what they say is taken back.
    """
    here, root = council_of(name), council_of(root_of(name))
    if here is None or root is None:
        return refuse(Reason.NO_SUCH_COUNCIL)
    unplanned = planless(here)
    if unplanned:
        return unplanned
    place, parts = place_of(here, root), (*(COMMON if here.parent is None else ()), *(OWN if here.is_base else ()))
    unread = read_elsewhere(texts, parts)
    if unread:
        return unread
    said = read_part(texts, means_of(root), here=name, place=place, own=own, parts=parts)
    return checked(here, root, tuple(map(taken_back, said)) if ended else said)


def read_elsewhere(texts: Mapping[str, str], parts: Sequence[str]) -> tuple[Flaw, ...]:
    """Whether all of these files are of an economy, and none of them is read in this council: where they are."""
    if texts.keys() & set(parts) or not texts.keys() <= {*COMMON, *OWN}:
        return ()
    common = "The {} reads it: the catalogue and the ways are everybody's."
    where = {name: common.format("congress") if name in COMMON else "A workplace reads it." for name in texts}
    return tuple(Flaw(name, Problem(0, "Nothing is read from it here.", where[name])) for name in sorted(texts))


def taken_back(said: Said | Flaw) -> Said | Flaw:
    return replace(said, declared=replace(said.declared, ended=True)) if isinstance(said, Said) else said


def place_of(here: Council, root: Council) -> CouncilId:
    """The council directly below the congress that this one stands under, or is."""
    while here.parent is not None and here.parent != root.id:
        above = council_of(here.parent)
        assert above is not None  # a council stands under one that is there
        here = above
    return here.id


def checked(here: Council, root: Council, said: Sequence[Said | Flaw]) -> Preview | tuple[Flaw, ...]:
    """Each declaration by the rules, one after the other, as they would be declared."""
    flaws = [one for one in said if isinstance(one, Flaw)]
    anew: list[Said] = []
    for one in said:
        if isinstance(one, Flaw):
            continue
        why = unsound(one.declared) or unfit(root, here.id, one.declared)
        if why:
            told = Problem(one.line, f"This cannot be declared: {why}.", remedy(root, one.declared))
            flaws.append(Flaw(one.file, told))
        elif not root.economy.known(here.id, one.declared):
            anew.append(one)
            root = replace(root, economy=root.economy.taken((here.id,), one.declared))
    return flaws_told(flaws) if flaws else Preview(tuple(anew), len(said) - len(anew))


def remedy(root: Council, declared: Declared) -> str:
    """What can be done about a declaration that does not fit."""
    route = declared.route
    unknown = [place for place in (route.origin, route.goal) if place not in root.below] if route else []
    if not unknown:
        return "Correct it, or leave it out."
    meant = closest(unknown[0], list(root.below))
    places = ", ".join(sorted(root.below)[:FEW]) + (" …" if len(root.below) > FEW else ".")
    return f"Perhaps {meant!r} was meant." if meant else f"Places are {places}"


def declare_files(
    person: Person, name: CouncilId, texts: Mapping[str, str], own: Code = "", *, ended: bool = False
) -> Preview | tuple[Flaw, ...] | Refused:
    """Declare all that ``preview`` tells, or nothing."""
    try:
        return together(lambda: declared(person, name, texts, own, ended=ended))
    except _RefusedError as error:
        return error.refused


def declared(
    person: Person, name: CouncilId, texts: Mapping[str, str], own: Code, *, ended: bool
) -> Preview | tuple[Flaw, ...] | Refused:
    with batch():
        found = preview(name, texts, own, ended=ended)
        if isinstance(found, Preview):
            for said in found.anew:
                done = speak(person, name, partial(Declare, declared=said.declared))
                if isinstance(done, Refused):
                    raise _RefusedError(done)
        return found
