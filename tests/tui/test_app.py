"""The inbox over a real store: panes, keys, what changes under one's eyes, and what must not."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen

from mmstui.center import MessageCenter
from mmstui.domain.messages import Direction, State
from mmstui.domain.views import View
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.did_filter import DidFilter
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.running import run_inbox
from mmstui.tui.thread.seen import SEEN_AFTER
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.command_palette import CommandPalette
from mmstui.tui.ui.field import Field
from mmstui.tui.ui.keys_help import KeysHelp
from support.inboxes import (
    NOW,
    OTTAWA,
    SHOP,
    TORONTO,
    ZOE,
    fill_directory,
    make_center,
    make_center_like_the_picture,
    store_of,
)
from support.opened import app_of, open_inbox, press
from support.screens import screen_lines, screen_text, wait_until
from support.stores import FakeClock, put


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def center(tmp_path: Path, clock: FakeClock) -> Iterator[MessageCenter]:
    center = make_center(tmp_path, clock)
    yield center
    center.close()


@pytest.fixture
def filled(tmp_path: Path, clock: FakeClock) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, clock)
    yield center
    center.close()


def _is_open(app: InboxApp, dialog: type[Screen[Any]]) -> bool:
    return isinstance(app.screen, dialog)


async def gone(app: InboxApp) -> None:
    """Wait until the app leaves."""
    async with asyncio.timeout(10):
        while app.return_code is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.005)


async def test_just_opened_it_looks_like_the_picture(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, _):
        lines = [line.replace("┃", "│") for line in screen_lines(app)]
    assert lines[0].startswith(" mmstui   All DIDs   any date   Toronto time   ")
    assert lines[0].endswith("4 unread   API 2/100 today   synced 14:02")
    assert lines[2] == ("▌●  14:01  Zoé Tremblay                      │         Friday 20 November")
    assert lines[3] == "▌    Shop  2 new  Je peux passer vers 9 h ?  │"
    assert lines[4].endswith("│   ●  4  unread in 3 conversations")
    assert [line[46:].strip() for line in lines[5:9]] == [
        "×  1  failed", "?  1  unconfirmed", "○  1  queued", "¶  1  draft",
    ]  # fmt: skip
    assert lines[10].endswith("│  enter  open Zoé Tremblay")
    assert lines[34].startswith("           1 of 22")
    assert lines[35].startswith(" j k move   enter open   e done   s snooze   m new")
    assert lines[35].endswith("ctrl+p palette  ? keys")


async def test_enter_opens_and_the_steps_back_are_esc(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter")
        assert isinstance(app.focused, ThreadView)
        assert "Parfait, demain matin !" in screen_text(app)
        await press(pilot, "r")
        assert isinstance(app.focused, MessageInput)
        await press(pilot, "escape")
        assert isinstance(app.focused, ThreadView)
        await press(pilot, "escape")
        assert isinstance(app.focused, ConversationList)
        assert "Parfait, demain matin !" in screen_text(app)
        await press(pilot, "escape")
        assert "Friday 20 November" in screen_lines(app)[2]


async def test_keys_typed_in_one_go_arrive_where_they_are_meant(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter", "r", "O", "u", "i")
        await wait_until(pilot, lambda: app.inbox.pane.writing.box.input.text == "Oui")


async def test_keys_of_one_read_wait_for_each_other(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        keys = "enter r O j escape escape j question_mark escape j"
        for key in keys.split():
            app.simulate_key(key)
        third = app.inbox.list.ids[2]
        await wait_until(pilot, lambda: app.inbox.list.cursor_id == third)
        assert app.inbox.pane.writing.box.input.text == "Oj"


async def test_below_90_columns_one_pane_at_a_time(filled: MessageCenter) -> None:
    async with open_inbox(filled, size=(80, 24)) as (app, pilot):
        assert screen_lines(app)[1].startswith("▌●  14:01  Zoé Tremblay")
        await press(pilot, "enter")
        assert "Write to Zoé Tremblay" in screen_text(app)
        assert "Dispatch" not in screen_text(app)
        await press(pilot, "escape")
        assert "Dispatch [night]" in screen_text(app)
        assert app.focused is app.inbox.list


@pytest.mark.parametrize("size", [(40, 12), (90, 30), (200, 60), (60, 13)])
async def test_any_size_from_40x12(filled: MessageCenter, size: tuple[int, int]) -> None:
    async with open_inbox(filled, size=size) as (app, pilot):
        assert "Zoé Tremblay" in screen_text(app)
        await press(pilot, "enter")
        assert "Je peux passer vers 9 h ?" in screen_text(app)
        for strip in app.screen._compositor.render_strips():
            assert strip.cell_length == size[0]


async def test_esc_and_a_letter_in_one_read_open_nothing(filled: MessageCenter) -> None:
    """Over a slow line they come together, which is alt and that letter: the box keeps the keys."""
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter", "r", "h", "i", "space", "y", "o", "u")
        for key in ("alt+j", "alt+x", "alt+D", "alt+q", "alt+shift+d"):
            await press(pilot, key)
        box = app.inbox.pane.writing.box.input
        assert app.focused is box
        assert box.text == "hi you"
        await press(pilot, "alt+b", "alt+d")
        await wait_until(pilot, lambda: box.text == "hi ")
        assert len(app.screen_stack) == 1
        await press(pilot, "escape")
        assert app.inbox.pane.view.has_focus


@pytest.mark.parametrize("opens", ["m", "backslash", "ctrl+g", "ctrl+p", "slash"])
async def test_alt_and_a_letter_is_nothing_in_other_fields(
    opens: str, filled: MessageCenter
) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, opens)
        await wait_until(pilot, lambda: isinstance(app.focused, Field))
        screen, field = app.screen, app.focused
        assert isinstance(field, Field)
        await press(pilot, "z", "e", "space", "o", "alt+x", "alt+q", "alt+d")
        await wait_until(pilot, lambda: field.value == "ze o")
        assert app.screen is screen
        await press(pilot, "alt+backspace", "alt+b")
        await wait_until(pilot, lambda: (field.value, field.cursor_position) == ("ze ", 0))
        await press(pilot, "end", "ctrl+y")
        await wait_until(pilot, lambda: field.value == "ze o")


async def test_a_dialog_gets_the_keys_that_follow_its_own(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        for key in ("ctrl+p", "n", "e", "x", "t", "space", "u"):
            app.simulate_key(key)
        await wait_until(pilot, lambda: "next u" in screen_text(app))
        assert app.inbox.filters.view is not View.UNREAD


async def test_a_new_size_keeps_what_is_open(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter")
        await pilot.resize_terminal(70, 20)
        await wait_until(pilot, lambda: "Dispatch" not in screen_text(app))
        assert "Write to Zoé Tremblay" in screen_text(app)
        await pilot.resize_terminal(120, 36)
        await wait_until(pilot, lambda: "Dispatch" in screen_text(app))


async def test_half_a_second_before_ones_eyes_reads_it(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        assert filled.status().unread == 4
        await press(pilot, "j", "k")
        assert filled.status().unread == 4
        await press(pilot, "enter")
        await wait_until(pilot, lambda: "2 unread" in screen_lines(app)[0])
        assert filled.status().unread == 2


async def test_behind_a_dialog_nothing_is_before_ones_eyes(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter")
        await wait_until(pilot, lambda: "2 unread" in screen_lines(app)[0])
        await press(pilot, "question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        at = NOW + timedelta(minutes=1)
        put(store_of(filled), "Alors ?", contact=ZOE, at=at, unread=True)
        await wait_until(pilot, lambda: filled.status().unread == 3)
        long_enough: list[int] = []
        app.set_timer(2 * SEEN_AFTER, lambda: long_enough.append(1))
        await wait_until(pilot, lambda: long_enough)
        assert filled.status().unread == 3
        await press(pilot, "escape")
        await wait_until(pilot, lambda: "2 unread" in screen_lines(app)[0])


async def test_what_arrives_is_seen_and_moves_nothing(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "j", "j", "j")
        app.inbox.key_pressed(Key("j", "j"))
        chosen = app.inbox.list.cursor_id
        at = NOW + timedelta(minutes=1)
        put(store_of(filled), "Still there?", contact="4505550115", at=at, unread=True)
        await wait_until(pilot, lambda: "1 new  Still there?" in screen_text(app))
        assert screen_lines(app)[2].startswith(" ●  14:01  Zoé Tremblay")
        assert app.inbox.list.cursor_id == chosen
        assert "5 unread" in screen_lines(app)[0]
        await wait_until(pilot, lambda: "Noémie Côté" in screen_lines(app)[2])
        assert app.inbox.list.cursor_id == chosen


async def test_what_another_process_writes_is_seen_too(
    filled: MessageCenter, tmp_path: Path, clock: FakeClock
) -> None:
    async with open_inbox(filled) as (app, pilot):
        other = make_center(tmp_path, clock)
        put(store_of(other), "from elsewhere", contact="5145550177", at=NOW, unread=True)
        other.close()
        await wait_until(pilot, lambda: "from elsewhere" in screen_text(app))


async def test_unread_only_and_back(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "u")
        assert len(app.inbox.list.ids) == 3
        assert "   unread " in screen_lines(app)[0]
        await press(pilot, "u")
        assert len(app.inbox.list.ids) == 22


async def test_nothing_unread_says_what_to_press(center: MessageCenter) -> None:
    fill_directory(center)
    put(store_of(center), "old news", contact=ZOE, at=NOW)
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await press(pilot, "u")
        assert "Nothing unread.   u all" in screen_text(app)
        await app.inbox.set_filters(Filters(frozenset({OTTAWA}), View.UNREAD))
        await pilot.pause()
        assert "Nothing unread at Ottawa.   u all   D other number" in screen_text(app)


async def test_a_new_store_says_what_goes_on(center: MessageCenter) -> None:
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        assert "No messages yet. Fetching" in screen_text(app)
        store_of(center).signals.set("last_sync", "", NOW)
        await wait_until(pilot, lambda: "No messages.   m writes the first" in screen_text(app))
        assert screen_lines(app)[-1].startswith(" m new   D T Z filter")
        await press(pilot, "enter", "j", "U", "J", "r", "ctrl+n")
        assert app.focused is app.inbox.list


async def test_ctrl_n_goes_round_the_unread(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        names = []
        for _ in range(3):
            await press(pilot, "ctrl+n")
            names.append(screen_lines(app)[2][46:].strip())
        assert names == ["Zoé Tremblay", "(647) 555-0144", "29283"]


async def test_J_and_K_open_the_neighbours(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter", "J")
        assert "Dispatch [night]" in screen_lines(app)[2][46:]
        assert app.focused is app.inbox.pane.view
        await press(pilot, "K")
        assert "Zoé Tremblay" in screen_lines(app)[2][46:]


async def test_U_marks_unread_and_read(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "U")
        await wait_until(pilot, lambda: "2 unread" in screen_lines(app)[0])
        await press(pilot, "U")
        await wait_until(pilot, lambda: "3 unread" in screen_lines(app)[0])


async def test_dialogs_open_by_their_keys(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        for key, dialog in (
            ("question_mark", KeysHelp),
            ("f1", KeysHelp),
            ("ctrl+p", CommandPalette),
            ("D", DidFilter),
            ("m", NewMessage),
        ):
            await press(pilot, key)
            await wait_until(pilot, partial(_is_open, app, dialog))
            await press(pilot, "escape")
            await wait_until(pilot, lambda: app.screen is app.inbox)


async def test_a_command_is_found_by_its_name(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "ctrl+p", *"unread c")
        await wait_until(pilot, lambda: "show unread conversations only" in screen_text(app))
        await press(pilot, "enter")
        await wait_until(pilot, lambda: app.inbox.filters.view is View.UNREAD)


async def test_the_numbers_to_show_are_named_in_the_header(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "D")
        await wait_until(pilot, lambda: isinstance(app.screen, DidFilter))
        await press(pilot, "j", "j", "enter")
        await wait_until(pilot, lambda: screen_lines(app)[0].startswith(" mmstui   Ottawa"))
        rows = filled.inbox.conversations(app.inbox.list.ids).values()
        assert {row.did for row in rows} == {OTTAWA}


async def test_letters_while_typing_are_text(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter", "r")
        await press(pilot, *"qmDU?jl")
        assert app.inbox.pane.writing.box.input.text == "qmDU?jl"
        assert app.screen is app.inbox


async def test_a_message_sent_stands_in_thread_and_list(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter", "r", *"Oui", "enter")
        await wait_until(pilot, lambda: "○ queued  Oui" in screen_lines(app)[3])
        await wait_until(pilot, lambda: app.inbox.pane.writing.box.input.text == "")
        assert app.focused is app.inbox.pane.writing.box.input


async def test_a_new_conversation_can_be_written(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "m")
        await wait_until(pilot, lambda: isinstance(app.screen, NewMessage))
        await press(pilot, *"4165550188", "enter")
        await press(pilot, "enter")
        await wait_until(pilot, lambda: app.screen is app.inbox)
        await wait_until(pilot, lambda: app.focused is app.inbox.pane.writing.box.input)
        assert "No messages with (416) 555-0188 yet." in screen_text(app)
        await press(pilot, *"Hi", "enter")
        await wait_until(pilot, lambda: "○ queued  Hi" in screen_text(app))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
async def test_a_signal_saves_what_was_being_written(
    filled: MessageCenter, number: signal.Signals, code: int
) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter", "r", *"dear")
        os.kill(os.getpid(), number)
        await gone(app)
    assert app.return_code == code
    assert filled.drafts.draft(SHOP, ZOE).text == "dear"


async def test_q_in_the_list_leaves_and_keeps_the_draft(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "enter", "r", *"later", "escape", "q", "q")
        assert app.return_code is None
        await press(pilot, "q")
        await gone(app)
    assert app.return_code == 0
    assert filled.drafts.draft(SHOP, ZOE).text == "later"


async def test_a_terminal_that_is_not_there_any_more_is_left(
    filled: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody said so: it is looked at now and then."""
    app = app_of(filled)
    monkeypatch.setattr("mmstui.tui.app.TERMINAL_INTERVAL", 0.05)
    async with app.run_test(size=(120, 36)) as pilot:
        await press(pilot, "j")
        assert app.is_running
        monkeypatch.setattr(app._driver, "is_gone", True, raising=False)
        await wait_until(pilot, lambda: app.return_code == 129)


