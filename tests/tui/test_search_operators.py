r"""Operators in `\` and in `/` of the list: found, completed, told when wrong, and saved."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.searching.search_operators import completion
from mmstui.tui.app import InboxApp
from mmstui.tui.search.screen import SearchScreen
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.triage.view_picker import ViewPicker
from support.inboxes import NOW, TORONTO, make_center_like_the_picture
from support.screens import screen_lines, screen_text, wait_until
from support.stores import FakeClock


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, FakeClock(NOW))
    yield center
    center.close()


def app_of(center: MessageCenter) -> InboxApp:
    return InboxApp(center, clock=center.now, zone=TORONTO, blink=False, engine=False)


async def seen(pilot: Pilot[Any], *words: str) -> None:
    await wait_until(pilot, lambda: all(each in screen_text(pilot.app) for each in words))


async def unseen(pilot: Pilot[Any], words: str) -> None:
    await wait_until(pilot, lambda: words not in screen_text(pilot.app))


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("fro", "m:"), ("-bef", "ore:"), ("canoe has", ":"), ("has:", "photo"), ("has:so", "und"),
        ("is:s", "noozed"), ("-is:m", "ine"), ("fr", ""), ("has:photo", ""), ("from:a", ""),
        ("has: ", ""), ('"has', ""), ("hash", ""), ("", ""), ("x:y", ""), ("has:q", ""),
    ],
)  # fmt: skip
def test_what_completes_an_operator(typed: str, rest: str) -> None:
    assert completion(typed) == rest


async def test_operators_are_completed_found_told_and_saved(
    center: MessageCenter, tmp_path: Path
) -> None:
    app = app_of(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("backslash")
        await wait_until(pilot, lambda: isinstance(app.screen, SearchScreen))
        await pilot.press(*"has:s")
        await seen(
            pilot,
            "has:sound",
            "→ complete",
            "has: wants photo, sound, video, file or link. Searched as a word.",
        )
        await pilot.press("right")
        await seen(pilot, "2 messages in 2 conversations, newest first")
        await unseen(pilot, "→ complete")
        assert "Searched as" not in screen_text(app)
        await pilot.press(*" from:tremblay")
        await seen(pilot, "1 message in 1 conversation")
        await pilot.press("ctrl+s")
        await seen(pilot, "Saved among the views, which 0 lists.")
        config = center.settings.config_file
        query = "has:sound from:tremblay"
        assert tomllib.loads(config.read_text())["searches"] == {query: query}
        # The hit opens at its message, which no word of the search is in.
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        message = app.inbox.pane.view.message
        assert message is not None
        assert [each.kind for each in message.media] == ["sound"]
        await seen(pilot, "1 of 1")
        await pilot.press("escape", "escape", "h", "0")
        await wait_until(pilot, lambda: isinstance(app.screen, ViewPicker))
        await pilot.press("G", "backslash")
        await wait_until(pilot, lambda: isinstance(app.screen, SearchScreen))
        await seen(pilot, "1 message in 1 conversation")
        # Once more takes it from there; what else is in the file stays.
        config.write_text(f"# mine\ntheme = 'nord'\n{config.read_text()}other = 'is:failed'\n")
        await pilot.press("ctrl+s")
        await seen(pilot, "Not among the views, which 0 lists, any more.")
        assert config.read_text().startswith("# mine\ntheme = 'nord'")
        assert tomllib.loads(config.read_text())["searches"] == {"other": "is:failed"}
        config.write_text("not toml")
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: app._notifications)
        (told,) = app._notifications
        assert told.message.startswith("Not saved: ")
        assert "is not TOML, so nothing was changed in it" in told.message
        assert config.read_text() == "not toml"


async def test_the_list_shows_the_conversations_whose_messages_match(
    center: MessageCenter,
) -> None:
    app = app_of(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("slash", *"has:video")
        await seen(pilot, "find  has:video", "1 conversation")
        assert [row.title for row in rows(app)] == ["Amira Haddad"]
        await pilot.press(*" OR is:failed")
        await seen(pilot, "3 conversations")
        await pilot.press("ctrl+u", *"is:faild")
        await seen(pilot, "is: wants unread, done, snoozed, failed")
        await pilot.press("ctrl+u", *"has:photo -leak after:2030-01-01")
        await seen(pilot, "No conversation is found by")
        # A query without operators means what it always meant: a name, and the last message.
        await pilot.press("ctrl+u", *"amira")
        await seen(pilot, "1 conversation")
        assert [row.title for row in rows(app)] == ["Amira Haddad"]
        assert screen_lines(app)


def rows(app: InboxApp) -> list[Any]:
    return [*app.inbox.center.inbox.conversations(app.inbox.list.ids).values()]
