"""The flows that choose which conversations the list shows."""

from __future__ import annotations

from mmstui.domain.days import Days
from mmstui.domain.zones import zone_name
from mmstui.tui.inbox.commands import DAYS, DIDS, ZONE
from mmstui.tui.inbox.face import InboxFace
from mmstui.tui.jobs import job


async def toggle_unread_only(inbox: InboxFace) -> None:
    """Show unread conversations only, or all again."""
    await inbox.set_filters(inbox.filters.changed(unread_only=not inbox.filters.unread_only))


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
