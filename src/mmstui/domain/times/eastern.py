"""VoIP.ms's clock: naive wall time of America/New_York, with daylight saving.

Every time in requests and answers is by that clock if `timezone` is left out (voipms-api section
4). So requests leave it out, and only this module converts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from mmstui.domain.times.zones import EASTERN as EASTERN

_FORMAT = "%Y-%m-%d %H:%M:%S"
_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_FALL_BACK = timedelta(hours=1)

#: Rows of one moment may come out of order by seconds; the clock is set back by an hour.
_JITTER = timedelta(seconds=60)


def parse(text: str, *, fold: int = 0) -> datetime:
    """Return the UTC instant of a server date; `fold=1`: the second pass of an ambiguous hour.

    Raises ValueError for anything but `YYYY-MM-DD HH:MM:SS`.
    """
    return _utc(_naive(text), fold)


def render(instant: datetime) -> str:
    """Return an instant as VoIP.ms writes it."""
    return instant.astimezone(EASTERN).strftime(_FORMAT)


def day(instant: datetime) -> date:
    """Return the Eastern calendar day of an instant, for the parameters `from` and `to`."""
    return instant.astimezone(EASTERN).date()


def is_ambiguous(text: str) -> bool:
    """Return whether a server date is in the hour that the wall clock shows twice."""
    if text[11:13] != "01":
        return False
    try:
        return _shown_twice(_naive(text))
    except ValueError:
        return False


def instants(dated: Sequence[tuple[int, str]]) -> dict[int, datetime]:
    """Return the UTC instants of rows of one kind, given as (server id, server date) in any order.

    Server ids rise with time. In the ambiguous hour the wall clock is set back while ids go on
    rising: a row there that would be older than the rows before it belongs to the second pass.
    Raises ValueError for a date that `parse` refuses.
    """
    result: dict[int, datetime] = {}
    newest: datetime | None = None
    for server_id, text in sorted(dated, key=lambda row: row[0]):
        naive = _naive(text)
        at = _utc(naive, 0)
        if newest is not None and at < newest - _JITTER and _shown_twice(naive):
            at += _FALL_BACK
        result[server_id] = at
        newest = at if newest is None else max(newest, at)
    return result


def days(first: date, last: date) -> Iterable[date]:
    """Yield each day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _naive(text: str) -> datetime:
    stripped = text.strip()
    if _SHAPE.fullmatch(stripped) is None:
        raise ValueError(f"not a server date: {text!r}")
    return datetime.fromisoformat(stripped)


def _utc(naive: datetime, fold: int) -> datetime:
    try:
        return naive.replace(tzinfo=EASTERN, fold=fold).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"date out of range: {naive}") from error


def _shown_twice(naive: datetime) -> bool:
    # Where the clock is set ahead, the two readings differ too, but in the other order.
    return _utc(naive, 0) < _utc(naive, 1)
