"""Instants as the store keeps them: milliseconds since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Return an aware datetime in milliseconds since the epoch."""
    return (instant - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """Return milliseconds since the epoch as a UTC datetime."""
    return _EPOCH + timedelta(milliseconds=ms)


def moment(ms: int | None) -> datetime | None:
    """Return milliseconds since the epoch as a UTC datetime, None for None."""
    return None if ms is None else from_ms(ms)
