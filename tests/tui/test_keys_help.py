"""The help of the thread says what the states of messages mean: above all what `sent` does not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from rich.cells import cell_len

from mmstui.center import MessageCenter
from mmstui.tui import commands
from mmstui.tui.app import InboxApp
from mmstui.tui.screens.keys_help import KeysHelp
from support.inboxes import NOW, SHOP, TORONTO, make_center, store_of
from support.screens import screen_text, wait_until
from support.stores import put

#: Columns that a description has in the help at 80 columns with a frame, and in the palette.
ROOM = 50
TOLD = "✓ sent  VoIP.ms took it; whether it arrived is not told"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    made = make_center(tmp_path)
    put(store_of(made), "hello", did=SHOP, contact="5145550177", at=NOW)
    yield made
    made.close()


def test_no_description_is_cut_at_80_columns() -> None:
    found = {
        command.id: command.description
        for module in iter_modules(commands.__path__)
        for command in vars(import_module(f"{commands.__name__}.{module.name}")).values()
        if isinstance(command, commands.Command)
    }
    assert len(found) > 80
    assert [words for words in found.values() if cell_len(words) > ROOM] == []


@pytest.mark.parametrize("size", [(120, 60), (80, 60)])
async def test_in_a_thread_it_says_what_sent_means(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    app = InboxApp(center, clock=center.now, zone=TORONTO, blink=False, engine=False)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        assert "whether it arrived" not in screen_text(app), "the list has no states to explain"
        await pilot.press("escape", "enter", "question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        await wait_until(pilot, lambda: TOLD in screen_text(app))
        for state in ("○ queued", "! held", "? checking", "? unconfirmed", "× failed"):
            assert state in screen_text(app)
