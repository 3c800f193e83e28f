"""Counts for the account dialog and `mmstui status`."""

from __future__ import annotations

import json
import os
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from mmstui.domain.account import AccountSummary
from mmstui.domain.messages import Kind
from mmstui.domain.pending_changes import TROUBLED, UNDER_WAY
from mmstui.domain.times import eastern
from mmstui.store.account.account import AccountKey
from mmstui.store.receiving.gone_detection import lowest_since
from mmstui.store.sqlite.codec import from_ms, to_ms
from mmstui.store.sqlite.database import Database


def account_facts(database: Database, account: AccountKey, now: datetime) -> AccountSummary:
    """Return the state of the account. Reads this month's MMS and walks the account's folder."""
    began = month_began(now)
    with database.reading() as connection:
        signals = {
            name: (from_ms(at), value)
            for name, at, value in connection.execute(
                "SELECT name, at, value FROM signal WHERE name IN ('balance', 'account_told')"
            ).fetchall()
        }
        states = dict(
            connection.execute("SELECT state, count(*) FROM errand GROUP BY state").fetchall()
        )
        set_aside = dict(
            connection.execute(
                "SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY 2 DESC, 1"
            ).fetchall()
        )
        counted = dict(
            connection.execute(
                "SELECT direction, count(*) FROM message WHERE kind = 'mms' AND server_id >= ? "
                "AND at >= ? GROUP BY direction",
                (lowest_since(connection, Kind.MMS, to_ms(began)), to_ms(began)),
            ).fetchall()
        )
    balance, spent = _balance(signals["balance"][1]) if "balance" in signals else (None, None)
    files, files_bytes = _files(database.folder)
    return AccountSummary(
        origin=account.origin,
        username=account.username,
        month_began=began,
        balance=balance,
        spent_today=spent,
        balance_at=signals["balance"][0] if "balance" in signals else None,
        told_at=signals["account_told"][0] if "account_told" in signals else None,
        mms_sent=counted.get("out", 0),
        mms_received=counted.get("in", 0),
        database_bytes=_database_bytes(database.path),
        files=files,
        files_bytes=files_bytes,
        changes_waiting=sum(states.get(state, 0) for state in UNDER_WAY),
        changes_troubled=sum(states.get(state, 0) for state in TROUBLED),
        set_aside=set_aside,
    )


def month_began(now: datetime) -> datetime:
    """Return the start of `now`'s month in Eastern time, in which VoIP.ms counts days."""
    return datetime.combine(eastern.day(now).replace(day=1), time(), eastern.EASTERN)


def _balance(told: str) -> tuple[Decimal | None, Decimal | None]:
    try:
        current, spent = json.loads(told)
        return Decimal(current), None if spent is None else Decimal(spent)
    except (ValueError, TypeError, InvalidOperation):
        return None, None


def _database_bytes(path: Path) -> int:
    return sum(_size(Path(f"{path}{suffix}")) for suffix in ("", "-wal"))


def _files(folder: Path) -> tuple[int, int]:
    """Return the number of received files and attachments, and their size in bytes."""
    count = size = 0
    for place in (folder / "media", folder / "attachments"):
        for parent, _, names in os.walk(place):
            count += len(names)
            size += sum(_size(Path(parent, name)) for name in names)
    return count, size


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
