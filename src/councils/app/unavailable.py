"""What people are told while nothing can be written: nobody's mistake, and what was sent can be sent again (R17).

The database cannot be used, or the clock of the server cannot be right.
"""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext_lazy as _

from councils.app.clock import ClockLeaptError
from councils.store.faults import Fault, fault

AGAIN_SECONDS = 30
HEADERS = {"Retry-After": str(AGAIN_SECONDS)}

WORDS = {
    Fault.BUSY: _(
        "Many others are writing just now, and it did not come to your turn. What you sent was not put on the record. "
        "Send it again in a minute."
    ),
    Fault.FULL: _(
        "The server has no room left to write. What you sent was not put on the record, and nothing that was there is "
        "lost. Tell whoever runs this server."
    ),
    Fault.READ_ONLY: _(
        "The server may only read its database at this moment. What you sent was not put on the record, and nothing "
        "that was there is lost. Tell whoever runs this server."
    ),
    Fault.GONE: _(
        "The server cannot reach its database. Look whether what you sent is there when this page works again; if it "
        "is not, send it once more. Nothing is ever recorded twice."
    ),
    Fault.MOVED: _(
        "This federation has just moved to another server. What you sent was not put on the record here. Ask whoever "
        "runs the server for the new address."
    ),
}


LEAPT = _(
    "The clock of the server has leapt ahead and cannot be right, so nothing is dated by it. What you sent was not put "
    "on the record. Tell whoever runs this server."
)
FAULTS = (DatabaseError, InterfaceError, ClockLeaptError)
"""What ``unavailable`` knows."""


def unavailable(error: BaseException | None) -> str | None:
    """What to tell people where ``error`` is a fault of these; None where it is a mistake of the program."""
    if isinstance(error, ClockLeaptError):
        return str(LEAPT)
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    words = WORDS.get(fault(error))
    return None if words is None else str(words)
