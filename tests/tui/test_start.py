"""What stands between the start and the first key, and what waits until the panes are there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from mmstui.tui.inbox.late_pane import LatePane
from support.inboxes import make_center
from support.opened import open_inbox, press
from support.screens import wait_until


async def test_a_key_before_the_panes_are_there_is_noted_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That a user is there is noted in the outbox, which takes long to import."""
    told: list[str] = []
    held: list[LatePane] = []
    start = LatePane.start
    with closing(make_center(tmp_path)) as center:
        monkeypatch.setattr(center.outbox, "acted", lambda: told.append("acted"))
        monkeypatch.setattr(LatePane, "start", lambda pane: held.append(pane))
        async with open_inbox(center, ready=lambda: told.append("panes")) as (_, pilot):
            await press(pilot, "j", "k")
            assert told == []
            start(held[0])
            await wait_until(pilot, lambda: "acted" in told)
            await press(pilot, "j")
    assert told == ["panes", "acted", "acted"]
