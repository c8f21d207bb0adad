"""A federation is founded whole, on any territory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.app.conftest import START, TOWN
from tests.federation import preset

from councils.app.founding import NotFoundedError, found, imported_places
from councils.app.identity import council
from councils.app.record import export
from councils.core.charter import Apportionment, Basis, Norm
from councils.core.place import Place, Places
from councils.core.place_csv import read_places
from councils.ledger.verify import verify
from councils.store.models import CouncilRow, Federation, PlaceRow


def test_seats_of_a_house_are_shared_out_at_the_founding(db: None) -> None:
    """Ten seats by population 200 and 100, by Sainte-Laguë: 7 and 3."""
    house = Norm("ward", method=Apportionment.WEBSTER, basis=Basis.POPULATION, total=10)
    charter = preset()
    norms = (*(norm for norm in charter.norms if norm.level != "ward"), house)
    found("Town", replace(charter, norms=norms), TOWN, START)
    assert {name: council(name).seats for name in ("W1", "W2")} == {"W1": 7, "W2": 3}
    assert verify(export()).checked["SeatsApportioned"] == 1


def test_territory_deeper_than_the_charter_is_founded(db: None) -> None:
    places = read_places((Path(__file__).parent.parent / "data/guadeloupe.csv").read_text())
    found("Guadeloupe", preset(), places, START)
    assert (CouncilRow.objects.count(), council("97101").level, council("R01").level) == (40, "assembly", "congress")


def test_charter_that_does_not_fit_founds_nothing(db: None) -> None:
    with pytest.raises(NotFoundedError, match="Mill Street"):
        found("Town", preset("paris-1871"), TOWN, START)
    assert (Federation.objects.count(), CouncilRow.objects.count(), PlaceRow.objects.count()) == (0, 0, 0)


def test_one_place_is_one_assembly_with_members(db: None) -> None:
    found("One", preset(), Places([Place("A", "All", "town", "", 5)]), START)
    assert (council("A").is_base, council("A").parent) == (True, None)


def test_places_that_are_founded_on_are_not_founded_on_again(db: None) -> None:
    found("One", preset(), Places([Place("A", "All", "town", "", 5)]), START)
    found("Other", preset(), Places([Place("B", "Else", "town", "", 5)]), START, beside=True)
    with pytest.raises(NotFoundedError, match="or give --beside"):
        imported_places()
