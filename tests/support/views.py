"""The text of a screen whose picture is compared with a baseline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import pytest
from textual.pilot import Pilot

from mmstui.tui.app import InboxApp

Scene = Callable[[Pilot[Any]], Awaitable[None]]
Opener = Callable[..., InboxApp]

WIDE, NARROW = (120, 36), (80, 24)
both_sizes = pytest.mark.parametrize(
    "size", [WIDE, NARROW], ids=lambda size: f"{size[0]}x{size[1]}"
)
#: For a walk that is the same in both, but for where things stand: `make test` takes the wide one.
wide_and_narrow = pytest.mark.parametrize(
    "size", [WIDE, pytest.param(NARROW, marks=pytest.mark.slow)], ids=["120x36", "80x24"]
)


class View(NamedTuple):
    """The lines of a screen, and whether its picture equals the baseline."""

    lines: list[str]
    matches: bool

    @property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self.lines)

    def holds(self, *wanted: str) -> None:
        """Return whether the texts are on the screen in this order."""
        at = 0
        for words in wanted:
            found = [y for y, line in enumerate(self.lines) if y >= at and words in line]
            assert found, f"{words!r} is not there, from line {at}:\n{self.text}"
            at = found[0]


Look = Callable[[InboxApp, Scene, tuple[int, int]], View]
