"""A part of the federation that is cut off: a day of a thousand people, with what they make and have in store.

Theory of operation. Four things are needed each day: bread, warmth, clean water, medicine. What makes them needs each
other: fields and ovens burn fuel, pumps as well. All quantities are for a thousand people and a day, of the order of
what is usual (half a kilo of bread, three kilowatt hours of warmth, fifty litres of water for each); none is measured
anywhere, and an economy of one's own takes their place in ``plan/what_if/lasting.py``, which does the work. ``own`` is
how much of each day's whole use of grain and fuel can be made inside, ``stock`` for how many days of usual use there is
something in store, ``ration`` the share of the usual that people get.
"""

from __future__ import annotations

from councils.plan.economy import Economy, Need, Product, Stock, Technique, Workplace

BREAD, WARMTH, WATER, MEDICINE = 500.0, 3000.0, 50.0, 30.0  # kg, kWh, m³, doses
GRAIN_A_BREAD, FUEL_A_BREAD, FUEL_A_GRAIN, FUEL_A_WATER = 0.8, 1.0, 0.5, 0.6  # kWh of fuel
MADE_MEDICINE = 0.5  # of ``own``: the rest comes from afar


def usual_grain() -> float:
    return BREAD * GRAIN_A_BREAD


def usual_fuel() -> float:
    """All that a usual day burns."""
    return WARMTH + BREAD * FUEL_A_BREAD + usual_grain() * FUEL_A_GRAIN + WATER * FUEL_A_WATER


def bastion(*, own: float, stock: float, ration: float) -> Economy:
    """The economy of one such day, as the planner takes it."""
    uses = {"grain": usual_grain(), "fuel": usual_fuel(), "medicine": MEDICINE}
    return Economy(
        "A part that is cut off, a day of a thousand people",
        products={
            "bread": Product("bread", "bread", "kg"),
            "warmth": Product("warmth", "warmth", "kWh"),
            "water": Product("water", "water", "m³"),
            "grain": Product("grain", "grain", "kg", keeps=1.0),
            "fuel": Product("fuel", "fuel", "kWh", keeps=1.0),
            "medicine": Product("medicine", "medicine", "doses", keeps=1.0),
        },
        techniques={
            "bake": making("bake", {"bread": 1.0}, {"grain": GRAIN_A_BREAD, "fuel": FUEL_A_BREAD}),
            "heat": making("heat", {"warmth": 1.0}, {"fuel": 1.0}),
            "pump": making("pump", {"water": 1.0}, {"fuel": FUEL_A_WATER}),
            "farm": making("farm", {"grain": 1.0}, {"fuel": FUEL_A_GRAIN}, own * usual_grain()),
            "win": making("win", {"fuel": 1.0}, {}, own * usual_fuel()),
            "brew": making("brew", {"medicine": 1.0}, {}, own * MADE_MEDICINE * MEDICINE),
        },
        needs=tuple(
            Need("all", "daily", code, ration * much, 1)
            for code, much in (("bread", BREAD), ("warmth", WARMTH), ("water", WATER), ("medicine", MEDICINE))
        ),
        workplaces={"here": Workplace("here", "here")},
        stocks=tuple(Stock(code, stock * much) for code, much in uses.items() if stock),
    )


def making(
    code: str, makes: dict[str, float], uses: dict[str, float], most: float = float("inf")
) -> Technique:  # fmt: skip
    """Nobody's hours are short: whoever is cut off has time."""
    return Technique(code, code, "here", makes, uses, most=most)
