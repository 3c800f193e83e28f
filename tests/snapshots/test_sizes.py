"""No size of the terminal ends the inbox, whatever is open."""

from __future__ import annotations

from typing import Any, Final

import pytest
from textual.geometry import Size
from textual.pilot import Pilot

from mmstui.tui.ui.cramped import LEAST, room
from support.pictured import PICTURED, Pictured
from support.screens import wait_until
from support.views import NARROW, Opener

pytestmark = pytest.mark.usefixtures("photos")

#: Those below `LEAST` are laid out in `LEAST.width` columns, or `LEAST.height` rows.
SMALL: Final = ((1, 1), (4, 24), (80, LEAST.height))
SIZES: Final = (*SMALL, (27, 24), (39, 24), (80, 7), (500, 6), (25, 90))
#: The first scene of each screen goes through all sizes, the others through the least.
FIRST: Final = {pictured.screen: pictured for pictured in reversed(PICTURED)}


def test_the_least_sizes_are_laid_out_as_the_least_that_panes_get() -> None:
    assert [room(Size(*size)) for size in SMALL] == [
        LEAST, (LEAST.width, 24), (80, LEAST.height),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pictured",
    [
        # The further scenes of a screen have the same parts: `make faults` walks them too.
        pytest.param(
            each, id=each.name, marks=() if FIRST[each.screen] is each else pytest.mark.slow
        )
        for each in PICTURED
    ],
)
async def test_every_size_is_drawn(open_inbox: Opener, pictured: Pictured) -> None:
    app = open_inbox()
    async with app.run_test(size=NARROW) as pilot:
        await pictured.scene(pilot)
        screen = type(app.screen)
        for columns, rows in SIZES if FIRST[pictured.screen] is pictured else SMALL:
            await resized(pilot, columns, rows)
        await resized(pilot, *NARROW)
        assert type(app.screen) is screen
        await pilot.press("escape")


async def resized(pilot: Pilot[Any], columns: int, rows: int) -> None:
    """The terminal has another size, and every cell of it is painted."""
    width, height = room(Size(columns, rows))

    def is_drawn() -> bool:
        compositor = pilot.app.screen._compositor
        strips = compositor.render_strips() if compositor.size == (width, height) else []
        return [strip.cell_length for strip in strips] == [width] * height

    await pilot.resize_terminal(columns, rows)
    await wait_until(pilot, is_drawn, seconds=30.0)
