"""What is big: a message of 2,048 lines, a thread of 20,000, a paste of 500 lines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events

from mmstui.center import MessageCenter
from mmstui.tui.thread.layout import Geometry
from mmstui.tui.thread.window import ThreadWindow
from support.hostile import faults_on
from support.inboxes import NOW, SHOP, TORONTO, ZOE, fill_directory, make_center, store_of
from support.opened import open_inbox
from support.screens import screen_text, wait_until
from support.stores import put, put_thread

OTHER = "6475550144"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    fill_directory(center)
    yield center
    center.close()


async def test_a_message_of_2048_lines_is_read_from_end_to_end(center: MessageCenter) -> None:
    put(store_of(center), "before", contact=ZOE, at=NOW)
    put(store_of(center), "\n".join(f"line {n}" for n in range(2048)), contact=ZOE, at=NOW)
    async with open_inbox(center, size=(80, 90)) as (app, pilot):
        await pilot.press("enter")
        await wait_until(pilot, lambda: "line 2047" in screen_text(app))
        await pilot.press("g")
        await wait_until(pilot, lambda: "before" in screen_text(app))
        seen = 0
        for _ in range(2048):
            found = [line.split() for line in screen_text(app).splitlines() if "line " in line]
            shown = [int(words[words.index("line") + 1]) for words in found]
            assert not shown or shown[0] <= seen + 1, "no line is skipped"
            seen = max([seen, *shown])
            if seen == 2047:
                break
            await pilot.press("pagedown")
        assert seen == 2047
        assert faults_on(app) == []


async def test_a_thread_of_20_000_opens_about_as_fast_as_one_of_1_000(
    center: MessageCenter,
) -> None:
    store = store_of(center)
    small, large = put_thread(store, 1_000, contact=ZOE), put_thread(store, 20_000, contact=OTHER)
    rows = center.inbox.conversations([small, large])
    async with open_inbox(center) as (app, pilot):
        await app.inbox.late_pane.ready()
        best = dict.fromkeys((small, large), float("inf"))
        for _ in range(7):
            for number, row in rows.items():
                # Of the processor, in this thread: what else the machine does is no matter.
                began = time.thread_time()
                await app.inbox.open(row)
                app.screen._compositor.render_strips()
                best[number] = min(best[number], time.thread_time() - began)
                await pilot.pause()
        assert best[large] < 2 * best[small], best


async def test_a_long_paste_takes_no_longer_than_its_lines(center: MessageCenter) -> None:
    put(store_of(center), "hello", did=SHOP, contact=ZOE, at=NOW)
    async with open_inbox(center) as (app, pilot):
        await pilot.press("enter", "r")
        await wait_until(pilot, lambda: app.inbox.pane.writing.composing)

        async def seconds(lines: int) -> float:
            best = float("inf")
            for _ in range(3):
                app.inbox.pane.writing.box.input.load("")
                await pilot.pause()
                event = events.Paste("\n".join(f"line {n} of a paste" for n in range(lines)))
                began = time.thread_time()
                await app.inbox.pane.writing.box.input._on_paste(event)
                best = min(best, time.thread_time() - began)
                await pilot.pause()
            return best

        await seconds(5)
        short, long = await seconds(25), await seconds(500)
        # Twenty times the lines: about twenty times as long, and no more than a blink.
        assert long < 3 * 20 * short, (short, long)
        assert long < 0.5, (short, long)
        assert "line 499 of a paste" in screen_text(app)
        assert faults_on(app) == []


def test_only_what_is_seen_of_a_long_thread_is_read(center: MessageCenter) -> None:
    number = put_thread(store_of(center), 20_000, contact=ZOE)
    (row,) = center.inbox.conversations([number]).values()
    window = ThreadWindow(center.inbox, row, Geometry(80, True, TORONTO), center.now)
    assert len(window.messages) < 1_000
    assert window.older
