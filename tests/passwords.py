"""Passwords kept as on a server, by Argon2, but with little work: tests sign in again and again."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""The least that Argon2 takes: one pass over 8 KiB."""
ON_A_SERVER = {name: getattr(Argon2PasswordHasher, name) for name in CHEAP}


def keep(here: pytest.MonkeyPatch, how: dict[str, int]) -> None:
    """Keep passwords with so much work, until ``here`` is undone."""
    for name, much in how.items():
        here.setattr(Argon2PasswordHasher, name, much)
