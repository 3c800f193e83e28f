"""The service's clock: naive wall time of America/New_York, with daylight saving.

Everything VoIP.ms says or asks about time is in that clock when `timezone` is left out
(voipms-api section 4), so this program leaves it out and converts here, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
_FORMAT = "%Y-%m-%d %H:%M:%S"


def parse(text: str, *, fold: int = 0) -> datetime:
    """The UTC instant of a server date; `fold=1` means the second pass of an ambiguous hour.

    Raises ValueError for anything but `YYYY-MM-DD HH:MM:SS`.
    """
    naive = datetime.strptime(text.strip(), _FORMAT)
    return naive.replace(tzinfo=EASTERN, fold=fold).astimezone(UTC)


def render(instant: datetime) -> str:
    """A UTC instant as the server would write it."""
    return instant.astimezone(EASTERN).strftime(_FORMAT)


def day(instant: datetime) -> date:
    """The Eastern calendar day of an instant, as `from` and `to` want it."""
    return instant.astimezone(EASTERN).date()


def is_ambiguous(text: str) -> bool:
    """Whether a server date lies in the hour that the wall clock shows twice."""
    try:
        return parse(text, fold=0) != parse(text, fold=1) and _exists(text)
    except ValueError:
        return False


def _exists(text: str) -> bool:
    # In the spring gap both folds differ too, but neither renders back to the same wall time.
    return render(parse(text, fold=0)) == text.strip()


def instants(dated: Sequence[tuple[int, str]]) -> dict[int, datetime]:
    """UTC instants of rows of one kind, given as (server id, server date).

    Server ids rise with time. In the ambiguous hour the wall clock falls back while the ids go on
    rising: from the first such fall on, the rows of that hour are in its second pass.
    """
    result: dict[int, datetime] = {}
    second_pass_of: date | None = None
    previous: tuple[date, str] | None = None
    for server_id, text in sorted(dated, key=lambda row: row[0]):
        if not is_ambiguous(text):
            result[server_id] = parse(text)
            if previous is not None and parse(text) > parse(previous[1], fold=1):
                previous, second_pass_of = None, None
            continue
        today = parse(text).astimezone(EASTERN).date()
        if previous is not None and previous[0] == today and text.strip() < previous[1].strip():
            second_pass_of = today
        previous = (today, text)
        result[server_id] = parse(text, fold=1 if second_pass_of == today else 0)
    return result


def days(first: date, last: date) -> Iterable[date]:
    """Each day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
