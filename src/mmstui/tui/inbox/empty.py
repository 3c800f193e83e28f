"""The text of an empty list, and its keys."""

from __future__ import annotations

from typing import Final

from mmstui.center import MessageCenter
from mmstui.domain.access import refusal
from mmstui.domain.limits import FIRST_SYNC
from mmstui.domain.messages import Status
from mmstui.domain.text.plurals import duration
from mmstui.domain.text.sanitise import line
from mmstui.domain.views import AnyView, View
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_paint import Empty
from mmstui.tui.triage import commands as triage_commands
from mmstui.tui.triage.view_words import nothing
from mmstui.tui.ui.commands import hint, hint_of
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.header import Shown

#: What esc goes back to, by the filter that was set last; `u` names its own.
_INBOX: Final = hint_of("view.inbox", "inbox")
_KEYS: Final[dict[AnyView, tuple[tuple[str, str], ...]]] = {
    View.INBOX: (),
    View.UNREAD: (hint("all", inbox_commands.UNREAD_ONLY),),
}
_BACK: Final = {"dids": "all numbers", "days": "any date", "zone": "your own time"}

#: The days that are fetched first.
_FIRST: Final = duration(FIRST_SYNC, "day")
READING: Final = Empty("Looking through all threads.")


def words(center: MessageCenter, status: Status, filters: Filters, shown: Shown) -> Empty:
    """Return the text of an empty list."""
    labels, days = shown.dids if filters.dids is not None else "", shown.days
    if filters.any:
        where = f" at {labels}" if labels else ""
        what = nothing(filters.view)
        keys = _KEYS.get(filters.view, (_INBOX,))
        others = (hint("other number", inbox_commands.DIDS),) if labels else ()
        when, dates = (
            (f", {days}", (hint("other dates", inbox_commands.DAYS),)) if days else ("", ())
        )
        back = (
            (hint(_BACK[filters.stack[-1]], inbox_commands.BACK),)
            if filters.stack[-1] in _BACK
            else ()
        )
        return Empty(f"{what}{where}{when}.", (*keys, *others, *dates, *back))
    if status.refused is not None:
        why = refusal(status.refused, status.seen_address)
        said = f"VoIP.ms said {line(status.refused)}."
        return Empty(f"{why.what} {why.fix} {said}", (hint("try again", inbox_commands.CHECK),))
    if status.conversations:
        done = hint("what is done", triage_commands.SHOW_DONE)
        views = hint("all views", triage_commands.ALL_VIEWS)
        return Empty(f"Nothing is left in the inbox. {status.progress}".strip(), (done, views))
    if status.last_sync is None or status.progress:
        dids = len(center.directory.dids())
        numbers = f" of {count_of(dids, 'number')}" if dids else ""
        fetching = f"No messages yet. Fetching the last {_FIRST}{numbers}."
        return Empty(f"{fetching} {status.progress}".strip())
    return Empty("No messages.", (hint("writes the first one.", inbox_commands.NEW),))
