"""A message as JSON, as `json` and `jsonl` have it and `mmstui import` reads it."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from mmstui.domain.messages import Conversation, Media, Message
from mmstui.domain.phone import numbers
from mmstui.export.selection import Selection


def record(selection: Selection, message: Message) -> dict[str, Any]:
    """Return a message without its conversation. Text is raw."""
    return {
        "sent_at": instant(message.at),
        "direction": message.direction.value,
        "state": message.state.value,
        "kind": message.kind.value,
        "server_id": message.server_id,
        "read": not message.unread,
        "written_by": message.written_by,
        "text": message.text,
        "files": [_file(selection, each) for each in message.media],
    }


def ends(conversation: Conversation) -> dict[str, Any]:
    """Return the JSON of a conversation."""
    return {
        "did": numbers.e164(conversation.did),
        "contact": numbers.e164(conversation.contact),
        "name": conversation.title if conversation.named else None,
    }


def marks(conversation: Conversation, now: datetime) -> dict[str, Any]:
    """Return the JSON of what the user has done with a conversation."""
    snoozed = conversation.snoozed_until if conversation.is_snoozed(now) else None
    return {"done": conversation.done, "snoozed_until": snoozed and instant(snoozed)}


def instant(at: datetime) -> str:
    """Return a time in ISO 8601, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(value: dict[str, Any]) -> str:
    """Return an object on one line of ASCII JSON."""
    return json.dumps(value, ensure_ascii=True)


def _file(selection: Selection, media: Media) -> dict[str, Any]:
    told: dict[str, Any] = {"name": media.name, "type": media.type, "bytes": media.bytes}
    if selection.with_files and (data := selection.content(media)) is not None:
        told["data"] = b64encode(data).decode()
    return told
