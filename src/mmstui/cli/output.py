"""Output of commands. Text for people is sanitised; only `--json` contains raw text.

`json_output` makes the JSON of messages and conversations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mmstui.cli import streams
from mmstui.cli.exit_codes import CommandError
from mmstui.cli.streams import complain, write_line, write_lines
from mmstui.domain.messages import Direction, Media, Message
from mmstui.domain.text import sanitise
from mmstui.domain.times.last_night import is_last_night

if TYPE_CHECKING:
    from mmstui.cli.line_format import LineFormat

__all__ = [
    "complain", "full_time", "iso", "message_lines", "shaped", "short_time", "tell", "write_json",
    "write_line", "write_lines",
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
    local, today = instant.astimezone(zone), _day(now, zone)
    day = local.date()
    if day == today:
        return f"{local:%H:%M}"
    if (today - day).days == 1 and is_last_night(instant, now, zone):
        return f"yest {local:%H:%M}"
    return day.isoformat()


@lru_cache(1)
def _day(now: datetime, zone: tzinfo) -> date:
    return now.astimezone(zone).date()


def full_time(instant: datetime, now: datetime, zone: tzinfo) -> str:
    """Return `14:01` for today, else date and time."""
    local = instant.astimezone(zone)
    is_today = local.date() == now.astimezone(zone).date()
    return f"{local:%H:%M}" if is_today else f"{local:%Y-%m-%d %H:%M}"


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
    lines.extend(f"{'':18}{line}" for media in message.media for line in _card_lines(media))
    lines.extend(f"{'':18}{sign}" for sign in message.signs)
    if message.problem and message.state.value != "sent":
        lines.append(f"{'':18}! {message.problem.words}")
    return lines


def _card_lines(media: Media) -> list[str]:
    if not media.cards:
        return []
    from mmstui.domain.phone.numbers import formatted

    return ["  ".join((card.name, *map(formatted, card.numbers))) for card in media.cards]
