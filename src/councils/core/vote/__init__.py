"""Ballots and counting: every result carries what it takes to explain it."""
