"""Opens the pictures of finding and searching, by keys."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from mmstui.tui.search.screen import SearchScreen
from mmstui.tui.thread.view import ThreadView
from support import scenes
from support.screens import screen_text, wait_until


async def _search_for(pilot: Pilot[Any], words: str) -> None:
    await scenes.listing(pilot)
    await pilot.press("backslash")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
    await scenes.press(pilot, *words)


async def everywhere(pilot: Pilot[Any]) -> None:
    """Search all messages for a word, with the focus on the hits."""
    await _search_for(pilot, "pagaie")
    await wait_until(pilot, lambda: "messages in" in screen_text(pilot.app))
    await scenes.press(pilot, "tab", "n")
    if pilot.app.size.width >= 90:
        await wait_until(pilot, lambda: "hit 2 of" in screen_text(pilot.app))
    await scenes.at_rest(pilot)


async def nowhere(pilot: Pilot[Any]) -> None:
    """Search a word that no message has."""
    await _search_for(pilot, "fissur")
    await wait_until(pilot, lambda: "No message has" in screen_text(pilot.app))
    # The thread around the last hit goes when the cursor has rested.
    await wait_until(pilot, lambda: "hit 1 of" not in screen_text(pilot.app))
    await scenes.at_rest(pilot)


async def opened_hit(pilot: Pilot[Any]) -> None:
    """Open the hit in its thread."""
    await everywhere(pilot)
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await wait_until(pilot, lambda: "n N next, previous" in screen_text(pilot.app))
    await scenes.at_rest(pilot)


async def in_list(pilot: Pilot[Any]) -> None:
    """Filter the list by a text."""
    await scenes.listing(pilot)
    await scenes.press(pilot, "slash", *"merci")
    await wait_until(pilot, lambda: "conversations" in screen_text(pilot.app).splitlines()[-2])
    await scenes.at_rest(pilot)


async def in_thread(pilot: Pilot[Any]) -> None:
    """Mark a word in Zoé's thread."""
    await scenes.thread(pilot)
    await scenes.press(pilot, "slash", *"oui")
    await wait_until(pilot, lambda: "1 of" in screen_text(pilot.app))
    await scenes.press(pilot, "enter", "n")
    await wait_until(pilot, lambda: "2 of" in screen_text(pilot.app))
    await scenes.at_rest(pilot)


async def wrong_operator(pilot: Pilot[Any]) -> None:
    """Search with an operator that is still being typed, and so is a wrong one."""
    await _search_for(pilot, "after:2026-11 has:p")
    await wait_until(pilot, lambda: "Searched as a word." in screen_text(pilot.app))
    # The thread around the last hit goes when the cursor has rested.
    await wait_until(pilot, lambda: "hit 1 of" not in screen_text(pilot.app))
    await scenes.at_rest(pilot)
