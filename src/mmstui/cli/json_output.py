"""The JSON of conversations, messages and DIDs. It contains raw text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mmstui.cli.output import iso
from mmstui.domain.messages import Conversation, Did, Media, Message
from mmstui.domain.phone import numbers

if TYPE_CHECKING:
    from mmstui.center.inbox import Inbox


def conversations_json(
    inbox: Inbox, rows: Sequence[Conversation], now: datetime
) -> list[dict[str, Any]]:
    """Return the JSON of conversations. Their totals are of messages as shown."""
    totals = inbox.totals([row.id for row in rows])
    return [_conversation_json(row, now, totals.get(row.id, row.total)) for row in rows]


def _conversation_json(conversation: Conversation, now: datetime, total: int) -> dict[str, Any]:
    """Return the JSON of a conversation. `archived` is an older name of `done`."""
    snoozed, muted = conversation.is_snoozed(now), conversation.is_muted(now)
    return {
        "did": numbers.e164(conversation.did),
        "contact": numbers.e164(conversation.contact),
        "name": conversation.title if conversation.named else None,
        "last_at": iso(conversation.last_at),
        "preview": conversation.preview,
        "unread": conversation.unread,
        "total": total,
        "done": conversation.done,
        "archived": conversation.done,
        "pinned": conversation.pinned,
        "blocked": conversation.blocked,
        "muted_until": iso(conversation.muted_until) if muted else None,
        "snoozed_until": iso(conversation.snoozed_until) if snoozed else None,
        "back_since": iso(conversation.back_since(now)),
        "remind_at": iso(conversation.remind_at),
        "draft": conversation.draft or None,
    }


def message_json(message: Message, name: str | None) -> dict[str, Any]:
    """Return the JSON of a message. `name`: the contact's name, if it has one."""
    return {
        "id": message.id,
        "kind": message.kind.value,
        "server_id": message.server_id,
        "direction": message.direction.value,
        "state": message.state.value,
        "did": numbers.e164(message.did),
        "contact": numbers.e164(message.contact),
        "name": name,
        "text": message.text,
        "media": [media_json(item) for item in message.media],
        "sent_at": iso(message.at),
        "scheduled_at": iso(message.scheduled_at),
        "read": not message.unread,
        "written_by": message.written_by,
        "batch": message.batch,
        "error": (
            {"code": message.problem.code, "message": message.problem.words}
            if message.problem
            else None
        ),
        "notes": [note.words for note in message.notes],
        "legs": [_row_json(row) for row in message.legs],
        "parts": [_row_json(row) for row in message.parts],
        "reactions": [
            {"sign": each.sign, "removed": each.removed, **_row_json(row)}
            for each in message.reactions
            for row in each.message.rows
        ],
    }


def _row_json(row: Message) -> dict[str, Any]:
    """Return the JSON of a row of VoIP.ms that is shown with another."""
    return {
        "id": row.id,
        "server_id": row.server_id,
        "text": row.text,
        "sent_at": iso(row.at),
        "read": not row.unread,
    }


def media_json(media: Media) -> dict[str, Any]:
    """Return the JSON of a message's file."""
    return {
        "name": media.name,
        "type": media.type,
        "bytes": media.bytes,
        "seconds": media.seconds,
        "path": media.path,
        "url": media.url,
        "state": media.state.value,
        "contacts": [
            {"name": card.name, "numbers": [numbers.e164(number) for number in card.numbers]}
            for card in media.cards
        ],
    }


def did_json(did: Did) -> dict[str, Any]:
    """Return the JSON of a DID."""
    return {
        "did": numbers.e164(did.number),
        "note": did.note,
        "city": did.city,
        "sms": did.sms,
        "mms": did.mms,
    }
