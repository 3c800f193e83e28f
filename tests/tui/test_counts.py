"""Counts, pages and half pages in the list and the thread; keys that do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.views import View
from mmstui.tui.app import InboxApp
from mmstui.tui.keys.keymap import of_preset
from mmstui.tui.ui.commands import use_keys
from mmstui.tui.ui.key_count import KeyCount
from support.inboxes import NOW, SHOP, TORONTO, ZOE, make_center_like_the_picture, store_of
from support.screens import screen_lines, screen_text, wait_until
from support.stores import FakeClock, put


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, FakeClock(NOW), more=40)
    for number in range(30):
        put(store_of(center), f"older {number}", did=SHOP, contact=ZOE, at=NOW.replace(day=1))
    yield center
    center.close()


@pytest.fixture
def vim() -> Iterator[None]:
    use_keys(of_preset("vim"))
    yield
    use_keys({})


def app_of(center: MessageCenter) -> InboxApp:
    return InboxApp(center, clock=center.now, zone=TORONTO, blink=False, engine=False)


@pytest.mark.parametrize(
    ("keys", "count"),
    [("j", 1), ("5j", 5), ("12j", 12), ("10j", 10), ("5xj", 1), ("99999j", 999), ("5jj", 1)],
)
def test_a_count_is_for_the_next_key_only(keys: str, count: int) -> None:
    typed = KeyCount()
    for key in keys:
        typed.read(key)
        typed.add()
    assert (typed.take(), typed.take()) == (count, 1)


async def test_in_a_thread_digits_count_and_pages_turn(center: MessageCenter) -> None:
    app = app_of(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.inbox.in_thread)
        view = app.inbox.pane.view
        ids = [each.id for each in center.inbox.thread(app.inbox.list.cursor_id or 0, limit=99)]

        def at() -> int:
            return ids.index(view.message.id) if view.message else -1

        last = at()
        for keys, expected in (("3k", last - 3), ("2j", last - 1), ("10k", last - 11)):
            await pilot.press(*keys)
            await pilot.pause()
            assert at() == expected, keys
        assert app.inbox.filters.view is View.INBOX
        await pilot.press("1", "0")
        await pilot.pause()
        assert screen_lines(app)[-1].startswith(" 10   r reply")
        await pilot.press("y")
        await pilot.pause()
        assert screen_lines(app)[-1].startswith(" r reply")
        await pilot.press("G")
        for there, back in (("ctrl+u", "ctrl+d"), ("ctrl+b", "ctrl+f"), ("pageup", "pagedown")):
            await pilot.press(there)
            await pilot.pause()
            assert at() < last
            await pilot.press(back)
            await pilot.pause()
            assert at() == last


async def test_in_the_list_digits_are_views_until_those_have_other_keys(
    center: MessageCenter,
) -> None:
    app = app_of(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)
        listed = app.inbox.list
        page = listed.viewport.page
        await pilot.press("ctrl+f")
        assert listed.viewport.cursor == page
        await pilot.press("ctrl+u")
        assert listed.viewport.cursor == page - page // 2
        await pilot.press("ctrl+d", "ctrl+b")
        assert listed.viewport.cursor == 0
        await pilot.press("2", "j")
        await wait_until(pilot, lambda: app.inbox.filters.view is View.UNREAD)
        assert listed.viewport.cursor == 1


async def test_with_the_keys_of_vim_digits_count_in_the_list(
    center: MessageCenter, vim: None
) -> None:
    app = app_of(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("1", "2", "j", "3", "k", "space")
        assert app.inbox.filters.view is View.INBOX
        assert app.inbox.list.viewport.cursor == 10
        assert len(app.inbox.list.viewport.marked) == 1


async def test_a_key_that_does_nothing_says_so_until_the_next_key(center: MessageCenter) -> None:
    app = app_of(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)

        def footer() -> str:
            return screen_lines(app)[-1]

        before = footer()
        for key, shown in (("o", "o"), ("F", "F"), ("ctrl+t", "ctrl+t"), ("\u202e", "")):
            await pilot.press(key)
            await pilot.pause()
            assert footer().startswith(f" {shown}"), key
            assert "does nothing here" in footer()
            assert "\u202e" not in footer()
        assert not app._notifications
        await pilot.press("j")
        await pilot.pause()
        assert footer() == before
        # A command that the message under the cursor does not allow is none.
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.inbox.in_thread)
        await pilot.press("R")
        await pilot.pause()
        assert "R does nothing here" in screen_text(app)
        # What is typed is no key.
        await pilot.press("r", "o")
        await pilot.pause()
        assert "does nothing" not in footer()
