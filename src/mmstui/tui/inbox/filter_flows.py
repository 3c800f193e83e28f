"""The flows that choose which conversations the list shows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mmstui.domain.times.days import Days
from mmstui.domain.times.zones import zone_name
from mmstui.domain.views import AnyView, SavedSearch, View
from mmstui.tui.inbox.commands import DAYS, DIDS, ZONE
from mmstui.tui.inbox.screen_protocol import InboxFace
from mmstui.tui.jobs import job
from mmstui.tui.triage.commands import ALL_VIEWS


async def toggle_unread_only(inbox: InboxFace) -> None:
    """Show unread conversations only, or the inbox again."""
    await show_view(inbox, View.INBOX if inbox.filters.view is View.UNREAD else View.UNREAD)


async def show_view(inbox: InboxFace, view: AnyView) -> None:
    """Show another view."""
    await inbox.set_filters(inbox.filters.changed(view=view))


@job(f"The view is as before: press {ALL_VIEWS.key} again.", group="dialog")
async def choose_view(inbox: InboxFace) -> None:
    """Choose a view or a saved search, or search the messages that this finds."""
    from mmstui.tui.triage.view_picker import ViewPicker

    dids, zone = inbox.filters.dids, inbox.zone
    counts = await asyncio.to_thread(inbox.center.inbox.view_counts, dids=dids)

    def count(search: SavedSearch, stop: Callable[[], bool]) -> int:
        return len(inbox.center.inbox.listed(search, zone, dids=dids, stop=stop))

    searches = inbox.center.settings.searches
    chosen = await inbox.ask(ViewPicker(inbox.filters.view, counts, searches, count))
    if isinstance(chosen, View | SavedSearch):
        await show_view(inbox, chosen)
    elif chosen is not None:
        inbox.finding.everywhere.begin(chosen)


@job(f"The numbers shown are as before: press {DIDS.key} again.", group="dialog")
async def choose_dids(inbox: InboxFace) -> None:
    """Choose the DIDs whose conversations are shown."""
    from mmstui.tui.inbox.did_filter import DidFilter

    chosen = await inbox.ask(DidFilter(inbox.center, inbox.filters.dids or frozenset()))
    if chosen is not None:
        await inbox.set_filters(inbox.filters.changed(dids=chosen or None))


@job(f"The days shown are as before: press {DAYS.key} again.", group="dialog")
async def choose_days(inbox: InboxFace) -> None:
    """Choose the days whose conversations are shown."""
    from mmstui.tui.inbox.day_filter import DayFilter

    today = inbox.clock().astimezone(inbox.zone).date()
    chosen = await inbox.ask(DayFilter(inbox.filters.days, today, zone_name(inbox.zone)))
    if chosen is not None:
        await inbox.set_filters(inbox.filters.changed(days=chosen if chosen != Days() else None))


@job(f"The clock is as before: press {ZONE.key} again.", group="dialog")
async def choose_zone(inbox: InboxFace) -> None:
    """Choose the time zone of days and times."""
    from mmstui.tui.inbox.zone_filter import ZoneFilter

    home = "as configured" if inbox.center.settings.zone else "this machine"
    chosen = await inbox.ask(ZoneFilter(inbox.zone, inbox.home_zone, home, inbox.clock()))
    if chosen is not None:
        other = chosen if chosen != inbox.home_zone else None
        await inbox.set_filters(inbox.filters.changed(zone=other))
