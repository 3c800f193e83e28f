"""A picture by the terminal's protocol: put where it belongs, and taken away whatever comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.events import Resize
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.tui.app import InboxApp
from mmstui.tui.graphics import kitty
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.media.viewer import PictureView
from mmstui.tui.terminal import cell_size, raw_writes
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.keys_help import KeysHelp
from support.brought import bring
from support.inboxes import NOW, SHOP, ZOE, fill_directory, make_center, store_of
from support.opened import app_of
from support.photos import photo
from support.screens import screen_lines, screen_text, wait_until
from support.stores import put

PUT = re.compile(r"\x1b7\x1b\[(\d+);(\d+)H(\x1b_G|\x1bP)")


class Terminal:
    """What was written past Textual: `+` for a picture put, `-` for one taken away."""

    def __init__(self) -> None:
        self.signs = ""
        self.places: list[tuple[int, int]] = []

    def write(self, data: str) -> None:
        if found := PUT.match(data):
            self.signs += "+"
            self.places.append((int(found[2]), int(found[1])))
        else:
            assert data == kitty.CLEAR
            self.signs += "-"

    @property
    def clean(self) -> bool:
        return self.signs.endswith("-") or not self.signs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    found = Terminal()
    monkeypatch.setattr(raw_writes, "writer", lambda app: found.write)
    monkeypatch.setattr(cell_size, "cell_pixels", lambda: (10, 20))
    for name in ("NO_COLOR", "TMUX", "STY", "SSH_CONNECTION", "SSH_TTY", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-kitty")
    return found


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    fill_directory(center)
    for number, sides in enumerate([(640, 480), (300, 600)]):
        bring(
            store_of(center), [(f"{number}.jpg", photo(*sides))],
            at=NOW - timedelta(hours=2 - number), contact=ZOE, did=SHOP,
        )  # fmt: skip
    yield center
    center.close()


async def view(pilot: Pilot[Any]) -> None:
    """The second picture in full."""
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, PictureView))


def inbox(center: MessageCenter) -> InboxApp:
    return app_of(center)


async def test_it_is_put_over_blank_cells_and_taken_away_at_the_end(
    center: MessageCenter, written: Terminal
) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: written.signs == "+")
        # 300x600 pixels are 30x30 cells, in a room of 120x33 below the head.
        assert written.places == [(46, 3)]
        assert not "".join(screen_lines(app)[1:33]).strip(), "nothing is written below it"
        await pilot.press("h")
        await wait_until(pilot, lambda: written.places[-1] == (29, 6) and not written.clean)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen))
        signs = written.signs
        assert written.clean
        await pilot.press("j", "k")
        await pilot.pause()
        assert written.signs == signs, "nothing of it comes back"


async def test_what_comes_over_it_takes_it_away_and_gives_it_back(
    center: MessageCenter, written: Terminal
) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: written.signs == "+")
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        await wait_until(pilot, lambda: written.clean)
        await pilot.pause()
        assert written.clean
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, PictureView))
        await wait_until(pilot, lambda: not written.clean)


async def test_another_size_puts_it_anew(center: MessageCenter, written: Terminal) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: written.signs == "+")
        await pilot.resize_terminal(80, 24)
        await wait_until(pilot, lambda: len(set(written.places)) == 2 and not written.clean)
        column, row = written.places[-1]
        assert row >= 2
        assert column > 1


async def test_the_same_size_again_leaves_its_facts(
    center: MessageCenter, written: Terminal
) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: "300x600" in screen_text(app))
        signs = written.signs
        app.screen.post_message(Resize(app.size, app.size))
        await wait_until(pilot, lambda: len(written.signs) > len(signs))
        await wait_until(pilot, lambda: "300x600" in screen_text(app))


async def test_suspended_and_quit_the_terminal_is_clean(
    center: MessageCenter, written: Terminal
) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: written.signs == "+")
        app.app_suspend_signal.publish(app)
        assert written.clean
        app.app_resume_signal.publish(app)
        await wait_until(pilot, lambda: not written.clean)
        await pilot.press("ctrl+q")
        await wait_until(pilot, lambda: not app.is_running)
    assert written.clean


async def test_of_a_key_held_down_only_the_last_is_drawn(
    center: MessageCenter, written: Terminal
) -> None:
    store = store_of(center)
    for number in range(20):
        when = NOW - timedelta(days=1, hours=number)
        bring(store, [(f"old{number}.jpg", photo(320, 240))], at=when, contact=ZOE, did=SHOP)
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: written.signs == "+")
        await pilot.press(*["h"] * 21)
        await wait_until(pilot, lambda: "1 of 22" in screen_text(app) and not written.clean)
        await wait_until(pilot, lambda: "old19.jpg" in screen_text(app))
        assert written.signs.count("+") <= 22


@pytest.mark.parametrize("size", [(50, 20), (40, 12)])
async def test_on_a_small_screen_too(
    center: MessageCenter, written: Terminal, size: tuple[int, int]
) -> None:
    app = inbox(center)
    async with app.run_test(size=size) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: written.signs == "+")
        assert "▣ photo  JPG  300x600" in screen_text(app)
        assert "o open" in screen_lines(app)[-1]


async def test_what_changes_below_sends_nothing_again(
    center: MessageCenter, written: Terminal
) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await view(pilot)
        await wait_until(pilot, lambda: written.signs == "+")
        for number in range(3):
            put(store_of(center), f"news {number}", did=SHOP, contact=ZOE, at=NOW)
            total = 3 + number
            await wait_until(
                pilot,
                lambda total=total: app.inbox.conversation.total == total,  # type: ignore[misc, union-attr]
            )
            await pilot.pause()
        assert written.signs == "+"
