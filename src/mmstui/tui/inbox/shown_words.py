"""What the list shows, in words for the header."""

from __future__ import annotations

from datetime import datetime, tzinfo

from mmstui.center import MessageCenter
from mmstui.domain.zones import zone_name
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.ui.formatting import day_words
from mmstui.tui.ui.header import Shown


def shown(
    center: MessageCenter, filters: Filters, zone: tzinfo, now: datetime,
    unread: tuple[int, int] | None,
) -> Shown:  # fmt: skip
    """Return the filters in words, ready to paint."""
    today = now.astimezone(zone).date()
    return Shown(
        _labels(center, filters.dids) if filters.dids is not None else "All DIDs",
        filters.unread_only,
        day_words(filters.days, today) if filters.days else "",
        zone_name(zone),
        zone_set=filters.zone is not None,
        unread=unread,
    )


def _labels(center: MessageCenter, numbers: frozenset[str]) -> str:
    dids = center.directory.dids()
    labels = [did.label for did in dids if did.number in numbers]
    named = ", ".join(labels) if len(labels) < 3 else f"{len(labels)} of {len(dids)} DIDs"
    return named or "All DIDs"


def unread_of(center: MessageCenter, filters: Filters) -> tuple[int, int] | None:
    """Count unread messages and conversations of DIDs; None for all: the status counts them."""
    if filters.dids is None:
        return None
    ids = center.inbox.conversation_ids(dids=filters.dids, unread_only=True)
    rows = center.inbox.conversations(ids).values()
    return sum(row.unread for row in rows), len(rows)
