"""A council that leaves a federation takes along what it has: catalogue, declarations, how goods are had (R16, R18).

Theory of operation. This is the other way of ``bringing.py``. The congress that is left knows all that was declared
below whoever leaves, and gives it along in one piece, with the catalogue and with the hours of work in each product.
Whoever has left is a congress itself by then, and can plan at once: its needs were told through it as it is. Ways
between its places are there again where it had any before it joined. What the congress had ordered of it ends
(``merging.orders_ended``); orders that it has given itself, before it joined, go on.

A technique may share a resource of somebody on the other side. It stays with those who have declared it, and cannot
run until somebody there declares a resource of that code; that is told on both sides. So is, before the vote, what
nobody of a side would make or buy any more (`unmade`).
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime

from councils.core.act import Caused, CouncilId, Event, Outcome
from councils.core.council import Council
from councils.core.economy.bringing import Had, Means, owned, with_means, work_in
from councils.core.economy.declared import Code, Declared, Product
from councils.core.economy.state import UNTOLD, Economy, resources_of
from councils.core.sentence import gettext_noop, phrase

SHARED = gettext_noop("{technique} shares {resource}, which is {owner}'s on the other side")


@dataclass(frozen=True, slots=True)
class TakeAlong(Caused):
    """Caused by the congress that this council has left: what it has there; ``left`` is what it does without."""

    means: Means
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeansParted(Event):
    """In the congress: ``council`` leaves with its ``means``, and does without what ``left`` says; those who stay
    do without what ``lacking`` says."""

    council: CouncilId
    means: Means
    left: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeansTaken(Event):
    """By the council that has left."""

    means: Means
    left: tuple[str, ...] = ()


def parted(council: Council, gone: CouncilId) -> Iterator[MeansParted]:
    """What ``gone``, with all below it, takes along from here: from the congress alone, which knows it."""
    if council.parent is None and council.charter.planning.office and council.charter.planning.taking:
        economy = council.economy
        yield MeansParted(gone, means_of(economy, gone), *both_lack(economy, gone))


def means_of(economy: Economy, gone: CouncilId) -> Means:
    """All that there is below ``gone``, with the catalogue; its ways end where it is the congress."""
    ways = {name: path[: path.index(gone)] or (gone,) for name, path in economy.paths.items() if gone in path}
    had = (Had(ways[owner], Declared.of(thing)) for owner, thing in owned(economy) if owner in ways)
    planning = tuple(ways[name] for name in sorted(economy.planning & ways.keys() - {gone}))
    products, provisions = tuple(economy.products.values()), tuple(economy.provisions.values())
    return Means(products, provisions, tuple(had), planning, work_in(economy), tuple(economy.pictures.values()))


def sides(economy: Economy, gone: CouncilId) -> tuple[Set[CouncilId], Set[CouncilId]]:
    """``gone`` with all below it, and those who stay."""
    theirs = {name for name, path in economy.paths.items() if gone in path}
    return theirs, economy.paths.keys() - theirs


def both_lack(economy: Economy, gone: CouncilId) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What ``gone`` with all below it will do without, and what those who stay will."""
    theirs, ours = sides(economy, gone)
    return tuple(severed(economy, theirs)), tuple(severed(economy, ours))


def severed(economy: Economy, some: Set[CouncilId]) -> Iterator[str]:
    """What ``some`` of a federation can run no more without the others: techniques that share what those have."""
    for who, technique, resource, owner in cut(economy, some):
        yield f"{who}: {phrase(SHARED, technique=technique, resource=resource, owner=owner)}"


def cut(economy: Economy, some: Set[CouncilId]) -> Iterator[tuple[CouncilId, Code, Code, CouncilId]]:
    """Whose technique of ``some`` shares a resource that somebody else has: who, which, what, and whose it is."""
    owners: dict[Code, CouncilId] = {code: owner for owner, code in economy.resources}
    for (who, code), technique in economy.techniques.items():
        for resource in sorted(resources_of(Declared(technique=technique))):
            owner = owners.get(resource, who)
            if who in some and owner not in some:
                yield who, code, resource, owner


def unmade(economy: Economy, some: Set[CouncilId]) -> tuple[Product, ...]:
    """Goods that are made, or bought, in the federation today, and by none of ``some`` without the others."""
    lacking = had_from(economy, economy.paths.keys()) - had_from(economy, some)
    return tuple(product for code, product in economy.products.items() if code in lacking)


def had_from(economy: Economy, some: Set[CouncilId]) -> Set[Code]:
    """What ``some`` give to all by their own techniques and trade, as far as these do not stand still."""
    still = {(who, technique) for who, technique, _, _ in cut(economy, some)}
    ways = ((key, way) for shelf in (economy.techniques, economy.trades) for key, way in shelf.items())
    return {code for key, way in ways if key[0] in some and key not in still and way.most != 0 for code in way.gives}


def take_along(council: Council, act: TakeAlong, at: datetime) -> Outcome:
    return (MeansTaken(act.means, act.left),)


def on_means_taken(council: Council, event: MeansTaken) -> Council:
    """Ways and paths of before stay, as far as they lead between those who are there."""
    known = council.economy
    routes = {key: way for key, way in known.routes.items() if {way.origin, way.goal} <= council.below.keys()}
    here = replace(UNTOLD, version=known.version, needs=known.needs, paths=known.paths, routes=routes)
    economy = with_means(here, (council.id,), event.means)
    return replace(council, economy=replace(economy, left={council.id: event.left} if event.left else {}))


def on_means_parted(council: Council, event: MeansParted) -> Council:
    left = {**council.economy.left, event.council: event.lacking}
    return replace(council, economy=replace(council.economy, left=left)) if event.lacking else council
