"""The text of an empty list, and its keys."""

from __future__ import annotations

from typing import Final

from mmstui.center import MessageCenter
from mmstui.domain.access import refusal
from mmstui.domain.limits import FIRST_SYNC
from mmstui.domain.messages import Status
from mmstui.domain.plurals import duration
from mmstui.domain.sanitise import line
from mmstui.domain.views import View
from mmstui.tui.inbox.conversation_list import Empty
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.triage.view_words import NOTHING
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.header import Shown

#: What esc goes back to, by the filter that was set last; `u` names its own.
_INBOX: Final = (("1", "inbox"),)
_BACK: Final = {"dids": "all numbers", "days": "any date", "zone": "your own time"}

#: The days that are fetched first.
_FIRST: Final = duration(FIRST_SYNC, "day")
READING: Final = Empty("Looking through all threads.")


def words(center: MessageCenter, status: Status, filters: Filters, shown: Shown) -> Empty:
    """Return the text of an empty list."""
    labels, days = shown.dids if filters.dids is not None else "", shown.days
    if filters.any:
        where = f" at {labels}" if labels else ""
        what = NOTHING[filters.view]
        keys = {View.INBOX: (), View.UNREAD: (("u", "all"),)}.get(filters.view, _INBOX)
        others = (("D", "other number"),) if labels else ()
        when, dates = (f", {days}", (("T", "other dates"),)) if days else ("", ())
        back = (("esc", _BACK[filters.stack[-1]]),) if filters.stack[-1] in _BACK else ()
        return Empty(f"{what}{where}{when}.", (*keys, *others, *dates, *back))
    if status.refused is not None:
        why = refusal(status.refused, status.seen_address)
        said = f"VoIP.ms said {line(status.refused)}."
        return Empty(f"{why.what} {why.fix} {said}", (("ctrl+r", "try again"),))
    if status.last_sync is None or status.progress:
        dids = len(center.directory.dids()) if not status.conversations else 0
        numbers = f" of {count_of(dids, 'number')}" if dids else ""
        fetching = f"No messages yet. Fetching the last {_FIRST}{numbers}."
        return Empty(f"{fetching} {status.progress}".strip())
    if status.conversations:
        return Empty("Nothing is left in the inbox.", (("E", "what is done"), ("0", "all views")))
    return Empty("No messages.", (("m", "writes the first one."),))
