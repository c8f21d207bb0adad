"""What can go wrong with a database through nobody's mistake, told apart by what SQLite and PostgreSQL say.

An act that meets one of these has not been written: its transaction is taken back as a whole. There is one exception,
that the connection is lost in the very moment of the commit; then the act is written or it isn't, and only looking
tells which. Trying again is safe in either case: what cannot be done twice is refused by the rules.
"""

from __future__ import annotations

import sqlite3
from enum import Enum, auto

from django.db import DatabaseError, InterfaceError, OperationalError


class Fault(Enum):
    BUSY = auto()
    """Somebody else has kept it locked for too long."""
    FULL = auto()
    """No room left where it is written."""
    READ_ONLY = auto()
    """It can be read, and not be written."""
    GONE = auto()
    """No connection, or none any more."""
    MOVED = auto()
    """The federation lives in another database now."""
    OTHER = auto()


SQLITE = {
    sqlite3.SQLITE_BUSY: Fault.BUSY,
    sqlite3.SQLITE_LOCKED: Fault.BUSY,
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_IOERR: Fault.FULL,
    sqlite3.SQLITE_CANTOPEN: Fault.GONE,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
}
POSTGRESQL = {
    "55P03": Fault.BUSY,  # lock_not_available
    "40P01": Fault.BUSY,  # deadlock_detected
    "25006": Fault.READ_ONLY,  # read_only_sql_transaction, as on a standby
    "53100": Fault.FULL,  # disk_full
    "53300": Fault.BUSY,  # too_many_connections
}
NO_CONNECTION = {"08", "28", "3D", "57"}  # lost, not let in, no such database, shut down
MOVED = "this federation has moved"  # what the trigger of migration 0006 says


def fault(error: DatabaseError | InterfaceError) -> Fault:
    """What ``error`` is about."""
    cause = error.__cause__
    if MOVED in str(error):
        return Fault.MOVED
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return SQLITE.get(code & 0xFF, Fault.OTHER)
    state = getattr(cause, "sqlstate", None)
    if state in POSTGRESQL:
        return POSTGRESQL[state]
    unreachable = state is None or state[:2] in NO_CONNECTION
    return Fault.GONE if unreachable and isinstance(error, OperationalError | InterfaceError) else Fault.OTHER
