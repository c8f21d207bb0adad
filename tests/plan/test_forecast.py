"""What it takes if more of a product is wanted, against sums done by hand (R18)."""

from __future__ import annotations

from councils.plan.economy import Economy
from councils.plan.files.folder import read_texts
from councils.plan.what_if.forecast import forecasts

OVEN = {
    "products.csv": "product,name,unit\nbread,Bread,loaf\ncake,Cake,piece\n",
    "workplaces.csv": "workplace,name,hours\nbakery,Bakery,20\n",
    "skills.csv": "skill,name\nbaking,Baking\n",
    "techniques.csv": "technique,name,workplace\nbake,Baking bread,bakery\nice,Icing cakes,bakery\n",
    "recipes.csv": (
        "technique,flow,code,quantity,unit\nbake,makes,bread,1,loaf\nbake,works,baking,1,hour\n"
        "ice,makes,cake,1,piece\nice,works,baking,1,hour\n"
    ),
    "needs.csv": "council,product,quantity,unit,priority\nHill,bread,10,loaf,1\nHill,cake,10,piece,2\n",
}


def test_what_is_met_by_less_is_named() -> None:
    """The bakery has twenty hours: half as much bread again takes five from the cakes."""
    bakery = read_texts(OVEN, title="bakery")
    assert isinstance(bakery, Economy)
    found = [
        (row.share, round(row.hours, 6), round(row.unmet, 6), row.others, row.less)
        for row in forecasts(bakery, "bread")
    ]
    assert found == [
        (0.0, 20, 0, 0, ()),
        (0.1, 20, 0, 1, ("cake",)),
        (0.25, 20, 0, 1, ("cake",)),
        (0.5, 20, 0, 1, ("cake",)),
        (1.0, 20, 0, 1, ("cake",)),
    ]
