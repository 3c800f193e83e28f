"""`mmstui status`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, Final

from mmstui.cli.account import local_zone, opened
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import full_time, iso, shaped, short_time, write_json, write_line
from mmstui.cli.streams import write_fields
from mmstui.domain.account import AccountSummary, SetAside
from mmstui.domain.messages import Leaving, State, Status
from mmstui.domain.routing import file_size
from mmstui.domain.text.plurals import unread_in
from mmstui.domain.text.sanitise import line

#: LIMIT -1 means no limit in SQLite.
_ALL: Final = -1


def run(options: argparse.Namespace) -> Exit:
    """Print the state of the account, from the store. Makes no request."""
    if options.set_aside:
        return _set_aside(as_json=options.json)
    shape = shaped(options.format, FIELDS)
    with opened(reads=True) as center:
        status, elsewhere, account = center.status(), center.elsewhere(), center.account.facts()
        if options.json or shape is not None:
            told = _status_json(status) | account_json(account)
            if shape is not None:
                count = sum(sum(other.outbox.values()) for other in elsewhere)
                write_fields(shape.filled(told | {"elsewhere": count}))
                return Exit.DONE
            others = [
                {
                    "username": other.account.username,
                    "origin": other.account.origin,
                    "outbox": _counts(other.outbox),
                }
                for other in elsewhere
            ]
            write_json(told | {"elsewhere": others})
            return Exit.DONE
        zone, now = local_zone(center.settings), center.now()
        write_line(unread_in(status.unread, status.conversations_unread))
        for state, count in status.outbox.items():
            write_line(f"{count} {state.value}")
        for words in _leaving(status.leaving):
            write_line(words)
        write_line(f"sent today: {status.sent_words}")
        if status.limit_reached:
            write_line("VoIP.ms takes no more through the API today; its web page still sends")
        if status.refused:
            from mmstui.domain.access import refusal

            found = refusal(status.refused, status.seen_address)
            write_line(f"access refused: VoIP.ms said {line(status.refused)}")
            write_line(f"  {found.what}")
            write_line(f"  {found.fix} Then: mmstui sync")
        elif status.offline_since:
            write_line(f"offline since {short_time(status.offline_since, now, zone)}")
        if status.trouble:
            write_line(f"trouble: {status.trouble}")
        synced = short_time(status.last_sync, now, zone) if status.last_sync else "never"
        write_line(f"last synced: {synced}")
        if account.balance is not None and account.balance_at is not None:
            at = short_time(account.balance_at, now, zone)
            write_line(f"balance: {account.balance:.2f} USD, as of {at}")
        count = account.mms_sent + account.mms_received
        write_line(f"MMS this month: {count}, {account.mms_cost:.2f} USD")
        if account.changes_waiting:
            write_line(f"changes on the way to VoIP.ms: {account.changes_waiting}")
        if account.changes_troubled:
            write_line(f"changes not saved: {account.changes_troubled}")
        if account.set_aside:
            why = ", ".join(f"{count} {reason}" for reason, count in account.set_aside.items())
            write_line(f"messages not understood, set aside: {line(why)}")
            write_line("  mmstui status --set-aside shows each of them")
        write_line(f"store: {file_size(account.database_bytes + account.files_bytes)}")
        for other in elsewhere:
            waiting = ", ".join(f"{count} {state.value}" for state, count in other.outbox.items())
            write_line(f"elsewhere: {waiting}, of {other.account.username} {other.account.origin}")
    return Exit.DONE


#: The fields of `--format`: those of the JSON. Of counts by name, the sum is printed.
FIELDS: Final = (
    "unread", "conversations_unread", "outbox", "sends_today", "sends_limit", "limit_reached",
    "last_sync", "online", "trouble", "leader", "deleting", "elsewhere", "balance", "balance_at",
    "mms_this_month", "mms_cost_this_month", "changes_waiting", "changes_not_saved", "set_aside",
    "store_bytes",
)  # fmt: skip


def _status_json(status: Status) -> dict[str, Any]:
    return {
        "unread": status.unread,
        "conversations_unread": status.conversations_unread,
        "outbox": _counts(status.outbox),
        "sends_today": status.sends_today,
        "sends_limit": status.sends_limit,
        "limit_reached": status.limit_reached,
        "last_sync": iso(status.last_sync),
        "online": status.offline_since is None and status.refused is None,
        "trouble": status.trouble,
        "leader": status.leader_pid,
        "deleting": {
            "waiting": 0 if status.leaving.begun else status.leaving.left,
            "deleting": status.leaving.left if status.leaving.begun else 0,
            "failed": status.leaving.failed,
        },
    }


def _set_aside(*, as_json: bool) -> Exit:
    """Print every quarantined row. Does not mark them as seen."""
    with opened(reads=True) as center:
        rows, _ = center.account.set_aside(_ALL)
        if as_json:
            write_json({"set_aside": [_set_aside_json(row) for row in rows]})
            return Exit.DONE
        zone, now = local_zone(center.settings), center.now()
        for row in rows:
            at = full_time(row.seen_at, now, zone)
            write_line(f"{at:>16}  {row.kind}  {line(row.reason)}")
            if row.text:
                write_line(f"{'':18}{line(row.text)}")
            write_line(f"{'':18}{line(row.raw)}")
        if not rows:
            write_line("Nothing is set aside: mmstui understood all rows of VoIP.ms.")
    return Exit.DONE


def _set_aside_json(row: SetAside) -> dict[str, Any]:
    """Return the JSON of a quarantined row; `raw` is the row as text."""
    return {
        "kind": row.kind,
        "reason": row.reason,
        "seen_at": iso(row.seen_at),
        "text": row.text,
        "raw": row.raw,
    }


def _leaving(leaving: Leaving) -> list[str]:
    """Return lines on deletions at VoIP.ms."""
    found = []
    if leaving.left:
        if leaving.begun:
            how = "stopping" if leaving.stopping else "the inbox can stop the rest"
            found.append(f"{leaving.done} of {leaving.total} deleted at VoIP.ms ({how})")
        else:
            found.append(f"{leaving.left} to be deleted at VoIP.ms (the inbox can take it back)")
    if leaving.failed:
        found.append(f"{leaving.failed} not deleted at VoIP.ms, though asked for")
    return found


def account_json(account: AccountSummary) -> dict[str, Any]:
    """Return the JSON of the account. Amounts are in USD, as decimal strings."""
    return {
        "balance": None if account.balance is None else str(account.balance),
        "balance_at": iso(account.balance_at),
        "mms_this_month": account.mms_sent + account.mms_received,
        "mms_cost_this_month": str(account.mms_cost),
        "changes_waiting": account.changes_waiting,
        "changes_not_saved": account.changes_troubled,
        "set_aside": dict(account.set_aside),
        "store_bytes": account.database_bytes + account.files_bytes,
    }


def _counts(outbox: Mapping[State, int]) -> dict[str, int]:
    return {state.value: count for state, count in outbox.items()}
