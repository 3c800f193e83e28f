"""The help of the thread says what the states of messages mean: above all what `sent` does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.tui.app import InboxApp
from mmstui.tui.screens.keys_help import KeysHelp
from support.inboxes import NOW, SHOP, TORONTO, make_center, store_of
from support.screens import screen_text, wait_until
from support.stores import put

TOLD = "✓ sent  VoIP.ms took it; whether it arrived is not told"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    made = make_center(tmp_path)
    put(store_of(made), "hello", did=SHOP, contact="5145550177", at=NOW)
    yield made
    made.close()


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
