"""The database file: a reader per thread, one writer, transactions, and a change counter.

Each thread reads on a connection of its own and always fetches all rows: an open cursor would keep
SQLite from resetting the write-ahead log, which would then grow without limit. Writers take turns
on one connection. What the user wrote is committed with `synchronous=FULL`; what a poll can fetch
again, with NORMAL, which in WAL mode may lose the last commits in a power cut but never corrupts.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakSet

from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.account import account as accounts
from mmstui.store.account.account import AccountKey
from mmstui.store.sqlite import connections, files
from mmstui.store.sqlite.fair_lock import Turns
from mmstui.store.sqlite.migration_runner import is_made, migrate, pending
from mmstui.store.sqlite.problems import closed, damaged, explained
from mmstui.store.sqlite.transaction import Transaction

__all__ = ["FILE_NAME", "Database", "Transaction"]

FILE_NAME = "messages.sqlite3"


class _Reader:
    """A thread's connection for reading, closed when the thread ends."""

    __slots__ = ("__weakref__", "connection")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """One account's database. Every method may be called from any thread.

    `clock` gives seconds since the epoch, UTC. `person` is the Unix user who acts; None: as whom
    the kernel runs this process. Raises StoreProblem where SQLite raises.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float],
        read_only: bool = False,
        person: int | None = None,
    ) -> None:
        self.folder = folder
        self.person = os.geteuid() if person is None else person
        self.path = folder / FILE_NAME
        self.clock = clock
        self.read_only = read_only
        self._local = threading.local()
        self._readers: WeakSet[_Reader] = WeakSet()
        self._readers_lock = threading.Lock()
        self._writer: sqlite3.Connection | None = None
        self._turns = Turns()
        self._writing_thread: int | None = None
        self._writes = 0
        self._callbacks: list[Callable[[], None]] = []
        self._closed = False

    @classmethod
    def open(
        cls,
        folder: Path,
        account: AccountKey,
        *,
        clock: Callable[[], float],
        read_only: bool = False,
        person: int | None = None,
    ) -> Database:
        """Open the database in an account's folder; make and migrate it where needed.

        `read_only`: the database must exist and be up to date (else `Trouble.MISSING` or
        `Trouble.OUTDATED`).
        """
        connections.require_sqlite()
        database = cls(folder, clock=clock, read_only=read_only, person=person)
        try:
            if read_only:
                database._require_current(account)
            else:
                files.make_private_folder(folder)
                files.refuse_network_disk(folder)
                if files.is_emptied(database.path):
                    raise damaged(database.path)
                files.make_private_file(database.path)
                database._bring_up_to_date(account)
        except BaseException:
            database.close()
            raise
        return database

    @cached_property
    def is_shared(self) -> bool:
        """Whether a team shares the account's folder."""
        return files.is_shared(self.path)

    @cached_property
    def whose(self) -> int:
        """Whose drafts and undo steps are meant: a person's in a team, else 0."""
        return self.person if self.is_shared else 0

    def may_remove(self, path: Path) -> bool:
        """Return whether a file that the store names is one of the account's own.

        In a team, another member may have written the name.
        """
        return not self.is_shared or files.is_inside(self.folder, path)

    def own(self, name: str) -> str:
        """Return the name of a signal that each person has for themselves."""
        return f"{name} {self.whose}" if self.is_shared else name

    def now_ms(self) -> int:
        """Return the clock's time in milliseconds since the epoch."""
        return int(self.clock() * 1000)

    # Reading

    def reader(self) -> sqlite3.Connection:
        """Return the calling thread's connection for reading. Fetch all rows; prefer `read`."""
        reader: _Reader | None = getattr(self._local, "reader", None)
        if self._closed:
            raise closed()
        if reader is None:
            reader = _Reader(connections.connect(self.path, read_only=self.read_only, reading=True))
            self._local.reader = reader
            with self._readers_lock:
                self._readers.add(reader)
        return reader.connection

    def read(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Return all rows of a query as tuples."""
        try:
            return self.reader().execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self.path) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Run several queries on one snapshot of the store."""
        connection = self.reader()
        if connection.in_transaction:
            yield connection
            return
        try:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise explained(error, self.path) from error

    def data_version(self) -> int:
        """Return a number that rises with every commit; compare it within one thread only."""
        ((version,),) = self.read("PRAGMA data_version")
        return int(version) + self._writes

    # Writing

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Transaction]:
        """Run a transaction: commit at the end, roll back on an exception. They do not nest.

        A transaction that changed no row is rolled back without a notification. `durable`: the
        commit is on the disk when this returns, for what the user wrote and marks of an attempt.
        """
        with self._committing(durable=durable) as connection:
            before = connection.total_changes
            transaction = Transaction(connection, self.whose, of_team=self.is_shared)
            yield transaction
            transaction.finish()
            changed = connection.total_changes != before
            if not changed:
                connection.execute("ROLLBACK")
        if not changed:
            return
        for callback in tuple(self._callbacks):
            _call(callback)

    @contextmanager
    def _committing(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("a transaction of this thread is already open")
        with self._turns.mine():
            self._writing_thread = threading.get_ident()
            try:
                connection = self._writer_connection()
                connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    if connection.in_transaction:
                        connection.execute("COMMIT")
                        self._writes += 1
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                raise explained(error, self.path) from error
            finally:
                self._writing_thread = None

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after each commit, on the writing thread; return a function to stop."""
        self._callbacks.append(callback)

        def end() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return end

    def close(self) -> None:
        """Close all connections, after a running transaction has ended."""
        self._closed = True
        with self._turns.mine():
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        with self._readers_lock:
            for reader in list(self._readers):
                reader.connection.close()

    # Opening

    def _writer_connection(self) -> sqlite3.Connection:
        if self._closed:
            raise closed()
        if self.read_only:
            raise StoreProblem(
                "The message store was opened for reading only.", trouble=Trouble.READ_ONLY
            )
        if self._writer is None:
            self._writer = connections.connect(self.path, read_only=self.read_only, reading=False)
        return self._writer

    def _bring_up_to_date(self, account: AccountKey) -> None:
        with self.reading() as connection:
            current = not pending(connection)
            found = accounts.stamped(connection) if current else None
        if current:
            if found != account:
                raise accounts.other_account(found, account, self.folder)
            return
        with self._committing(durable=True) as connection:
            steps = pending(connection)
            if steps and is_made(connection):
                from mmstui.store.rescue import kept_copy

                # Nobody else can write now, so a reader sees the store that is to be changed.
                kept_copy.keep(self.reader(), self.folder, steps[0].name)
            ran = migrate(connection, self.now_ms())
            found = accounts.stamped(connection)
            if found is None and ran:
                accounts.stamp(connection, account)
            elif found != account:
                raise accounts.other_account(found, account, self.folder)

    def _require_current(self, account: AccountKey) -> None:
        if not self.path.exists():
            raise StoreProblem(
                f"There are no messages of {account.username} here yet.",
                "Run mmstui, or mmstui sync.",
                trouble=Trouble.MISSING,
            )
        with self.reading() as connection:
            if pending(connection):
                raise StoreProblem(
                    "The message store was made by an older mmstui.",
                    "Run mmstui, or mmstui sync, to bring it up to date.",
                    trouble=Trouble.OUTDATED,
                )
            found = accounts.stamped(connection)
        if found != account:
            raise accounts.other_account(found, account, self.folder)


def _call(callback: Callable[[], None]) -> None:
    # The transaction is committed: a failing listener must not look like a failed write.
    try:
        callback()
    except Exception:
        import logging

        logging.getLogger(__name__).exception("a listener to the store failed")
