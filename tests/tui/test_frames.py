"""What is asked and painted anew for a frame: only what has changed."""

from __future__ import annotations

import random
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from textual.geometry import Region
from textual.widget import Widget

from mmstui.domain.messages import Conversation
from mmstui.domain.triage import Verb
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox import conversation_row, list_paint
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.conversation_row import RowContext
from mmstui.tui.terminal.frame_compositor import Frame
from mmstui.tui.thread import rows
from mmstui.tui.thread.paint import strip_of
from mmstui.tui.triage_mode.lines import TriageActions
from mmstui.tui.triage_mode.screen import AHEAD, TriageScreen
from mmstui.tui.ui import commands
from mmstui.tui.ui.line import Line
from support.inboxes import (
    SHOP,
    fill_directory,
    make_center,
    make_center_like_the_picture,
    store_of,
)
from support.list_host import ListApp
from support.opened import open_inbox
from support.screens import NOW, FakeSource, conversation, screen_lines, screen_text, wait_until
from support.stores import put


async def test_a_frame_has_the_cells_of_the_whole_screen(tmp_path: Path) -> None:
    center = make_center_like_the_picture(tmp_path)
    chance = random.Random(14)
    async with open_inbox(center, size=(120, 36), notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        await pilot.press("enter", "r")
        app.notify("over the keys of the footer", markup=False)
        await wait_until(pilot, lambda: "over the keys" in screen_lines(app)[-1])
        compositor = app.screen._compositor
        whole = compositor.render_strips()
        for _ in range(100):
            left, top = chance.randrange(120), chance.randrange(36)
            size = chance.randint(1, 120 - left), chance.randint(1, 36 - top)
            regions = {Region(left, top, *size), Region(chance.randrange(120), 35, 1, 1)}
            compositor._dirty_regions.update(regions)
            frame = compositor.render_partial_update()
            assert isinstance(frame, Frame)
            shown = {
                (x + cell, y) for y, x, strip in frame.pieces for cell in range(strip.cell_length)
            }
            assert shown.issuperset(
                (x, y) for r in regions for y in r.line_range for x in r.column_range
            )
            for y, x, strip in frame.pieces:
                assert strip.simplify() == whole[y].crop(x, x + strip.cell_length).simplify()
    center.close()


async def test_a_frame_asks_no_widget_for_lines_that_are_covered_or_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center_like_the_picture(tmp_path)
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        asked: dict[Widget, list[Region]] = {}
        for widget in app.screen.walk_children(Widget, with_self=True):
            asked[widget] = []

            def note(crop: Region, of: Any = widget, real: Any = widget.render_lines) -> Any:
                asked[of].append(crop)
                return real(crop)

            monkeypatch.setattr(widget, "render_lines", note)
        compositor = app.screen._compositor
        compositor._dirty_regions.update({Region(0, 3, 46, 2), Region(46, 3, 74, 1)})
        compositor.render_partial_update()
        assert {widget: regions for widget, regions in asked.items() if regions} == {
            app.inbox.list: [Region(0, 2, 46, 2)],
            app.inbox.summary: [Region(0, 2, 74, 1)],
        }
    center.close()


class _Painted:
    """Counts the lines of rows that are painted, and not taken from those painted before."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[tuple[int, bool]] = []
        real = conversation_row.paint_row

        def paint(line: Line, row: Conversation, second: bool, context: RowContext) -> None:
            self.lines.append((row.id, second))
            real(line, row, second, context)

        monkeypatch.setattr(list_paint, "paint_row", paint)

    def by(self, rows: ConversationList) -> list[tuple[int, bool]]:
        """Return what is painted when the whole list is asked for."""
        self.lines.clear()
        rows.render_lines(rows.size.region)
        return self.lines


async def test_a_row_that_only_moves_is_not_painted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    painted = _Painted(monkeypatch)
    rows = [conversation(number) for number in range(1, 51)]
    app = ListApp(FakeSource(rows))
    async with app.run_test(size=(46, 20)) as pilot:
        await pilot.press("pagedown")
        assert painted.by(app.list) == []
        app.list.take_away(frozenset({11}), rows[11], Verb.DONE)
        # The row that has the cursor now, the one that has come into view, and beside the others
        # the ends of the scrollbar's thumb.
        lines = painted.by(app.list)
        assert {(12, False), (12, True), (21, False), (21, True)}.issubset(lines)
        assert len(lines) <= 8
        assert "(438) 555-0112" in screen_lines(app)[app.list.viewport.cursor * 2 - 20]


async def test_a_kept_line_is_never_older_than_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    painted, now = _Painted(monkeypatch), NOW
    source = FakeSource([conversation(number) for number in range(1, 11)])
    source.put(conversation(3, snoozed_until=NOW + timedelta(seconds=20)))
    app = ListApp(source)
    app.list._clock = lambda: now
    async with app.run_test(size=(46, 20)):
        assert {number for number, _ in painted.by(app.list)} == {3}
        source.put(conversation(2, preview="another text"))
        app.list.apply([2])
        assert {number for number, _ in painted.by(app.list)} == {2, 3}
        assert "another text" in screen_lines(app)[3]
        # A snooze ends at its second; the day and the hour are those of the minute.
        now += timedelta(seconds=30)
        app.list.refresh()
        assert "back" in screen_lines(app)[5]
        now += timedelta(minutes=1)
        assert len(painted.by(app.list)) == 20


def _told(app: InboxApp, words: str) -> bool:
    return words in screen_lines(app)[-1]


async def test_undo_of_a_key_reads_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center_like_the_picture(tmp_path)
    async with open_inbox(center, size=(120, 36), notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        ids = list(app.inbox.list.ids)
        for key, words, listed in (("e", "done", ids[1:]), ("z", "back in the inbox", ids)):
            read = Mock(side_effect=app.inbox.list.viewport.read)
            monkeypatch.setattr(app.inbox.list.viewport, "read", read)
            await pilot.press(key)
            await wait_until(pilot, partial(_told, app, words))
            assert (list(app.inbox.list.ids), read.called) == (listed, False)
            assert app.inbox.list.cursor_id == listed[0]
    center.close()


async def test_the_next_in_triage_mode_reads_nothing_before_its_frame_and_lays_nothing_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center(tmp_path)
    fill_directory(center)
    for place in range(4):
        put(store_of(center), f"Question {place}", did=SHOP, contact=f"41655501{place:02}")
    painted_here: list[bool] = []

    def paint(*args: Any, first: bool, **options: Any) -> Any:
        if first:
            painted_here.append(threading.current_thread() is threading.main_thread())
        return strip_of(*args, first=first, **options)

    monkeypatch.setattr(rows, "strip_of", paint)
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("v")
        await wait_until(pilot, lambda: isinstance(app.screen, TriageScreen))
        screen = app.screen
        assert isinstance(screen, TriageScreen)
        await wait_until(pilot, lambda: screen.session.drawn is not None)
        await wait_until(pilot, lambda: painted_here.count(False) == AHEAD)
        await pilot.pause()
        painted_here.clear()
        read = Mock(side_effect=center.inbox.thread)
        monkeypatch.setattr(center.inbox, "thread", read)
        laid_out = Mock(side_effect=screen._compositor.reflow)
        monkeypatch.setattr(screen._compositor, "reflow", laid_out)
        loaded = Mock(side_effect=screen.pane.writing.box.input.load_text)
        monkeypatch.setattr(screen.pane.writing.box.input, "load_text", loaded)
        asked: list[int] = []
        actions = screen.query_one(TriageActions)
        real = actions.render_line

        def render_line(y: int) -> Any:
            asked.append(y)
            return real(y)

        monkeypatch.setattr(actions, "render_line", render_line)
        acted_on = screen.session.current
        await pilot.press("e")
        await wait_until(pilot, lambda: screen.session.left < screen.session.total)
        await wait_until(pilot, lambda: screen.session.drawn is not None)
        # What follows is read after its frame.
        assert acted_on not in {call.args[0] for call in read.call_args_list}
        assert not laid_out.called
        # The box was and stays empty; the thread was painted on a thread; of what is below it, what
        # comes next and what was said are painted, and not the keys.
        assert not loaded.called
        assert True not in painted_here
        assert set(asked) == {4, 5}
    center.close()


async def test_bindings_in_force_are_found_once_for_all_who_show_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center_like_the_picture(tmp_path)
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.pause()
        found = Mock(side_effect=commands.in_force)
        monkeypatch.setattr(commands, "in_force", found)
        app.inbox.refresh_bindings()
        app.inbox.refresh_bindings()
        await pilot.pause()
        assert found.call_count == 1
    center.close()
