"""Repairs a damaged store: copies every readable row into a new one and keeps the damaged files.

Rows that exist only on this machine come first: the user's messages and their states, drafts, and
deletions. The next sync fetches the rest from VoIP.ms, because all history but the newest day
counts as not fetched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.account.account import AccountKey
from mmstui.store.rescue import damaged_files
from mmstui.store.rescue.damaged_reader import Wreck
from mmstui.store.rescue.recovery import Filling
from mmstui.store.searching import search_index
from mmstui.store.sqlite import connections, files
from mmstui.store.sqlite.database import FILE_NAME, Database
from mmstui.store.sqlite.migration_runner import pending, refuse_newer
from mmstui.store.sqlite.problems import explained


@dataclass(frozen=True, slots=True)
class Repaired:
    """The result of a repair. `aside`: the folder of the damaged files; None if none were damaged.

    `unsettled`: messages of the user that were not sent; `held`: those that had been queued.
    `holes`: the tables with unreadable rows.
    """

    aside: Path | None = None
    messages: int = 0
    drafts: int = 0
    unsettled: int = 0
    held: int = 0
    holes: tuple[str, ...] = ()


def repair(home: Path, account: AccountKey, *, clock: Callable[[], float]) -> Repaired:
    """Check an account's store, and replace a damaged one by a new one with all readable rows.

    Raises StoreProblem, and changes nothing in that case: another process uses the store, or the
    disk is full.
    """
    folder = account.folder(home)
    path = folder / FILE_NAME
    if not path.exists():
        raise StoreProblem(f"There is no message store in {folder}.", trouble=Trouble.MISSING)
    if _is_intact(path):
        return Repaired()
    try:
        with (
            damaged_files.nobody_else(path),
            TemporaryDirectory(prefix="repair-", dir=folder) as workshop,
        ):
            at = datetime.fromtimestamp(clock(), UTC)
            with damaged_files.put_aside(path, f"damaged-{at:%Y%m%d-%H%M%S}") as aside:
                database = Database.open(Path(workshop, "new"), account, clock=clock)
                with closing(database):
                    done = _fill(database, aside, Path(workshop))
                damaged_files.replace(path, database.path)
    except sqlite3.Error as error:
        raise explained(error, path) from error
    except OSError as error:
        raise files.unusable(path, error) from error
    return done


def _is_intact(path: Path) -> bool:
    if files.is_emptied(path):
        return False
    try:
        with closing(connections.connect(path, read_only=False, reading=False)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                return False
            pending(connection)  # Raises StoreProblem for the store of a newer version.
            connection.execute("BEGIN IMMEDIATE")
            for index in search_index.present(connection):
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        problem = explained(error, path)
        if problem.trouble in {Trouble.DAMAGED, Trouble.FAULT}:
            return False
        raise problem from error
    except StoreProblem as problem:
        if problem.trouble is Trouble.DAMAGED:
            return False
        raise
    return True


def _fill(database: Database, aside: Path, workshop: Path) -> Repaired:
    damaged = aside / FILE_NAME
    wreck = Wreck(damaged, _empty_database(database, workshop), workshop)
    try:
        if wreck.readable:
            refuse_newer(name for rows in wreck.numbered("migration", ["name"]) for (name,) in rows)
            Filling(database, wreck).fill()
    finally:
        wreck.close()
        # SQLite made this file for reading.
        Path(f"{damaged}-shm").unlink(missing_ok=True)
    return _count(database, aside, tuple(sorted(wreck.holes)), readable=wreck.readable)


def _empty_database(database: Database, workshop: Path) -> Path:
    with database.reading() as connection, closing(sqlite3.connect(workshop / "fresh")) as fresh:
        connection.backup(fresh)
    return workshop / "fresh"


def _count(database: Database, aside: Path, holes: tuple[str, ...], *, readable: bool) -> Repaired:
    def number(query: str) -> int:
        ((found,),) = database.read(query)
        return int(found)

    unsettled = "SELECT count(*) FROM message WHERE dropped = 0 AND state NOT IN "
    return Repaired(
        aside=aside,
        messages=number("SELECT count(*) FROM message WHERE dropped = 0"),
        drafts=number("SELECT count(*) FROM draft"),
        unsettled=number(unsettled + "('received', 'sent')"),
        held=number(f"{unsettled} ('received', 'sent') AND problem_code = 'from_damaged'"),
        holes=holes if readable else ("everything",),
    )
