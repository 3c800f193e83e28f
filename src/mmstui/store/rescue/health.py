"""Look for damage in a store, for a limited time, and change nothing."""

from __future__ import annotations

import sqlite3
from enum import Enum, auto
from threading import Event, Thread

from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.problems import explained

#: Seconds between two interrupts: one that comes before its statement has no effect.
_AGAIN = 0.01


class Health(Enum):
    """The result of a search for damage."""

    INTACT = auto()
    DAMAGED = auto()
    UNFINISHED = auto()  #: no damage in what was read in time


def examine(database: Database, seconds: float) -> Health:
    """Read the database for at most `seconds`. Raises StoreProblem if it cannot be read at all."""
    connection = database.reader()
    done = Event()
    # A progress handler of SQLite would not be called between the pages of one table.
    limit = Thread(target=_interrupt, args=(connection, seconds, done))
    limit.start()
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            return Health.UNFINISHED
        raise explained(error, database.path) from error
    finally:
        done.set()
        limit.join()
    return Health.INTACT if verdict == "ok" else Health.DAMAGED


def _interrupt(connection: sqlite3.Connection, seconds: float, done: Event) -> None:
    while not done.wait(seconds):
        connection.interrupt()
        seconds = _AGAIN
