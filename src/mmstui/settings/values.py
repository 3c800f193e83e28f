"""Checks of the values in config.toml."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import Any, Final

from mmstui.domain.phone import numbers
from mmstui.domain.read_when import ReadWhen
from mmstui.domain.views import SavedSearch
from mmstui.settings.model import (
    AFTER_REPLY,
    AFTER_VERB,
    DENSITIES,
    DID_COLORS,
    SIGNS,
    THEMES,
    WARNINGS,
    DidLook,
)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text")
    return value.strip()


def _folder(value: object) -> Path:
    folder = Path(_text(value)).expanduser()
    if not folder.is_absolute():
        raise ValueError('a whole path, as "/srv/mmstui"')
    return folder


def _seconds(value: object) -> float:
    return _within(value, 86_400, "a number of seconds")


def _minutes(value: object) -> float:
    return _within(value, 1_440, "a number of minutes")


def _within(value: object, most: int, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= most:
        raise ValueError(f"{what}, 1 to {most}")
    return float(value)


def _hours(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 23:
        raise ValueError("a whole number of hours, 1 to 23")
    return value


def _clock_time(value: object) -> time:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,2}:\d\d", value, re.ASCII):
        raise ValueError('a time, as "8:00"')
    try:
        hour, minute = value.split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError('a time, as "8:00"') from None


def _named(wanted: str, value: object) -> tuple[tuple[str, str], ...]:
    """Return the names and texts of a table; `wanted` says what it should be."""
    if not isinstance(value, dict):
        raise ValueError(wanted)
    if not all(isinstance(each, str) and each.strip() for each in value.values()):
        raise ValueError(wanted)
    return tuple((name, text.strip()) for name, text in value.items())


def _searches(value: object) -> tuple[SavedSearch, ...]:
    wanted = (
        'a table of names and searches, as { invoices = "invoice from:ann" } or '
        '{ late = { query = "is:unread", order = "oldest" } }'
    )
    if not isinstance(value, dict):
        raise ValueError(wanted)
    found = []
    for name, written in value.items():
        each = {"query": written} if isinstance(written, str) else written
        if not isinstance(each, dict) or not {"query", "order"} >= each.keys():
            raise ValueError(wanted)
        query, order = each.get("query"), each.get("order", "newest")
        if not isinstance(query, str) or not query.strip() or order not in {"newest", "oldest"}:
            raise ValueError(wanted)
        found.append(SavedSearch(name, query.strip(), order == "oldest"))
    return tuple(found)


def _by_did(wanted: str, value: object) -> dict[str, str]:
    """Return the texts of a table whose names are DIDs, as people write them."""
    named = _named(wanted, value)
    try:
        return {did_number(name): text for name, text in named}
    except ValueError as problem:
        raise ValueError(f"{wanted}. {problem}".removesuffix(".")) from None


def _did_colors(value: object) -> dict[str, DidLook]:
    wanted = (
        'a table of your numbers and colors, as { "514-555-0100" = { name = "Shop", color = '
        f'"green" }} }}; colors are {", ".join(DID_COLORS)} or "#57ab5a"'
    )
    if not isinstance(value, dict):
        raise ValueError(wanted)
    found: dict[str, DidLook] = {}
    for written, look in value.items():
        each = {"color": look} if isinstance(look, str) else look
        if not isinstance(each, dict) or not {"name", "color"} >= each.keys():
            raise ValueError(wanted)
        name, color = each.get("name", ""), each.get("color", "")
        if not isinstance(name, str) or not isinstance(color, str):
            raise ValueError(wanted)
        if color and color not in DID_COLORS and not _HEX.fullmatch(color):
            raise ValueError(wanted)
        try:
            found[did_number(written)] = DidLook(name.strip(), color)
        except ValueError as problem:
            raise ValueError(f"{wanted}. {problem}".removesuffix(".")) from None
    return found


def phone_number(written: str) -> str:
    """Return a canonical number. Raises ValueError with a sentence."""
    read = numbers.parse(written)
    if not read.number:
        raise ValueError(read.reason)
    return read.number


def did_number(written: str) -> str:
    """Return the canonical number of a DID. Raises ValueError with a sentence."""
    number = phone_number(written)
    if not numbers.is_full(number):
        raise ValueError("Your numbers have ten digits.")
    return number


_MOST_COUNT: Final = 1_000_000


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_COUNT:
        raise ValueError(f"a whole number, 1 to {_MOST_COUNT}")
    return value


def _warnings(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(one in WARNINGS for one in value):
        raise ValueError(f"a list of any of {', '.join(WARNINGS)}")
    return frozenset(value)


def _date(value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("a date, YYYY-MM-DD") from None
    if type(value) is not date:
        raise ValueError("a date, YYYY-MM-DD")
    return value


def command(value: object) -> tuple[str, ...]:
    """Return a program and its arguments."""
    parts: list[Any] = value if isinstance(value, list) else []
    if isinstance(value, str):
        import shlex

        with suppress(ValueError):  # An unclosed quote.
            parts = shlex.split(value)
    if parts and all(isinstance(part, str) for part in parts) and parts[0].strip():
        return tuple(parts)
    raise ValueError("a command: a text with its quotes closed, or a list of texts")


def _one_of(known: Collection[str], value: object) -> str:
    if value not in known:
        raise ValueError(f"one of {', '.join(known)}{_meant(value, known)}")
    return str(value)


def _read_when(value: object) -> ReadWhen:
    return ReadWhen(_one_of(tuple(ReadWhen), value))


def _colors(value: object) -> str:
    return _one_of(_COLORS, str(value).lower() if isinstance(value, int) else value)


def _theme(value: object) -> str:
    if not isinstance(value, str) or value.strip() not in THEMES:
        raise ValueError(f"the name of a theme{_meant(value, THEMES)}")
    return value.strip()


def _zone(value: object) -> str:
    from mmstui.domain.times.zones import ZoneProblem, named

    name = _text(value)
    try:
        named(name)
    except ZoneProblem as problem:
        raise ValueError(f"a time zone. {problem}".removesuffix(".")) from None
    return name


def _meant(value: object, known: Collection[str]) -> str:
    """Return a suggestion of known names like a wrong one; "" if there is none."""
    from difflib import get_close_matches

    given = str(value).strip().casefold()[:100]
    begun = [name for name in known if given and (name.startswith(given) or given in name)]
    close = get_close_matches(given, known, 3, 0.6) or begun[:3]
    said = f", not {value!r}" if isinstance(value, str) else ""
    return f"{said} (did you mean {' or '.join(close)}?)" if close else said


def meant_key(key: str, known: Collection[str]) -> str:
    """Return a suggestion of a known key like a wrong one; "" if there is none."""
    from difflib import get_close_matches

    close = get_close_matches(key.casefold().replace("-", "_"), known, 1, 0.7)
    return f" (did you mean {close[0]}?)" if close else ""


def yes_or_no(value: object) -> bool:
    """Return a truth value."""
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_COLORS = ("auto", "16", "256", "true")
_PICTURES = ("auto", "kitty", "sixel", "blocks", "off")

#: The check of each key: it returns the value, or raises ValueError with what is wanted.
KEYS: dict[str, Any] = {
    "api_url": _text,
    "username": _text,
    "team": _folder,
    "password_command": command,
    "password_prompts": yes_or_no,
    "active_interval": _seconds,
    "idle_interval": _seconds,
    "hold_after": _minutes,
    "since": _date,
    "zone": _zone,
    "theme": _theme,
    "sends_per_day": _count,
    "colors": _colors,
    "mouse": yes_or_no,
    "signs": partial(_one_of, SIGNS),
    "density": partial(_one_of, DENSITIES),
    "pictures": partial(_one_of, _PICTURES),
    "thumbnails": yes_or_no,
    "keep_metadata": yes_or_no,
    "open_command": command,
    "warnings_off": _warnings,
    "snooze_later": _hours,
    "snooze_evening": _clock_time,
    "snooze_morning": _clock_time,
    "snooze_weekend": _clock_time,
    "after_verb": partial(_one_of, AFTER_VERB),
    "after_reply": partial(_one_of, AFTER_REPLY),
    "read_when": _read_when,
    "searches": _searches,
    "templates": partial(_named, 'a table of names and texts, as { late = "I am late." }'),
    "did_colors": _did_colors,
    "signatures": partial(
        _by_did, 'a table of your numbers and texts, as { "514-555-0100" = "Ann, Shop" }'
    ),
}
