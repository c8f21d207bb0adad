"""One of several servers on the same database: somebody guesses at a password there as soon as a line comes in."""

from __future__ import annotations

import sys

from tests.torture.town import set_up

NAME, RIGHT = "rosa", "quai de Valmy at eight"


def guess(password: str) -> str:
    """What the page says: "in", "wrong", or "stopped"."""
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").post("/account/login/", {"login": NAME, "password": password})
    if answer.status_code == 302:
        return "in"
    return "stopped" if "Too many failed login attempts" in answer.content.decode() else "wrong"


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(database: str) -> None:
    set_up(database)
    from django.conf import settings
    from django.contrib.auth.hashers import make_password

    from councils.store.models import Person

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Person.objects.get_or_create(username=NAME, defaults={"name": "Rosa", "password": make_password(RIGHT)})
    tell("ready")
    for line in sys.stdin:
        tell(guess(line.strip()))


if __name__ == "__main__":
    main(sys.argv[1])
