"""What arrives while one reads further up waits below the thread, and says how much it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmstui.domain.messages import Message
from support.screens import screen_lines, screen_text, wait_until
from support.thread_host import FakeCenter, ThreadHost
from support.threads import at, incoming, many


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_new_messages_wait_below_the_thread(size: tuple[int, int]) -> None:
    center = FakeCenter(many(60))
    app = ThreadHost(center, seen_after=1e9)

    def put(*messages: Message) -> None:
        center.put(*messages)
        assert center.row is not None
        center.row = replace(center.row, unread=sum(row.unread for row in center.rows.values()))
        app.changed()

    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: "message 60" in screen_text(app))
        # At the end what arrives is seen: nothing waits.
        put(incoming(61, at(1, 9, 1), "message 61", unread=True))
        await wait_until(pilot, lambda: "message 61" in screen_text(app))
        assert "newest" not in screen_text(app)
        await pilot.press("pageup", "pageup")
        await wait_until(pilot, lambda: "●  1 new   G newest" in screen_text(app))
        before = [text for text in screen_lines(app) if "message " in text]
        put(incoming(62, at(1, 9, 2), "message 62", unread=True))
        await wait_until(pilot, lambda: "●  2 new   G newest" in screen_text(app))
        # Nothing moved.
        assert [text for text in screen_lines(app) if "message " in text] == before
        await pilot.press("G")
        await wait_until(pilot, lambda: "message 62" in screen_text(app))
        assert "newest" not in screen_text(app)
        # What is read waits for nobody.
        put(*(replace(row, unread=False) for row in center.rows.values() if row.unread))
        await pilot.press("pageup", "pageup")
        await wait_until(pilot, lambda: "message 62" not in screen_text(app))
        assert "newest" not in screen_text(app)
