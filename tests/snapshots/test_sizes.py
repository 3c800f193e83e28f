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

#: Each narrow width, each low height, and what is far from any terminal's shape.
SIZES: Final = (
    (1, 1), (1, 24), (4, 24), (LEAST.width, 24), (21, 24), (23, 24), (27, 24), (33, 24), (39, 24),
    (80, 1), (80, LEAST.height), (80, 6), (80, 7), (80, 9), (80, 11), LEAST, (25, 6), (30, 8),
    (500, 2), (2, 200), (500, 6), (21, 200), (1, 1),
)  # fmt: skip


@pytest.mark.parametrize("pictured", PICTURED, ids=lambda pictured: pictured.name)
async def test_every_size_is_drawn(open_inbox: Opener, pictured: Pictured) -> None:
    app = open_inbox()
    async with app.run_test(size=NARROW) as pilot:
        await pictured.scene(pilot)
        screen = type(app.screen)
        for columns, rows in SIZES:
            await resized(pilot, columns, rows)
            strips = app.screen._compositor.render_strips()
            width, height = room(Size(columns, rows))
            assert [strip.cell_length for strip in strips] == [width] * height, (columns, rows)
        await resized(pilot, *NARROW)
        assert type(app.screen) is screen
        for key in ("escape",) * 3:
            await pilot.press(key)


async def resized(pilot: Pilot[Any], columns: int, rows: int) -> None:
    """The terminal has another size, and all is laid out by it."""
    await pilot.resize_terminal(columns, rows)
    await wait_until(pilot, lambda: pilot.app.screen.size == room(Size(columns, rows)))
