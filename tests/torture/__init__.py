"""The fault campaign: what must not go wrong, done to the real program on real databases until it would.

Theory of operation. Each part is a program of its own that gets a database and says as one line of JSON how often it
did what, and how long it took; anything lost, doubled or unclear ends it with an AssertionError. ``python -m
tests.torture`` runs all parts on SQLite and on PostgreSQL; ``test_torture.py`` runs them small, with every test run.
The attacks of an operator are those of tests/ledger.
"""
