"""Other accounts' stores on this machine, as far as they have messages that are not settled.

Someone who has changed accounts, or tried the demo, may have left something behind that was meant
to go: it is named, never touched.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from mmstui.domain.messages import State
from mmstui.store import account as accounts
from mmstui.store.account import AccountKey
from mmstui.store.database import FILE_NAME
from mmstui.store.status_counts import outbox


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A store of another account, and how many of its messages are in which open state."""

    account: AccountKey
    folder: Path
    outbox: dict[State, int]


def unsettled_elsewhere(home: Path, account: AccountKey) -> list[Elsewhere]:
    """Stores below `home` of other accounts with unsettled messages; unreadable ones left out."""
    found = []
    for path in sorted((home / "accounts").glob(f"*/{FILE_NAME}")):
        if path.parent.name == account.slug:
            continue
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            try:
                whose, open_messages = accounts.stamped(connection), outbox(connection)
            finally:
                connection.close()
        except sqlite3.Error:
            continue
        if whose is not None and whose != account and open_messages:
            found.append(Elsewhere(whose, path.parent, open_messages))
    return found
