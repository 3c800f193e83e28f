"""Reads a Textual screen as text, and waits for conditions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.style import Style
from textual.app import App
from textual.pilot import Pilot

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Conversation, Direction
from mmstui.domain.times.days import Span
from mmstui.domain.views import View

#: Friday 20 November 2026, 14:02 in Toronto: the moment of the pictures.
NOW = datetime(2026, 11, 20, 19, 2, tzinfo=UTC)


async def wait_until(
    pilot: Pilot[Any], condition: Callable[[], object], *, seconds: float = 10.0
) -> None:
    """Let the app run until a condition is true; fail with the text of the screen."""
    deadline = time.monotonic() + seconds
    # Longer each time: what takes long is done by others, and looking at the screen slows them.
    nap = 0.005
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not true after {seconds} s:\n{screen_text(pilot.app)}")
        await pilot.pause()
        await asyncio.sleep(nap)
        nap = min(nap * 1.5, 0.05)


def screen_lines(app: App[Any]) -> list[str]:
    """Return the screen as lines of text, without trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


def screen_text(app: App[Any]) -> str:
    """Return the screen as one text."""
    return "\n".join(screen_lines(app))


def style_of(app: App[Any], text: str, *, line: int | None = None) -> Style:
    """Return the style of a text on the screen, which must be in one segment."""
    strips = app.screen._compositor.render_strips()
    for number, strip in enumerate(strips):
        if line is not None and number != line:
            continue
        for segment in strip:
            if text in segment.text:
                return segment.style or Style()
    raise AssertionError(f"{text!r} is not on the screen:\n{screen_text(app)}")


def conversation(number: int, **fields: Any) -> Conversation:
    """A conversation to show; the higher its number, the older."""
    base = Conversation(
        id=number,
        did="5145550100",
        contact=f"43855501{number % 100:02}",
        title=f"(438) 555-01{number % 100:02}",
        number=f"(438) 555-01{number % 100:02}",
        did_label="Shop",
        preview=f"message {number}",
        preview_direction=Direction.IN,
        media=None,
        state=None,
        draft="",
        last_at=NOW - timedelta(minutes=number),
        unread=0,
        total=3,
        rev=1,
    )
    return replace(base, **fields)


class FakeSource(Inbox):
    """Conversations in memory, with the interface that the list uses."""

    def __init__(self, rows: Iterable[Conversation] = ()) -> None:
        self.rows = {row.id: row for row in rows}
        self.order = list(self.rows)
        self.asked: list[tuple[int, ...]] = []

    def put(self, row: Conversation, *, at: int | None = None) -> None:
        """Change a row, or add it; `at` moves it to a place of the order."""
        self.rows[row.id] = row
        if at is not None:
            if row.id in self.order:
                self.order.remove(row.id)
            self.order.insert(at, row.id)

    def conversation_ids(
        self,
        *,
        dids: frozenset[str] | None = None,
        unread_only: bool = False,
        view: View = View.INBOX,
        everything: bool = False,
        during: Sequence[Span] | None = None,
        among: Collection[int] | None = None,
        oldest_first: bool = False,
    ) -> list[int]:
        """Ids in order, filtered as the store does."""
        rows = (self.rows[number] for number in self.order)
        return [
            row.id
            for row in rows
            if (dids is None or row.did in dids) and (row.unread or view is not View.UNREAD)
        ]

    def newest_id(self) -> int:
        """No message has a number here."""
        return 0

    def conversations(self, ids: Sequence[int]) -> dict[int, Conversation]:
        """Rows by id."""
        self.asked.append(tuple(ids))
        return {number: self.rows[number] for number in ids if number in self.rows}
