"""The catalogue of a federation: its products, who makes and who uses each, and where it lies (R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from councils.core.act import CouncilId
from councils.core.economy.declared import Code, Product, Technique
from councils.core.economy.state import Economy
from councils.store.models import CouncilRow


@dataclass(frozen=True, slots=True)
class Use:
    """``technique`` of a workplace makes, or uses, so many units of a product in a run."""

    council: CouncilId
    technique: Technique
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """A product; techniques that stand still are among its makers and users as well."""

    product: Product
    makers: tuple[Use, ...] = ()
    users: tuple[Use, ...] = ()

    @property
    def made_by(self) -> tuple[CouncilId, ...]:
        """Each workplace once."""
        return tuple(dict.fromkeys(use.council for use in self.makers))

    @property
    def used_by(self) -> tuple[CouncilId, ...]:
        return tuple(dict.fromkeys(use.council for use in self.users))


def entries(economy: Economy) -> list[Entry]:
    """All products, by category and name, those of none last; one pass over the techniques."""
    makers: dict[Code, list[Use]] = defaultdict(list)
    users: dict[Code, list[Use]] = defaultdict(list)
    for (council, _), technique in economy.techniques.items():
        for shelf, amounts in ((makers, technique.makes), (users, technique.uses)):
            for code, quantity in amounts.items():
                shelf[code].append(Use(council, technique, quantity))
    products = sorted(
        economy.products.values(), key=lambda p: (not p.category, p.category.casefold(), p.name.casefold(), p.code)
    )
    return [Entry(product, tuple(makers[product.code]), tuple(users[product.code])) for product in products]


def entry(economy: Economy, code: Code) -> Entry | None:
    return next((found for found in entries(economy) if found.product.code == code), None)


def matching(found: Iterable[Entry], words: str) -> Iterator[Entry]:
    """Those in whose name, code, category or standard code all of ``words`` stand."""
    wanted = words.casefold().split()
    for one in found:
        p = one.product
        text = f"{p.name} {p.code} {p.category} {p.standard}".casefold()
        if all(word in text for word in wanted):
            yield one


def names(councils: Iterable[CouncilId]) -> dict[CouncilId, str]:
    """What these councils are called: one query."""
    return dict(CouncilRow.objects.filter(pk__in=set(councils)).values_list("pk", "name"))
