"""Transactions that leave no trace when nothing changed in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mmstui.store.database import Database, Transaction


class _NothingChanged(Exception):
    """Rolls a transaction back, so that no one is woken for it."""


@contextmanager
def changing(database: Database, *, durable: bool = False) -> Iterator[Transaction]:
    """As `Database.writing`; without a changed row nothing is committed and nobody is told.

    A poll mostly brings what is here already: that must cost no write and wake no reader.
    """
    try:
        with database.writing(durable=durable) as transaction:
            before = transaction.connection.total_changes
            yield transaction
            if transaction.connection.total_changes == before:
                raise _NothingChanged
    except _NothingChanged:
        pass
