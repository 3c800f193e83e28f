"""Undoing a change of the phonebook: it is cancelled, or the opposite change is queued."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mmstui.domain.pending_changes import ENTRY, NEW, ChangeKind
from mmstui.domain.text.sanitise import line
from mmstui.domain.triage import Refusal
from mmstui.store.account import pending_changes, phonebook
from mmstui.store.sqlite.transaction import Transaction


def put_back(
    transaction: Transaction, body: Mapping[str, Any], now_ms: int
) -> tuple[list[int], Refusal | None]:
    """Undo a change; return the conversations with the number, and why nothing was done, if so."""
    refused = None
    if not _cancelled(transaction, body, now_ms):
        refused = _queue_opposite(transaction, body, now_ms)
    phonebook.lay_over(transaction)
    number = body["wanted"].get("number") or body["seen"].get("number", "")
    found = transaction.connection.execute(
        "SELECT id FROM conversation WHERE contact = ? AND listed = 1 ORDER BY last_at DESC",
        (number,),
    ).fetchall()
    return [conversation_id for (conversation_id,) in found], refused


def _cancelled(transaction: Transaction, body: Mapping[str, Any], now_ms: int) -> bool:
    """Delete the change if VoIP.ms was not asked for it, and queue again what it had replaced."""
    found = transaction.connection.execute(
        "DELETE FROM errand WHERE kind = ? AND subject = ? AND wanted = ? "
        "AND state NOT IN ('doing', 'done') RETURNING id",
        (body["kind"], body["subject"], json.dumps(body["wanted"])),
    ).fetchall()
    for kind, wanted, seen in body["replaced"] if found else ():
        pending_changes.insert(
            transaction, ChangeKind(kind), body["subject"], json.loads(wanted), json.loads(seen),
            now_ms,
        )  # fmt: skip
    return bool(found)


def _queue_opposite(
    transaction: Transaction, body: Mapping[str, Any], now_ms: int
) -> Refusal | None:
    """Queue the opposite change, if the phonebook is as the change left it."""
    kind, subject = ChangeKind(body["kind"]), body["subject"]
    wanted, seen = body["wanted"], body["seen"]
    entries = {
        entry: {"number": number, "name": name, "note": note}
        for entry, number, name, note in transaction.connection.execute(
            "SELECT entry, number, name_shown, note_shown FROM contact"
        ).fetchall()
    }
    shown = {name: line(value) for name, value in wanted.items()}
    entry = subject.removeprefix(ENTRY)
    if kind is ChangeKind.NO_NAME:
        if entry in entries:
            return Refusal.CHANGED
        pending_changes.insert(
            transaction, ChangeKind.NAME, f"{NEW}{seen['number']}", seen, {}, now_ms
        )
        return None
    if subject.startswith(NEW):
        made = [key for key, fields in entries.items() if shown.items() <= fields.items()]
        if not made or made[0].startswith(NEW):
            return Refusal.BEGUN if made else Refusal.CHANGED
        pending_changes.insert(
            transaction, ChangeKind.NO_NAME, f"{ENTRY}{made[0]}", wanted, wanted, now_ms
        )
        return None
    if entry not in entries or not shown.items() <= entries[entry].items():
        return Refusal.CHANGED
    before = {name: seen[name] for name in wanted if name in seen}
    after = {**seen, **wanted}
    pending_changes.insert(transaction, kind, subject, before, after, now_ms)
    return None
