"""Move a living federation to another database, and leave word in the old one.

While it moves, the old database can be read and not written: SQLite's one writer is the move, PostgreSQL's tables are
locked against writing. When all has arrived and is proved, the old one is told where the federation lives now; from
then on its own triggers refuse every act, also those of a server that still runs on it. So no act is ever written that
the new database does not have. Interrupted before that, the old one is as it was, and the new one is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from councils.app.carrying import Carried, NotCarriedError, Progress, carry, here, other, whole
from councils.app.signing import astray
from councils.settings.secret import SECRETS, hand_over
from councils.store.address import Address
from councils.store.models import Act, Federation, Moved
from councils.store.order import keep_still
from councils.store.tables import fields, lines, table, tables


def size() -> int:
    """How many steps a move has: every row is written, and every act decided again."""
    return sum(model._default_manager.count() for model in tables()) + Act.objects.count()  # noqa: SLF001


def moved_to() -> str:
    """Where the federation of this database lives now, if it has moved."""
    return Moved.objects.order_by("-pk").values_list("to", flat=True).first() or ""


def move(to: Address, progress: Progress) -> Carried:
    """Everything to the database ``to``; NotCarriedError where it cannot be, and then nothing has changed."""
    source: Address = settings.DATABASE
    if str(source) == str(to):
        raise NotCarriedError("The federation is in this database already.")
    with transaction.atomic():
        keep_still([table(model) for model in tables()])
        if not Federation.objects.exists():
            raise NotCarriedError("There is no federation to move.")
        if moved_to():
            raise NotCarriedError(f"This federation has moved already, to {moved_to()}.")
        if astray():
            raise NotCarriedError(astray())
        with other(to), whole():
            carried = carry(everything(), here(), progress)
            hand_over({name: secret_file(source, name) for name in SECRETS}, to.keys)
        Moved.objects.create(to=str(to), at=timezone.now())
    return carried


def secret_file(source: Address, name: str) -> bytes | None:
    path = source.keys.with_suffix(f".{name}")
    return path.read_bytes() if path.exists() else None


def everything() -> Iterator[tuple[type[Model], Sequence[str], Iterator[bytes], None]]:
    for model in tables():
        yield model, [field.name for field in fields(model)], lines(model, connection.alias), None
