"""The invented people: enough of them, no two with one name, in assemblies of very different size."""

from itertools import islice
from random import Random

from councils.core.place import Place
from councils.demo.people import PEOPLE, names, sizes, username


def test_names_are_all_different():
    invented = list(islice(names(Random(1)), PEOPLE))
    assert len({username(name) for name in invented}) == PEOPLE
    assert all(len(name.split()) >= 2 for name in invented)


def test_names_are_the_same_for_the_same_seed():
    assert list(islice(names(Random(7)), 50)) == list(islice(names(Random(7)), 50))


def test_usernames_are_plain():
    assert username("Éloïse Le Gall") == "eloise.le.gall"


def test_sizes_add_up_and_differ():
    quarters = [Place(f"Q{n}", f"Q{n}", "quarter", "C", 10_000 + 500 * n) for n in range(80)]
    found = sizes(Random(3), quarters)
    assert abs(sum(found.values()) - PEOPLE) < 120
    assert max(found.values()) > 5 * min(found.values())
