"""Use cases: what people do (``motions.py``, ``voting.py`` …) and what they look at (``queries/``).

Every act goes the same way, in ``perform.py``: transaction, decide, append, project. Nothing else writes to the ledger.
"""
