"""Other accounts' stores on this machine that hold unsettled messages.

A user who changed accounts, or tried the demo, may have left messages there that were meant to be
sent. They are reported and never touched.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mmstui.domain.folders import ACCOUNTS
from mmstui.domain.messages import State
from mmstui.domain.problems import StoreProblem
from mmstui.domain.records import record
from mmstui.store.account import account as accounts
from mmstui.store.account.account import AccountKey
from mmstui.store.reading.status_counts import outbox
from mmstui.store.sqlite.connections import connect
from mmstui.store.sqlite.database import FILE_NAME


@record
class Elsewhere:
    """A store of another account with unsettled messages, counted by state."""

    account: AccountKey
    folder: Path
    outbox: dict[State, int]


def unsettled_elsewhere(home: Path, account: AccountKey) -> list[Elsewhere]:
    """Return the other accounts' stores below `home` with unsettled messages, if readable."""
    found = []
    for path in sorted((home / ACCOUNTS).glob(f"*/{FILE_NAME}")):
        if path.parent.name == account.slug:
            continue
        try:
            with closing(connect(path, read_only=True, reading=True)) as connection:
                whose, open_messages = accounts.stamped(connection), outbox(connection)
        except (sqlite3.Error, StoreProblem):
            continue
        if whose is not None and whose != account and open_messages:
            found.append(Elsewhere(whose, path.parent, open_messages))
    return found
