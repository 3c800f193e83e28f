"""No size of the terminal ends the inbox, whatever is open."""

from __future__ import annotations

from typing import Any, Final

import pytest
from textual.geometry import Size
from textual.pilot import Pilot

from mmstui.tui.cramped import LEAST, room
from support.pictured import PICTURED, Pictured
from support.screens import wait_until
from support.views import NARROW, Opener

pytestmark = pytest.mark.usefixtures("photos")

SIZES: Final = (
    (1, 1), (4, 24), (LEAST.width, 24), (27, 24), (39, 24), (80, LEAST.height), (80, 7), LEAST,
    (500, 6), (25, 200),
)  # fmt: skip


@pytest.mark.parametrize("pictured", PICTURED, ids=lambda pictured: pictured.name)
async def test_every_size_is_drawn(open_inbox: Opener, pictured: Pictured) -> None:
    app = open_inbox()
    async with app.run_test(size=NARROW) as pilot:
        await pictured.scene(pilot)
        screen = type(app.screen)
        for columns, rows in SIZES:
            await resized(pilot, columns, rows)
        await resized(pilot, *NARROW)
        assert type(app.screen) is screen
        for key in ("escape",) * 3:
            await pilot.press(key)


async def resized(pilot: Pilot[Any], columns: int, rows: int) -> None:
    """The terminal has another size, and every cell of it is painted."""
    width, height = room(Size(columns, rows))

    def is_drawn() -> bool:
        compositor = pilot.app.screen._compositor
        strips = compositor.render_strips() if compositor.size == (width, height) else []
        return [strip.cell_length for strip in strips] == [width] * height

    await pilot.resize_terminal(columns, rows)
    await wait_until(pilot, is_drawn, seconds=30.0)
