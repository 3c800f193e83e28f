"""Scenes of triage mode, for pictures."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from mmstui.tui.triage_mode.screen import TriageScreen
from support.account_scenes import shows
from support.scenes import at_rest, listing, paste, press
from support.screens import screen_text, wait_until


async def begun(pilot: Pilot[Any], *keys: str) -> TriageScreen:
    """Press keys in the list, the last of which opens triage mode."""
    await listing(pilot)
    await press(pilot, *keys)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, TriageScreen))
    screen = pilot.app.screen
    assert isinstance(screen, TriageScreen)
    await drawn(pilot, screen)
    return screen


async def drawn(pilot: Pilot[Any], screen: TriageScreen) -> None:
    """Wait until the conversation whose turn it is has been drawn."""
    session = screen.session
    await wait_until(pilot, lambda: session.drawn is not None or session.current is None)
    await at_rest(pilot)


async def triage(pilot: Pilot[Any]) -> None:
    """The second of three that are unread."""
    screen = await begun(pilot, "2", "v")
    await press(pilot, "e")
    await drawn(pilot, screen)
    await shows(pilot, "done   z undo")
    await shows(pilot, "2 unread")
    if pilot.app.size.width >= 80 and not pilot.app.no_color:
        await wait_until(pilot, lambda: "▀" in screen_text(pilot.app))
    await at_rest(pilot)


async def triage_answer(pilot: Pilot[Any]) -> None:
    """An answer in the box."""
    await begun(pilot, "v")
    await press(pilot, "r")
    await paste(pilot, "Oui, neuf heures. À demain !")
    await shows(pilot, "28/160")


async def triage_end(pilot: Pilot[Any]) -> None:
    """None is left."""
    screen = await begun(pilot, "2", "v")
    for key in ("e", "space", "e"):
        await press(pilot, key)
        await drawn(pilot, screen)
    await shows(pilot, "done   z undo")
    await shows(pilot, "1 unread")
