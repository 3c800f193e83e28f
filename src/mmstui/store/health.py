"""Look for damage in a store, for a limited time, and change nothing."""

from __future__ import annotations

import sqlite3
import time
from enum import Enum, auto

from mmstui.store.database import Database
from mmstui.store.problems import explained

#: Instructions of SQLite's machine between two looks at the time.
_STEPS = 10_000


class Health(Enum):
    """The result of a search for damage."""

    INTACT = auto()
    DAMAGED = auto()
    UNFINISHED = auto()  #: no damage in what was read in time


def examine(database: Database, seconds: float) -> Health:
    """Read the database for at most `seconds`. Raises StoreProblem if it cannot be read at all."""
    end = time.monotonic() + seconds
    connection = database.reader()
    connection.set_progress_handler(lambda: time.monotonic() >= end, _STEPS)
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            return Health.UNFINISHED
        raise explained(error, database.path) from error
    finally:
        connection.set_progress_handler(None, 0)
    return Health.INTACT if verdict == "ok" else Health.DAMAGED
