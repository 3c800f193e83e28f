"""What commands print. Text for people is sanitised; only `--json` carries raw text."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, tzinfo
from typing import Any, TextIO

from mmstui.cli.codes import CommandError
from mmstui.domain import numbers, sanitise
from mmstui.domain.messages import Conversation, Did, Direction, Media, Message


def write_line(text: str, stream: TextIO | None = None) -> None:
    """One line, harmless to a terminal whatever it was made of."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    safe = sanitise.display(text).encode(encoding, "replace").decode(encoding)
    stream.write(safe + "\n")


def write_json(value: dict[str, Any]) -> None:
    """One object on one line.

    In ASCII: what is harmless to every reader, and no terminal control survives as a raw byte.
    """
    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")


def tell(error: CommandError, *, as_json: bool) -> None:
    """An error, as this run was asked to speak."""
    if as_json:
        write_json({"error": {"code": error.code, "message": error.words, "hint": error.hint}})
        return
    write_line(f"mmstui: {error.words}", sys.stderr)
    if error.hint:
        write_line(error.hint, sys.stderr)


def iso(instant: datetime | None) -> str | None:
    """ISO 8601 in UTC, as the JSON has it."""
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def short_time(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """`14:01` today, and last night until that time of the day, else the date; for `list`."""
    local, today = instant.astimezone(zone), now.astimezone(zone)
    days, time = (today.date() - local.date()).days, f"{local:%H:%M}"
    if days == 0 or (days == 1 and time > f"{today:%H:%M}"):
        return time
    return local.strftime("%Y-%m-%d")


def _full_time(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """`14:01` today, else date and time."""
    time = short_time(instant, now, zone)
    return time if ":" in time else f"{time} {instant.astimezone(zone):%H:%M}"


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """A conversation in its public form."""
    return {
        "did": numbers.e164(conversation.did),
        "contact": numbers.e164(conversation.contact),
        "name": conversation.title if conversation.named else None,
        "last_at": iso(conversation.last_at),
        "preview": conversation.preview,
        "unread": conversation.unread,
        "total": conversation.total,
        "archived": conversation.archived,
        "pinned": conversation.pinned,
        "muted_until": iso(conversation.muted_until),
        "snoozed_until": iso(conversation.snoozed_until),
        "draft": conversation.draft or None,
    }


def message_json(message: Message, name: str | None) -> dict[str, Any]:
    """A message in its public form; `name` is the contact's, if it has one."""
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
        "read": not message.unread,
        "batch": message.batch,
        "error": (
            {"code": message.problem.code, "message": message.problem.words}
            if message.problem
            else None
        ),
        "notes": list(message.notes),
    }


def media_json(media: Media) -> dict[str, Any]:
    """A file of a message in its public form."""
    return {
        "name": media.name,
        "type": media.type,
        "bytes": media.bytes,
        "path": media.path,
        "url": media.url,
        "state": media.state.value,
    }


def did_json(did: Did) -> dict[str, Any]:
    """A DID in its public form."""
    return {
        "did": numbers.e164(did.number),
        "note": did.note,
        "city": did.city,
        "sms": did.sms,
        "mms": did.mms,
    }


def message_lines(message: Message, name: str, now: datetime, zone: tzinfo) -> list[str]:
    """A message for people: facts first, its text indented, so that nobody can forge a line."""
    who = "you" if message.direction is Direction.OUT else name
    facts = [_full_time(message.at, now, zone).rjust(16), who]
    if message.direction is Direction.OUT:
        facts.append(message.state.value)
    facts.extend(f"{m.kind.value} {m.path or m.state.value}" for m in message.media)
    if message.unread:
        facts.append("new")
    lines = ["  ".join(facts)]
    lines.extend(f"{'':18}{line}" for line in sanitise.display(message.text).split("\n") if line)
    if message.problem and message.state.value != "sent":
        lines.append(f"{'':18}! {message.problem.words}")
    return lines
