"""Output of commands. Text for people is sanitised; only `--json` contains raw text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from mmstui.cli import streams
from mmstui.cli.exit_codes import CommandError
from mmstui.cli.streams import complain, write_line
from mmstui.domain.messages import Conversation, Did, Direction, Media, Message
from mmstui.domain.phone import numbers
from mmstui.domain.text import sanitise
from mmstui.domain.times.last_night import is_last_night

if TYPE_CHECKING:
    from mmstui.center.inbox import Inbox
    from mmstui.cli.line_format import LineFormat

__all__ = [
    "complain", "conversations_json", "did_json", "full_time", "iso", "media_json", "message_json",
    "message_lines", "shaped", "short_time", "tell", "write_json", "write_line",
]  # fmt: skip


def write_json(value: dict[str, Any]) -> None:
    """Print an object on one line of ASCII JSON, in which no terminal control is a raw byte."""
    import json

    streams.write_raw(json.dumps(value, ensure_ascii=True) + "\n")


def tell(error: CommandError, facts: Mapping[str, Any], *, as_json: bool) -> None:
    """Print an error as JSON with `facts`, or as text on stderr."""
    if as_json:
        told = {"code": error.code, "message": error.words, "hint": error.hint}
        write_json({"error": told, **facts})
        return
    complain(f"mmstui: {error.words}")
    if error.hint:
        complain(error.hint)


def shaped(text: str | None, fields: Collection[str]) -> LineFormat | None:
    """Return the format that `--format` gives; None without one. Raises CommandError."""
    if text is None:
        return None
    from mmstui.cli.line_format import LineFormat

    return LineFormat(text, fields)


def iso(instant: datetime | None) -> str | None:
    """Return the time in ISO 8601, UTC, as in JSON."""
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def short_time(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """Return `14:01` for today, `yest 23:58` for last night, else the date."""
    local = instant.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"yest {local:%H:%M}" if is_last_night(instant, now, zone) else f"{local:%Y-%m-%d}"


def full_time(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """Return `14:01` for today, else date and time."""
    local = instant.astimezone(zone)
    is_today = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if is_today else f"{local:%Y-%m-%d %H:%M}"


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


def message_lines(message: Message, name: str, now: datetime, zone: tzinfo) -> list[str]:
    """Return the lines of a message. Its text is indented, so that it cannot forge other lines."""
    who = "you" if message.direction is Direction.OUT else name
    facts = [full_time(message.at, now, zone).rjust(16), who]
    if message.direction is Direction.OUT:
        facts.append(message.state.value)
    facts.extend(f"{m.kind.value} {m.path or m.state.value}" for m in message.media)
    if message.unread:
        facts.append("new")
    lines = ["  ".join(facts)]
    lines.extend(f"{'':18}{line}" for line in sanitise.display(message.text).split("\n") if line)
    lines.extend(
        f"{'':18}{'  '.join((card.name, *map(numbers.formatted, card.numbers)))}"
        for media in message.media
        for card in media.cards
    )
    lines.extend(f"{'':18}{sign}" for sign in message.signs)
    if message.problem and message.state.value != "sent":
        lines.append(f"{'':18}! {message.problem.words}")
    return lines
