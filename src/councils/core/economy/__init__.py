"""What people have, need and make together, in the record of their councils (R18).

Theory of operation. Whoever has something says so, in their own council: a workplace its techniques, its hours and its
stocks (``declared.py``, ``declaring.py``). What is declared goes up, council by council, to the congress, which knows
the catalogue and refuses what does not fit it. Needs are summed up the same way when the congress calls for them
(``needs.py``); a household's own stay outside of the record. A plan is a motion like any other, with a certificate
that is checked before anyone votes (``offer.py``); carried, it is a directive with an order for each workplace and
the deliveries between places (``orders.py``). ``books.py`` are the labour accounts.
"""