async def test_an_engine_that_stops_is_told_not_fatal(
    filled: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise RuntimeError("no engine today")

    monkeypatch.setattr(filled.sync, "run", broken)
    app = InboxApp(filled, clock=filled.now, zone=TORONTO, blink=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: "× stopped: RuntimeError" in screen_lines(app)[0])
        await press(pilot, "j")
        assert app.inbox.list.cursor_id is not None


async def test_workers_wait_until_all_panes_are_there(
    filled: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their imports would stand in the way of the first frames."""
    told: list[str] = []

    def there() -> None:
        told.append("panes" if app.inbox.pane.is_attached else "too early")

    async def run() -> None:
        told.append("engine")

    monkeypatch.setattr(filled.sync, "run", run)
    app = InboxApp(filled, clock=filled.now, zone=TORONTO, ready=there)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: "engine" in told)
    assert told == ["panes", "engine"]


def test_garbage_is_collected_once_all_panes_are_there(
    filled: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before, as that holds up a start; dialogs opened and closed all day are garbage."""
    run = InboxApp.run

    async def look(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, gc.isenabled)
        pilot.app.exit(return_code=0)

    def headless(app: InboxApp, **_: object) -> None:
        run(app, headless=True, size=(120, 36), auto_pilot=look)

    async def idle() -> None:
        """No network here."""

    monkeypatch.setattr(filled.sync, "run", idle)
    monkeypatch.setattr(InboxApp, "run", headless)
    thresholds = gc.get_threshold()
    try:
        assert run_inbox(filled, TORONTO).code == 0
    finally:
        gc.set_threshold(*thresholds)
        # As `conftest.py` leaves it: what stays to the end is not looked through each time.
        gc.unfreeze()
        gc.collect()
        gc.freeze()


async def test_midnight_changes_the_times_of_rows(filled: MessageCenter, clock: FakeClock) -> None:
    async with open_inbox(filled) as (app, pilot):
        # Yesterday's, at a time that today has not come to.
        lines = enumerate(screen_lines(app))
        evening = next(row for row, line in lines if line.startswith("  y 17:00  "))
        clock.advance(timedelta(hours=11))
        app.inbox._clock_ticked()
        await pilot.pause()
        assert screen_lines(app)[evening].startswith("      Thu  "), "the day before yesterday's"
        assert screen_lines(app)[2].startswith("▌●y 14:01  Zoé Tremblay"), "yesterday's, at 1:02"
        clock.advance(timedelta(hours=23))
        app.inbox._clock_ticked()
        await pilot.pause()
        assert screen_lines(app)[2].startswith("▌●    Fri  Zoé Tremblay")


async def test_a_leader_that_falls_silent_is_told_though_nobody_writes(
    filled: MessageCenter, clock: FakeClock
) -> None:
    store = store_of(filled)
    store.signals.set("leader", "4711", clock.at)
    app = app_of(filled)
    with (store.folder / "leader.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with app.run_test(size=(120, 36)) as pilot:
            assert "4711" not in screen_lines(app)[0]
            clock.advance(timedelta(seconds=31))
            app.inbox._clock_ticked()
            await pilot.pause()
            assert "! process 4711 silent since 14:02" in screen_lines(app)[0]


async def test_hostile_text_reaches_every_view_as_text(center: MessageCenter) -> None:
    fill_directory(center)
    evil = "[/] [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x9b2J \u202edlrow $foo"
    put(store_of(center), evil, contact=ZOE, at=NOW, unread=True)
    put(store_of(center), evil, contact=ZOE, at=NOW, direction=Direction.OUT, state=State.FAILED)
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "enter")
        text = screen_text(app)
        assert "[@click=app.quit]x[/]" in text
        assert not any(mark in text for mark in "\x1b\x07\x9b\u202e")


async def test_a_suspended_inbox_lets_go_and_takes_up_again(
    filled: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []

    async def run() -> None:
        runs.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            runs.append("let go")

    monkeypatch.setattr(filled.sync, "run", run)
    app = InboxApp(filled, clock=filled.now, zone=TORONTO, blink=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: runs == ["begun"])
        await press(pilot, "ctrl+z")
        await wait_until(pilot, lambda: runs == ["begun", "let go"])
        app.app_resume_signal.publish(app)
        await wait_until(pilot, lambda: runs == ["begun", "let go", "begun"])
    assert runs[-1] == "let go"


async def test_a_snoozed_conversation_comes_back_though_nobody_writes_and_is_seen_when_opened(
    filled: MessageCenter, clock: FakeClock
) -> None:
    last = filled.inbox.conversation_ids()[-1]
    until = filled.now() + timedelta(minutes=5)
    filled.triage.snooze([last], until).result()
    app = app_of(filled)

    def back() -> datetime | None:
        return filled.inbox.conversations([last])[last].back_since(filled.now())

    async with app.run_test(size=(120, 36)) as pilot:
        assert last not in app.inbox.list.ids
        clock.advance(timedelta(minutes=6))
        app.inbox._clock_ticked()
        await wait_until(pilot, lambda: app.inbox.list.ids[0] == last)
        await pilot.press("g")
        assert back() == until
        await pilot.press("enter")
        await wait_until(pilot, lambda: back() is None)
        assert app.inbox.list.ids[0] == last


async def test_garbage_is_collected_while_keys_keep_coming(
    filled: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed dialog takes 1.4 MB: who never rests for 0.4 seconds would keep every one."""
    collected: list[bool] = []
    monkeypatch.setattr("mmstui.tui.tidying.BUSY_AT_MOST", 0.5)
    app = InboxApp(
        filled, clock=filled.now, zone=TORONTO, engine=False, tidy=lambda: collected.append(True)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "D", "escape")
        deadline = asyncio.get_running_loop().time() + 5
        while not collected and asyncio.get_running_loop().time() < deadline:
            app.post_message(Key("j", "j"))
            await asyncio.sleep(0)
            await pilot.pause()
    assert collected


async def test_garbage_is_collected_without_a_dialog_where_there_is_much(
    filled: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Layouts and changes of focus leave some too."""
    collected: list[bool] = []
    monkeypatch.setattr("mmstui.tui.tidying.MANY", 0)
    app = InboxApp(
        filled, clock=filled.now, zone=TORONTO, engine=False, tidy=lambda: collected.append(True)
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j")
        await wait_until(pilot, lambda: bool(collected))
