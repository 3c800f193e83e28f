"""What is told in passing stands in the footer: over no line that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from textual._compositor import Compositor
from textual.geometry import Region

from mmstui.center import MessageCenter
from mmstui.tui.app import InboxApp
from support.inboxes import make_center_like_the_picture
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, wait_until


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path)
    yield center
    center.close()


@pytest.mark.parametrize(
    ("no_color", "size"),
    [*((False, size) for size in ((120, 36), (80, 24), (50, 20))), (True, (80, 24))],
)
async def test_only_the_footer_gives_way(
    size: tuple[int, int], no_color: bool, center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with open_inbox(center, size=size, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        await pilot.press("enter", "r", "o")
        await wait_until(pilot, lambda: "1/160" in screen_text(app))
        before = screen_lines(app)
        for words in ("short", "first of several", "x" * 300):
            app.notify(words, markup=False)
        await wait_until(pilot, lambda: "xxxx" in screen_lines(app)[-1])
        lines = screen_lines(app)
        assert lines[-6:-1] == before[-6:-1]
        assert "short" not in lines[-1]
        assert "…" in lines[-1]


async def test_an_error_is_not_pushed_away_and_its_words_are_not_in_the_log(
    center: MessageCenter, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_inbox(center, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        app.notify("It could not be done.", severity="error", markup=False)
        app.notify("copied", markup=False)
        await wait_until(pilot, lambda: "It could not be done." in screen_lines(app)[-1])
        assert "copied" not in screen_text(app)
        assert "an error was shown, by " in caplog.text
        assert "could not be done" not in caplog.text


@pytest.mark.parametrize(
    ("severity", "size"),
    [
        *(("error", size) for size in ((120, 36), (80, 24), (50, 20), (40, 12))),
        ("warning", (80, 24)),
    ],
)
async def test_an_error_is_told_to_its_end(
    size: tuple[int, int], severity: Literal["error", "warning"], center: MessageCenter
) -> None:
    words = (
        "The disk is full. Make room on the disk of /home/zoe/.local/share/mmstui/accounts, "
        "then do it again; nothing was half written."
    )
    async with open_inbox(center, size=size, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        await pilot.press("enter", "r", "o")
        await wait_until(pilot, lambda: "1/160" in screen_text(app))
        app.notify(words, severity=severity, markup=False)
        await wait_until(pilot, lambda: told(app, "written."))
        below = "".join(screen_lines(app)[-6:]).replace(" ", "")
        assert words.replace(" ", "") in below
        app.notify("short", severity=severity, markup=False)
        await wait_until(pilot, lambda: told(app, "short"))
        assert "1/160" in screen_text(app)


def told(app: InboxApp, words: str) -> bool:
    return words in screen_lines(app)[-1]


async def test_each_is_told_where_the_one_before_it_was(center: MessageCenter) -> None:
    """Also after that one has been painted, and gone."""
    async with open_inbox(center, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        for words in ("copied", "Nothing unread.", "copied", "saved"):
            app.notify(words, markup=False)
            await wait_until(pilot, partial(told, app, words))
        assert "copied" not in screen_text(app)


async def test_what_is_undone_is_not_told_any_more(center: MessageCenter) -> None:
    async with open_inbox(center, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Priya Raman" in screen_text(app))
        for _ in range(20):
            row = app.inbox.list.cursor_conversation
            if row is not None and row.title == "Priya Raman":
                break
            await pilot.press("j")
        await pilot.press("enter", "d")
        await wait_until(pilot, lambda: "taken back   z undo" in screen_lines(app)[-1])
        await pilot.press("z")
        await wait_until(pilot, lambda: "taken back" not in screen_text(app))
        await wait_until(pilot, lambda: "held" in screen_text(app))


async def test_no_key_of_the_footer_is_cut_by_it(center: MessageCenter) -> None:
    async with open_inbox(center, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        before = screen_lines(app)[-1]
        app.notify("2 conversations back in the inbox", markup=False, timeout=60)
        await wait_until(pilot, lambda: "back in the inbox" in screen_lines(app)[-1])
        await pilot.pause()
        keys = screen_lines(app)[-1].partition("  2 conv")[0].rstrip()
        assert before[len(keys) :].startswith("   "), screen_lines(app)[-1]
        app.clear_notifications()
        await wait_until(pilot, lambda: screen_lines(app)[-1] == before)


async def test_what_replaces_another_paints_no_more_than_the_footer(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[Region] = []
    update = Compositor.render_update

    def noted(self: Compositor, *args: Any, **options: Any) -> Any:
        painted.extend(self._dirty_regions)
        return update(self, *args, **options)

    async with open_inbox(center, size=(120, 36), notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        app.notify("first", markup=False)
        await wait_until(pilot, lambda: "first" in screen_lines(app)[-1])
        monkeypatch.setattr(Compositor, "render_update", noted)
        app.notify("second", markup=False)
        await wait_until(pilot, lambda: "second" in screen_lines(app)[-1])
        await pilot.pause()
        assert painted
        assert {region.height for region in painted} == {1}


async def test_a_notification_in_the_footer_lays_nothing_out(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts: list[object] = []
    reflow = Compositor.reflow

    def noted(self: Compositor, *args: Any) -> Any:
        layouts.append(self)
        return reflow(self, *args)

    async with open_inbox(center, notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await pilot.pause()
        monkeypatch.setattr(Compositor, "reflow", noted)
        for words in ("first", "second"):
            app.notify(words, markup=False)
            await wait_until(pilot, partial(told, app, words))
        app.clear_notifications()
        await wait_until(pilot, lambda: not told(app, "second"))
        assert not layouts


async def test_a_click_or_its_time_takes_a_notification_off(center: MessageCenter) -> None:
    async with open_inbox(center, size=(120, 36), notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        before = screen_lines(app)[-1]
        app.notify("a click takes it off", markup=False, timeout=60)
        await wait_until(pilot, partial(told, app, "a click"))
        await pilot.click(offset=(2, 35))
        assert told(app, "a click")
        await pilot.click(offset=(60, 35))
        await wait_until(pilot, lambda: screen_lines(app)[-1] == before)
        app.notify("a moment", markup=False, timeout=0.2)
        await wait_until(pilot, partial(told, app, "a moment"))
        await wait_until(pilot, lambda: screen_lines(app)[-1] == before)


async def test_an_error_has_lines_of_its_own_where_the_footer_is_too_narrow(
    center: MessageCenter,
) -> None:
    words = "The disk is full: make room on it, then press the key again."
    async with open_inbox(center, size=(120, 36), notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        app.notify(words, severity="error", markup=False)
        await wait_until(pilot, partial(told, app, words))
        await pilot.resize_terminal(50, 20)
        await wait_until(pilot, partial(told, app, "again."))
        below = " ".join(line.strip() for line in screen_lines(app)[-2:])
        assert words in below
        await pilot.resize_terminal(120, 36)
        await wait_until(pilot, partial(told, app, words))
        app.notify("short", severity="error", markup=False)
        await wait_until(pilot, partial(told, app, "short"))
        assert "disk" not in screen_text(app)


async def test_a_dialog_shows_what_was_told_before_it(center: MessageCenter) -> None:
    async with open_inbox(center, size=(120, 36), notifications=True) as (app, pilot):
        await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(app))
        app.notify("told before", markup=False, timeout=60)
        await wait_until(pilot, partial(told, app, "told before"))
        await pilot.press("D")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        await wait_until(pilot, partial(told, app, "told before"))
        app.notify("told after", markup=False, timeout=60)
        await wait_until(pilot, partial(told, app, "told after"))
        await pilot.press("escape")
        await wait_until(pilot, partial(told, app, "told after"))
        assert "told before" not in screen_text(app)
