"""What a key costs besides its picture: messages, layouts, queries. Counted, not timed."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any
from unittest.mock import Mock, PropertyMock

import pytest
from textual._styles_cache import StylesCache
from textual.events import Callback
from textual.message import Message
from textual.message_pump import MessagePump

from mmstui.center import feed
from mmstui.center.triage import Triage
from mmstui.domain.messages import Direction, State
from mmstui.domain.triage import Undone, Verb
from mmstui.tui.inbox.list_window import ListWindow
from mmstui.tui.terminal import width_anchors
from mmstui.tui.triage_mode.screen import TriageScreen
from mmstui.tui.ui import commands
from support.inboxes import (
    SHOP,
    fill_directory,
    make_center,
    make_center_like_the_picture,
    store_of,
)
from support.list_host import ListApp
from support.opened import open_inbox
from support.screens import FakeSource, conversation, screen_text, wait_until
from support.stores import put

_SCREEN = [("InboxScreen", "Update"), ("InboxScreen", "Prompt")]


@pytest.mark.parametrize(
    ("before", "key", "pane", "expected"),
    [
        ((), "j", "ConversationList", ["InboxScreen", "InboxApp"]),
        (("enter",), "k", "ThreadView", ["InboxScreen", "InboxApp"]),
        (("enter", "r", "h"), "i", "MessageInput", []),
    ],
)
async def test_a_key_goes_to_its_pane_and_the_app_and_the_screen_is_told_at_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: tuple[str, ...],
    key: str,
    pane: str,
    expected: list[str],
) -> None:
    center = make_center_like_the_picture(tmp_path)
    heard: list[tuple[str, str]] = []
    real = MessagePump._dispatch_message

    async def dispatch(pump: MessagePump, message: Message) -> None:
        if not isinstance(message, Callback):
            heard.append((type(pump).__name__, type(message).__name__))
        await real(pump, message)

    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press(*before)
        await pilot.pause()
        monkeypatch.setattr(MessagePump, "_dispatch_message", dispatch)
        await pilot.press(key)
        await pilot.pause()
        monkeypatch.undo()
    center.close()
    assert [name for name, kind in heard if kind == "Key"] == ["InboxApp", pane, *expected]
    # What else is said: Textual's own text area alone asks itself first.
    others = [each for each in dict.fromkeys(heard) if each[1] != "Key" and each not in _SCREEN]
    assert set(others) <= {("MessageInput", "Prompt")}


async def test_a_frame_goes_through_the_styles_of_borders_only_where_colours_need_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center_like_the_picture(tmp_path)
    rendered = Mock(return_value=[])
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        monkeypatch.setattr(StylesCache, "render_widget", rendered)
        # The header, the list and the summary, the footer.
        for widget in (app.inbox.header, app.inbox.list, app.inbox.summary, app.inbox.children[-1]):
            assert widget.render_lines(widget.size.region)
        assert not rendered.called
    center.close()


async def test_a_hidden_pane_that_changes_lays_nothing_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center_like_the_picture(tmp_path)
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert app.inbox.list.has_focus
        assert not app.inbox.summary.display
        compositor = app.inbox._compositor
        arranged = Mock(side_effect=compositor._arrange_root)
        monkeypatch.setattr(compositor, "_arrange_root", arranged)
        app.inbox.pane.writing.display = False
        await pilot.pause()
        arranged.reset_mock()
        app.inbox.pane.writing.box.input.refresh()
        await pilot.pause()
        assert app.inbox.summary.region.size.width == 0
        assert not arranged.called
        app.inbox.pane.writing.display = True
        await pilot.pause()
    center.close()


async def test_the_inbox_behind_triage_mode_paints_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center_like_the_picture(tmp_path)
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("v")
        await wait_until(pilot, lambda: isinstance(app.screen, TriageScreen))
        await pilot.pause()
        painted = Mock(side_effect=app.screen._compositor.update_widgets)
        monkeypatch.setattr(app.screen._compositor, "update_widgets", painted)
        app.inbox.list.refresh()
        await pilot.pause()
        assert not painted.called
        # A dialog shows what is behind it.
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: not isinstance(app.screen, TriageScreen))
        assert app._background_screens == [app.screen_stack[1]]
    center.close()


async def test_the_next_in_triage_mode_reads_two_sets_of_rows_and_asks_for_no_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center(tmp_path)
    fill_directory(center)
    for place in range(6):
        put(store_of(center), f"Question {place}", did=SHOP, contact=f"41655501{place:02}")
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("v")
        await wait_until(pilot, lambda: isinstance(app.screen, TriageScreen))
        screen = app.screen
        assert isinstance(screen, TriageScreen)
        await wait_until(pilot, lambda: len(screen._ahead._screenfuls) == 2)
        await pilot.pause()
        rows = Mock(side_effect=center.inbox.conversations)
        monkeypatch.setattr(center.inbox, "conversations", rows)
        thread = Mock(side_effect=center.inbox.thread)
        monkeypatch.setattr(center.inbox, "thread", thread)
        asked = Mock(side_effect=commands.in_force)
        monkeypatch.setattr(commands, "in_force", asked)
        before: list[int] = []
        real = screen._note_drawn

        def drawn() -> None:
            before.append(rows.call_count)
            real()

        monkeypatch.setattr(screen, "_note_drawn", drawn)
        await pilot.press("space")
        await wait_until(pilot, lambda: screen.session.drawn is not None)
        await pilot.pause()
        # The one that the key acts on, and with the next one those that follow it.
        assert before[0] == 2
        # What is new since the frame is looked for among what the frame shows.
        assert screen.session.current not in {call.args[0] for call in thread.call_args_list}
        assert not asked.called
        # At the end there are other keys.
        await pilot.press(*["space"] * 5)
        await wait_until(pilot, lambda: screen.ended)
        await pilot.pause()
        assert asked.called
    center.close()


class _Store:
    """A store whose undo stack has one step."""

    undoing = Mock()

    def __init__(self, step: Undone | None) -> None:
        self._step = step

    def submit(self, _write: object) -> Future[Undone | None]:
        future: Future[Undone | None] = Future()
        future.set_result(self._step)
        return future


def test_undo_wakes_the_workers_for_what_they_do() -> None:
    woken = set()
    for verb in Verb:
        wake = Mock()
        Triage(_Store(Undone(verb)), wake).undo()  # type: ignore[arg-type]
        woken |= {verb} if wake.called else set()
    assert woken == {Verb.DELETE, Verb.DROP, Verb.NAME, Verb.SEND, Verb.SCHEDULE}
    wake = Mock()
    Triage(_Store(None), wake).undo()  # type: ignore[arg-type]
    assert not wake.called


def test_the_feed_waits_longer_than_a_frame() -> None:
    assert 1 / 60 < feed.AFTER_WRITE < feed.MIN_INTERVAL


async def test_the_thumb_of_the_list_is_found_once_for_a_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ListApp(FakeSource([conversation(number) for number in range(1, 101)]))
    async with app.run_test(size=(46, 20)):
        thumb = PropertyMock(return_value=(0, 3))
        monkeypatch.setattr(ListWindow, "thumb", thumb)
        app.list.render_lines(app.list.size.region)
        assert thumb.call_count == 1


def test_columns_are_set_again_only_in_rows_with_an_emoji(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at = Mock(side_effect=width_anchors._token)
    monkeypatch.setattr(width_anchors, "_token", looked_at)
    rows = [f"\x1b[{y};1H\x1b[1mrow {y}\x1b[0m" for y in range(1, 31)]
    rows[7] = "\x1b[8;1H\x1b[1mrow 👍\x1b[0m"
    painted = width_anchors.anchored("".join(rows))
    assert looked_at.call_count == 2
    assert painted.startswith("".join(rows[:7]))
    assert painted.endswith("".join(rows[8:]))
    assert "👍\x1b[0m\x1b[7G" in painted


class _Unread(list[Any]):
    """Messages that nobody may look through."""

    def __iter__(self) -> Any:
        raise AssertionError("all messages were looked through")

    def __getitem__(self, index: Any) -> Any:
        raise AssertionError("all messages were looked through")


async def test_a_line_of_a_thread_asks_for_keys_only_if_the_footer_names_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    center = make_center(tmp_path)
    fill_directory(center)
    for place in range(6):
        direction, state = (Direction.OUT, State.SENT) if place % 2 else (Direction.IN, None)
        put(
            store_of(center), f"Line {place}", did=SHOP, contact="4165550100",
            direction=direction, state=state,
        )  # fmt: skip
    async with open_inbox(center, size=(120, 36)) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.inbox.in_thread)
        await pilot.pause()
        view = app.inbox.pane.view
        asked = Mock(side_effect=commands.in_force)
        monkeypatch.setattr(commands, "in_force", asked)
        reminds = view.check_action("message", ("thread.remind",))
        await pilot.press("k")
        await pilot.pause()
        # What the message allows is otherwise, but no word of the footer.
        assert view.check_action("message", ("thread.remind",)) != reminds
        assert not asked.called
        # The message under a cursor is found without a look at all others.
        viewport = view.viewport
        assert viewport is not None
        window, message = viewport.window, view.message
        assert message is not None
        place = window.messages.index(message)
        monkeypatch.setattr(window, "messages", _Unread(window.messages))
        assert window.index_of(message.id) == place
        monkeypatch.undo()
    center.close()
