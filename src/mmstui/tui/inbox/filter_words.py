"""What the list shows, in words for the header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmstui.center import MessageCenter
from mmstui.domain.messages import Status
from mmstui.domain.times.zones import zone_name
from mmstui.domain.views import SavedSearch, View, count_words
from mmstui.tui.inbox import empty
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.screen_protocol import InboxFace
from mmstui.tui.ui.formatting import day_words
from mmstui.tui.ui.header import HeaderState, Shown

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen


def show(inbox: InboxScreen, status: Status) -> None:
    """Update what header, summary and an empty list say of the status and of the filters."""
    inbox.unread = unread_of(inbox.center, inbox.filters)
    words = shown(inbox, inbox.unread)
    inbox.head = HeaderState(
        status, words, inbox.store_problem or inbox.problem, notice=bool(inbox.notices)
    )
    inbox.finding.everywhere.show_head(inbox.head)
    if not inbox.list.ids:
        inbox.list.set_empty(
            empty.READING if inbox.reading.slow
            else inbox.finding.in_list.nothing_found()
            or empty.words(inbox.center, status, inbox.filters, words)
        )  # fmt: skip


def shown(inbox: InboxFace, unread: tuple[int, int] | None) -> Shown:
    """Return the view and the filters in words, ready to paint."""
    filters, today = inbox.filters, inbox.clock().astimezone(inbox.zone).date()
    return Shown(
        _labels(inbox.center, filters.dids) if filters.dids is not None else "All DIDs",
        next(iter(filters.dids)) if filters.dids is not None and len(filters.dids) == 1 else "",
        "" if filters.view is View.INBOX else f"{filters.view} {_count(inbox)}",
        day_words(filters.days, today) if filters.days else "",
        zone_name(inbox.zone),
        zone_set=filters.zone is not None,
        unread=unread,
    )


def _count(inbox: InboxFace) -> str:
    count = len(inbox.list.ids)
    return count_words(count) if isinstance(inbox.filters.view, SavedSearch) else f"{count:,}"


def _labels(center: MessageCenter, numbers: frozenset[str]) -> str:
    dids = center.directory.dids()
    labels = [did.label for did in dids if did.number in numbers]
    named = ", ".join(labels) if len(labels) < 3 else f"{len(labels)} of {len(dids)} DIDs"
    return named or "All DIDs"


def unread_of(center: MessageCenter, filters: Filters) -> tuple[int, int] | None:
    """Count unread messages and conversations of DIDs; None for all: the status counts them."""
    if filters.dids is None:
        return None
    ids = center.inbox.conversation_ids(view=View.UNREAD, dids=filters.dids)
    rows = center.inbox.conversations(ids).values()
    return sum(row.unread for row in rows), len(rows)
