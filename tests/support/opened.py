"""Opens the inbox over a message center, without workers, as most tests of the screens begin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.tui.app import InboxApp
from support.inboxes import TORONTO


def app_of(center: MessageCenter, **options: Any) -> InboxApp:
    """Return an inbox in Toronto's time; `options` are those of the app."""
    chosen = {"blink": False, "engine": False} | options
    return InboxApp(center, clock=center.now, zone=TORONTO, **chosen)


@asynccontextmanager
async def open_inbox(
    center: MessageCenter,
    *,
    size: tuple[int, int] = (120, 36),
    notifications: bool = False,
    **options: Any,
) -> AsyncIterator[tuple[InboxApp, Pilot[Any]]]:
    """Open the inbox in a terminal of `size`, and close it at the end."""
    app = app_of(center, **options)
    async with app.run_test(size=size, notifications=notifications) as pilot:
        yield app, pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and wait until all that they begin has come to rest."""
    await pilot.press(*keys)
    await pilot.pause()
