"""Checks of values from files, of any type. What is wrong is told in part of a sentence."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from mmstui.domain import limits
from mmstui.domain.messages import Direction
from mmstui.domain.phone import numbers
from mmstui.domain.text.sanitise import line, without_surrogates

#: The first SMS was sent in December 1992.
_EARLIEST: Final = datetime(1992, 12, 1, tzinfo=UTC)
#: Clocks of two machines may differ by this much.
_AHEAD: Final = timedelta(days=1)
#: More than any program joins from parts.
_TEXT_CHARACTERS: Final = 100_000
_NUMBER_CHARACTERS: Final = 64
_BASE64_CHARACTERS: Final = limits.MEDIA_BYTES // 3 * 4 + 4
_MIME = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,60}", re.ASCII)
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ReadTerms:
    """How a file is read. `did`: whose messages it has, if the file does not tell."""

    now: datetime
    did: str | None = None


class RowProblem(Exception):
    """Why a row cannot be taken over. The message is part of a sentence."""


def text(value: object) -> str:
    """Return the text of a message."""
    if not isinstance(value, str):
        raise RowProblem("its text is no text")
    if len(value) > _TEXT_CHARACTERS:
        raise RowProblem(f"its text is longer than {_TEXT_CHARACTERS:,} characters")
    return without_surrogates(value)


def did(value: object) -> str:
    """Return one of the user's numbers, canonical."""
    found = _number(value)
    if not numbers.is_full(found):
        raise RowProblem(f"{_quoted(value)} is no number of yours")
    return found


def contact(value: object) -> str:
    """Return the number or name of the other side, canonical."""
    found = _number(value)
    if not found:
        raise RowProblem(f"{_quoted(value)} is no number")
    return found


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and not 0 <= value < 10**_NUMBER_CHARACTERS:
        return ""
    told = line(str(value))
    return numbers.canonical(told) if len(told) <= _NUMBER_CHARACTERS else ""


def instant(seconds: float, terms: ReadTerms) -> datetime:
    """Return the time that is so many seconds after the epoch, in UTC."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise RowProblem("its date is out of range") from None
    return _plausible(at, terms)


def written_instant(value: object, terms: ReadTerms) -> datetime:
    """Return a time of ISO 8601 with its offset, in UTC."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at is not None and at.tzinfo is not None:
            return _plausible(at.astimezone(UTC), terms)
    except (ValueError, OverflowError):
        pass
    raise RowProblem(f"{_quoted(value)} is no time with an offset (2026-03-02T17:00:00Z)")


def _plausible(at: datetime, terms: ReadTerms) -> datetime:
    if at < _EARLIEST:
        raise RowProblem(f"its date {at:%Y-%m-%d} is before the first SMS")
    if at > terms.now + _AHEAD:
        raise RowProblem(f"its date {at:%Y-%m-%d} is in the future")
    return at


def direction(is_in: bool) -> Direction:
    """Return a direction."""
    return Direction.IN if is_in else Direction.OUT


def server_id(value: object) -> int | None:
    """Return an id of VoIP.ms, None for none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise RowProblem(f"{_quoted(value)} is no id")
    return value if 0 < value < limits.OWN_IDS_FROM else None


def mime(value: object) -> str:
    """Return a MIME type, "" for what is none."""
    return value if isinstance(value, str) and _MIME.fullmatch(value) else ""


def content(value: str) -> bytes:
    """Return the content of a file in base64."""
    if len(value) > _BASE64_CHARACTERS:
        raise RowProblem(f"a file is larger than {limits.MEDIA_BYTES // 10**6} MB")
    try:
        return b64decode(_BLANKS.sub("", value), validate=True)
    except (Error, ValueError):
        raise RowProblem("a file is no base64") from None


def _quoted(value: object) -> str:
    told = line(str(value)[:_NUMBER_CHARACTERS]) if isinstance(value, str | int | float) else ""
    return f"“{told}”" if told else "nothing" if value in (None, "") else type(value).__name__
