"""A filter of days is read beside the keys: none of them waits, and no wrong rows are shown."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Conversation
from mmstui.domain.problems import StoreProblem
from mmstui.domain.times.days import Days, Span
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox import list_reading
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.list_order import QUIET
from support.inboxes import (
    ALINE,
    NOW,
    OTTAWA,
    SHOP,
    TORONTO,
    ZOE,
    fill_directory,
    make_center,
    store_of,
)
from support.list_host import ListApp
from support.opened import app_of
from support.screens import FakeSource, conversation, screen_lines, screen_text, wait_until
from support.stores import put

LUC = "5145550101"
#: Zoé and Aline wrote in these days, Luc did not; all three wrote since.
WEEK = Days(date(2026, 11, 1), date(2026, 11, 7))


class Gate:
    """The store, whose answers about days can be held back; who asked on which thread."""

    def __init__(self, center: MessageCenter) -> None:
        self._ids = center.inbox.conversation_ids
        self._open = threading.Event()
        self._open.set()
        self.asked: list[str] = []
        self.problem: StoreProblem | None = None
        center.inbox.conversation_ids = self.conversation_ids  # type: ignore[method-assign]

    def conversation_ids(
        self, *, during: Sequence[Span] | None = None, **filters: Any
    ) -> list[int]:
        ids = self._ids(during=during, **filters)  # as they are when it is asked
        if during is not None:
            self.asked.append(threading.current_thread().name)
            assert self._open.wait(20)
            if self.problem is not None:
                raise self.problem
        return ids

    def shut(self) -> None:
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()


class HeldSource(FakeSource):
    """Conversations in memory; what is read on a thread is held back until `held` is set."""

    def __init__(self, rows: Sequence[Conversation]) -> None:
        super().__init__(rows)
        self.held = threading.Event()
        self.held.set()
        self.reading = False

    def conversation_ids(self, **asked: Any) -> list[int]:
        ids = super().conversation_ids(**asked)
        if asked["during"] is not None:
            self.reading = True
            assert self.held.wait(20)
            self.reading = False
        return ids


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    fill_directory(center)
    store = store_of(center)
    for number, contact in enumerate((ZOE, ALINE, LUC)):
        if contact != LUC:
            put(store, "then", contact=contact, at=NOW - timedelta(days=15, minutes=number))
        put(store, "now", contact=contact, at=NOW - timedelta(minutes=number))
    yield center
    center.close()


@pytest.fixture
def gate(center: MessageCenter) -> Iterator[Gate]:
    gate = Gate(center)
    yield gate
    gate.let_go()


@pytest.fixture
def app(center: MessageCenter, gate: Gate) -> InboxApp:
    return app_of(center)


def names(app: InboxApp) -> list[str]:
    rows = app.center.inbox.conversations(app.inbox.list.ids)
    return [row.title for row in rows.values()]


async def choose_the_week(app: InboxApp, pilot: Pilot[Any]) -> None:
    """Write the two dates, and go back to the list."""
    await pilot.press("T")
    await wait_until(pilot, lambda: len(app.screen_stack) == 2)
    await pilot.press("tab", *"1 nov", "tab", *"7 nov", "enter")
    await wait_until(pilot, lambda: len(app.screen_stack) == 1)


ALL = ["Zoé Tremblay", "(647) 555-0144", "(514) 555-0101"]
THAT_WEEK = ALL[:2]


async def test_days_are_never_asked_for_on_the_event_loop(app: InboxApp, gate: Gate) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await choose_the_week(app, pilot)
        await wait_until(pilot, lambda: names(app) == THAT_WEEK)
        app.inbox.list.apply([1], everything=True)
        await pilot.press("u", "u", "ctrl+n", "Z", "escape", "slash", *"now", "escape")
        assert len(gate.asked) > 3
        assert threading.current_thread().name not in gate.asked


async def test_header_and_rows_change_together(
    app: InboxApp, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_reading, "SLOW_READ", 60)
    async with app.run_test(size=(120, 36)) as pilot:
        gate.shut()
        await choose_the_week(app, pilot)
        await wait_until(pilot, lambda: gate.asked)
        assert "any date" in screen_lines(app)[0]
        assert names(app) == ALL
        gate.let_go()
        await wait_until(pilot, lambda: "1 Nov to 7 Nov" in screen_lines(app)[0])
        assert names(app) == THAT_WEEK
        assert "0101" not in screen_text(app)


async def test_keys_pressed_meanwhile_are_for_the_new_list(
    app: InboxApp, center: MessageCenter, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_reading, "SLOW_READ", 60)
    monkeypatch.setattr("mmstui.tui.terminal.input_queue.PATIENCE", 60)
    put(store_of(center), "now", contact="5145550102", at=NOW + timedelta(minutes=1))
    async with app.run_test(size=(120, 36)) as pilot:
        gate.shut()
        await pilot.press("T")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        timer = threading.Timer(0.3, gate.let_go)
        timer.start()
        await pilot.press("tab", *"1 nov", "tab", *"7 nov", "enter", "j", "enter")
        await wait_until(pilot, lambda: app.inbox.conversation is not None)
        assert app.inbox.conversation is not None
        assert app.inbox.conversation.title == "(647) 555-0144"
        timer.join()


async def test_where_it_takes_long_it_says_so_and_comes_back_to_the_row(
    app: InboxApp, gate: Gate
) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("j")
        gate.shut()
        await choose_the_week(app, pilot)
        await wait_until(pilot, lambda: "Looking through all threads." in screen_text(app))
        assert "1 Nov to 7 Nov" in screen_lines(app)[0]
        assert names(app) == []
        gate.let_go()
        await wait_until(pilot, lambda: names(app) == THAT_WEEK)
        assert "Looking" not in screen_text(app)
        row = app.inbox.list.cursor_conversation
        assert row is not None
        assert row.title == "(647) 555-0144"


async def test_what_changed_while_it_was_read_is_not_missed() -> None:
    source = HeldSource([conversation(n) for n in range(1, 5)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        source.held.clear()
        reading = asyncio.create_task(app.list.order.read(Filters(days=WEEK), TORONTO))
        await wait_until(pilot, lambda: source.reading)
        source.put(conversation(9), at=0)
        app.list.apply([9])
        source.held.set()
        order = await reading
        assert order is not None
        assert order.ids == [1, 2, 3, 4]
        app.list.order.show(order)
        await wait_until(pilot, lambda: list(app.list.ids) == [9, 1, 2, 3, 4])


async def test_an_order_that_comes_while_somebody_types_waits() -> None:
    source = HeldSource([conversation(n) for n in range(1, 5)])
    app = ListApp(source)
    async with app.run_test(size=(50, 20)) as pilot:
        order = await app.list.order.read(Filters(days=WEEK), TORONTO)
        assert order is not None
        app.list.order.show(order)
        source.held.clear()
        source.put(conversation(4, preview="new"), at=0)
        app.list.apply([4])
        await wait_until(pilot, lambda: source.reading)
        app.list.order.key_pressed()
        source.held.set()
        await wait_until(pilot, lambda: not source.reading)
        await pilot.pause()
        assert list(app.list.ids) == [1, 2, 3, 4]
        app.seconds += QUIET
        app.list.apply([4])
        await wait_until(pilot, lambda: list(app.list.ids) == [4, 1, 2, 3])
        assert app.list.cursor_id == 1


async def test_of_two_filters_the_last_one_counts(app: InboxApp, gate: Gate) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        gate.shut()
        first = app.inbox.run_worker(app.inbox.set_filters(Filters(days=WEEK)))
        await wait_until(pilot, lambda: gate.asked)
        await app.inbox.set_filters(Filters(frozenset({OTTAWA})))
        gate.let_go()
        await first.wait()
        assert app.inbox.filters == Filters(frozenset({OTTAWA}))
        assert names(app) == []


async def test_a_store_that_cannot_be_read_is_told_in_the_header(
    app: InboxApp, center: MessageCenter, gate: Gate
) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await app.inbox.set_filters(Filters(days=WEEK))
        app.inbox.list.order._key_pressed_at = float("-inf")
        gate.problem = StoreProblem("The message store is damaged.", "Run mmstui repair.")
        app.inbox.list.apply([1])
        await wait_until(pilot, lambda: "× The message store is damaged" in screen_lines(app)[0])
        assert names(app) == THAT_WEEK


async def test_ctrl_n_goes_to_what_the_filters_let_through(
    app: InboxApp, center: MessageCenter
) -> None:
    for contact, did in ((LUC, SHOP), (ALINE, SHOP), (ZOE, OTTAWA)):
        put(store_of(center), "new", did=did, contact=contact, at=NOW, unread=True)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await app.inbox.set_filters(Filters(days=WEEK))
        for _ in range(3):
            await pilot.press("ctrl+n")
            await wait_until(pilot, lambda: app.inbox.conversation is not None)
            assert app.inbox.conversation is not None
            assert app.inbox.conversation.contact == ALINE
        await app.inbox.set_filters(Filters(days=Days(date(2025, 1, 1), date(2025, 1, 2))))
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: "Nothing unread." in screen_text(app))
