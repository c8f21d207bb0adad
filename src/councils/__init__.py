"""Councils: assemblies that decide and plan together through mandated, recallable delegates.

The house, from the ground up: `core` (the rules, pure), `ledger` (the record), `plan` and `lab` (numbers), `store`
(tables), `app` (use cases), and the thin rooms that people enter by: `web`, `api`, `cli`, `jobs`.
"""
