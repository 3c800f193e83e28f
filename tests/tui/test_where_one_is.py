"""What is open, what is under the cursor and what a key acts on: one, or told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.deletions import Place
from mmstui.domain.messages import Contact
from mmstui.domain.views import View
from mmstui.tui.app import InboxApp
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.inbox.conversation_list import DELETE_GUARD, ConversationList
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_order import QUIET
from mmstui.tui.thread.head import OTHER_SELECTED
from mmstui.tui.thread.view import ThreadView
from support.inboxes import NOW, OTTAWA, SHOP, TORONTO, ZOE, make_center_like_the_picture, store_of
from support.list_host import ListApp
from support.opened import open_inbox
from support.screens import FakeSource, conversation, screen_lines, screen_text, wait_until
from support.stores import put
from support.views import wide_and_narrow

STRANGER = "4165550188"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path)
    yield center
    center.close()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def opened(pilot: Pilot[Any], *before: str) -> None:
    """The thread of the row that some keys go to has the keys."""
    await press(pilot, *before, "enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await pilot.pause()


async def dialog_of_d(pilot: Pilot[Any]) -> str:
    """What the dialog says that `d` opens."""
    await pilot.press("d")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, DeleteDialog))
    await wait_until(pilot, lambda: "esc keep it" in screen_text(pilot.app))
    return screen_text(pilot.app)


def bars(app: InboxApp) -> list[str]:
    """The rows of the list with a bar or the mark of an open thread, by their names."""
    lines = iter([line[:44] for line in screen_lines(app)[1:-1]])
    found = []
    for line in lines:
        if line.startswith(("▌", "▸")):
            found.append(line[11:].strip())
            next(lines)  # the row's second line
    return found


async def test_unread_only_and_back_in_a_thread_leaves_the_cursor_on_it(
    center: MessageCenter,
) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot, "j", "j", "j")  # Marc-André, read long ago
        await press(pilot, "u")
        assert bars(app) == ["Marc-André Gélinas"]
        await press(pilot, "u", "escape")
        assert bars(app) == ["Marc-André Gélinas"]
        assert "Marc-André" in await dialog_of_d(pilot)


@pytest.mark.parametrize("key", ["u", "D"])
async def test_what_a_filter_leaves_out_has_a_row_while_its_thread_has_the_keys(
    center: MessageCenter, key: str
) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot, "j")  # Dispatch, at Ottawa, read
        filters = Filters().changed(view=View.UNREAD) if key == "u" else Filters()
        if key == "D":
            filters = filters.changed(dids=frozenset({SHOP}))
        await app.inbox.set_filters(filters)
        await press(pilot, "escape")
        assert bars(app) == ["Dispatch [night]"]
        assert "Dispatch" in await dialog_of_d(pilot)


async def test_in_the_list_a_filter_takes_the_row_and_both_are_told_apart(
    center: MessageCenter,
) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot, "j")
        await press(pilot, "escape")
        await app.inbox.set_filters(Filters().changed(view=View.UNREAD))
        await pilot.pause()
        assert "Dispatch" not in "".join(bars(app))
        assert OTHER_SELECTED in screen_text(app)
        # Back among them, the cursor is where it was.
        await press(pilot, "u")
        assert bars(app) == ["Dispatch [night]"]
        assert OTHER_SELECTED not in screen_text(app)


async def test_a_number_without_a_conversation_is_no_row_of_the_list(
    center: MessageCenter,
) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "j")
        did = next(did for did in center.directory.dids() if did.number == SHOP)
        await app.inbox.write_to(did, [Contact(STRANGER, "", "(416) 555-0188")])
        await pilot.pause()
        assert bars(app) == []
        await press(pilot, "escape", "escape")
        assert isinstance(app.focused, ConversationList)
        assert bars(app) == ["Dispatch [night]"]
        assert OTHER_SELECTED in screen_text(app)
        assert "Dispatch" in await dialog_of_d(pilot)


async def test_a_new_conversation_has_its_row_once_it_is_sent(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        did = next(did for did in center.directory.dids() if did.number == SHOP)
        await press(pilot, "j")
        await app.inbox.write_to(did, [Contact(STRANGER, "", "(416) 555-0188")])
        await press(pilot, *"Hi", "enter")
        await wait_until(pilot, lambda: bars(app) == ["(416) 555-0188"])
        await press(pilot, "escape", "escape")
        assert "(416) 555-0188" in await dialog_of_d(pilot)


async def test_another_number_to_send_from_takes_the_cursor_along(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot)
        await press(pilot, "r", *"Hi")
        app.inbox.pane.writing.box.did = next(
            did for did in center.directory.dids() if did.number == OTTAWA
        )
        await press(pilot, "enter")
        await wait_until(
            pilot, lambda: app.inbox.conversation and app.inbox.conversation.did == OTTAWA
        )
        await press(pilot, "escape", "escape")
        row = app.inbox.list.viewport.target
        assert row is not None
        assert (row.did, row.contact) == (OTTAWA, ZOE)


async def test_tab_to_the_thread_takes_the_cursor_along(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot)
        await press(pilot, "escape", "j", "j")
        assert bars(app) == ["Zoé Tremblay", "(647) 555-0144"]
        assert OTHER_SELECTED in screen_text(app)
        await press(pilot, "tab")
        assert bars(app) == ["Zoé Tremblay"]
        assert OTHER_SELECTED not in screen_text(app)


async def test_what_another_process_deletes_is_not_open_any_more(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot, "j", "j")
        row = app.inbox.conversation
        assert row is not None
        center.deletions.delete_conversation(
            row.id, Place.HERE, center.deletions.preview(row.id).newest
        ).result()
        await wait_until(pilot, lambda: "No messages any more." in screen_text(app))
        assert app.inbox.conversation is None
        await press(pilot, "U")  # nothing to mark, and nobody else is marked for it
        assert app.inbox.conversation is None


@wide_and_narrow
async def test_whatever_the_keys_did_the_thread_with_the_keys_has_the_cursor(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await opened(pilot)
        for keys in ("J", "J", "K", "ctrl+n", "n", "u", "J", "n", "u", "K", "N", "ctrl+n"):
            await press(pilot, keys)
            assert app.inbox.conversation is not None
            assert app.inbox.list.cursor_id == app.inbox.conversation.id, keys
        here = app.inbox.conversation
        await press(pilot, "escape")
        assert app.inbox.list.viewport.target is not None
        assert here is not None
        assert app.inbox.list.viewport.target.id == here.id


# What was painted when the key was pressed.


class Asking(ListApp):
    """Notes which conversation is to be deleted."""

    wanted: list[int]

    def on_conversation_list_delete_wanted(self, event: ConversationList.DeleteWanted) -> None:
        self.wanted.extend(event.ids)


def asking(source: FakeSource) -> Asking:
    app = Asking(source)
    app.wanted = []
    return app


async def test_d_means_the_row_that_was_painted_though_a_filter_took_it() -> None:
    source = FakeSource([conversation(n, unread=n % 2) for n in range(1, 9)])
    app = asking(source)
    async with app.run_test(size=(50, 20)) as pilot:
        await press(pilot, "j")
        order = await app.list.order.read(Filters().changed(view=View.UNREAD), TORONTO)
        assert order is not None
        app.list.order.show(order)
        app.list.action_delete()  # before it is painted
        await pilot.pause()
        app.list.action_delete()  # and after
        await pilot.pause()
        assert app.wanted == [2, 1]


async def test_d_means_the_row_that_was_painted_whatever_arrives() -> None:
    source = FakeSource([conversation(n) for n in range(1, 9)])
    app = asking(source)
    async with app.run_test(size=(50, 20)) as pilot:
        await press(pilot, "j", "j")
        app.seconds += QUIET + 1
        source.put(conversation(900, unread=1), at=0)
        source.put(conversation(3, unread=1), at=0)
        app.list.apply([900, 3])
        app.list.action_delete()
        await pilot.pause()
        app.list.action_delete()
        await pilot.pause()
        assert app.wanted == [3, 3]


async def test_a_row_that_came_under_the_cursor_by_itself_is_not_deleted_at_once() -> None:
    source = FakeSource([conversation(n) for n in range(1, 9)])
    app = asking(source)
    async with app.run_test(size=(50, 20)) as pilot:
        await press(pilot, "j")
        app.seconds += QUIET + 1
        source.order.remove(2)
        del source.rows[2]
        app.list.apply([2])
        app.list.action_delete()  # the painted one, which is gone
        await pilot.pause()
        app.list.action_delete()  # nobody has had time to see which it is now
        await pilot.pause()
        assert app.wanted == []
        app.seconds += DELETE_GUARD
        app.list.action_delete()
        await pilot.pause()
        assert app.wanted == [3]


async def test_two_keys_of_one_read_mean_the_row_that_the_first_went_to() -> None:
    app = asking(FakeSource([conversation(n) for n in range(1, 9)]))
    async with app.run_test(size=(50, 20)) as pilot:
        await pilot.pause()
        app.list.action_move(1)
        app.list.action_delete()
        await pilot.pause()
        assert app.wanted == [2]


# After an answer.


@pytest.mark.parametrize("open_it", [True, False], ids=["open", "under the cursor"])
async def test_what_was_answered_stays_where_it_stood_and_J_goes_on_from_there(
    open_it: bool,
) -> None:
    source = FakeSource([conversation(n) for n in range(1, 31)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        await press(pilot, "j", "j", "j")
        if open_it:
            app.list.set_open_thread(True, 4)
        app.seconds += QUIET + 1
        source.put(conversation(4, preview="answered"), at=0)
        source.put(conversation(7, unread=1), at=0)
        app.list.apply([4, 7])
        await pilot.pause()
        assert list(app.list.ids)[:7] == [7, 1, 2, 3, 4, 5, 6]
        assert app.list.cursor_id == 4
        beside = [app.list.viewport.neighbour(4, step) for step in (-1, 1)]
        assert [row.id for row in beside if row is not None] == [3, 5]
        # Once it is left it goes where it belongs, when no key is pressed any more.
        app.list.order.key_pressed()
        app.list.set_open_thread(False, None)
        await press(pilot, "j")
        assert list(app.list.ids)[:6] == [7, 1, 2, 3, 4, 5]
        app.seconds += QUIET + 1
        app.list.apply([])
        await pilot.pause()
        assert list(app.list.ids)[:6] == [7, 4, 1, 2, 3, 5]
        assert app.list.cursor_id == 5


async def test_after_an_answer_J_opens_the_next_row(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, *"jjj")
        below = app.inbox.list.viewport.neighbour(app.inbox.list.cursor_id, 1)
        await opened(pilot)
        await press(pilot, "r", *"Oui", "enter")
        await wait_until(
            pilot, lambda: "you: Oui" in screen_text(app) or "  Oui" in screen_text(app)
        )
        app.inbox.list.order._key_pressed_at = float("-inf")  # long ago
        put(store_of(center), "news", contact=ZOE, at=NOW, unread=True)
        await wait_until(pilot, lambda: "3 new  news" in screen_text(app))
        await press(pilot, "escape", "J")
        assert below is not None
        assert app.inbox.conversation is not None
        assert app.inbox.conversation.id == below.id


# Another size.


@pytest.mark.parametrize("keys", [[], ["slash", "p", "a", "g"], ["question_mark"]], ids=str)
async def test_in_a_narrower_terminal_the_keys_stay_with_the_list(
    center: MessageCenter, keys: list[str]
) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot, "j")
        await press(pilot, "escape", "j", "j", *keys)
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: app.inbox.has_class("-one-pane"))
        await press(pilot, *(["escape"] if keys else []))
        assert isinstance(app.focused, ConversationList)
        assert bars(app) == ["Marc-André Gélinas"]
        assert "Marc-André" in await dialog_of_d(pilot)


async def test_in_a_narrower_terminal_the_keys_stay_with_the_thread(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await opened(pilot, "j")
        await press(pilot, "question_mark")
        await pilot.resize_terminal(80, 24)
        await press(pilot, "escape")
        assert isinstance(app.focused, ThreadView)
        assert "Dispatch" in screen_lines(app)[1]
