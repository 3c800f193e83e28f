"""No size of the terminal ends the inbox, whatever is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pytest
from textual.geometry import Size
from textual.pilot import Pilot

from mmstui.tui.app import InboxApp
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.ui.cramped import LEAST, room
from support.pictured import FIRST, Pictured, each_scene
from support.screens import wait_until
from support.views import NARROW, Opener

pytestmark = pytest.mark.usefixtures("photos")

#: Those below `LEAST` are laid out in `LEAST.width` columns, or `LEAST.height` rows.
SMALL: Final = ((1, 1), (4, 24), (80, LEAST.height))
OTHERS: Final = ((27, 24), (39, 24), (80, 7), (500, 6), (25, 90))


def test_the_least_sizes_are_laid_out_as_the_least_that_panes_get() -> None:
    assert [room(Size(*size)) for size in SMALL] == [
        LEAST, (LEAST.width, 24), (80, LEAST.height),
    ]  # fmt: skip


@each_scene
async def test_the_least_sizes_are_drawn(open_inbox: Opener, pictured: Pictured) -> None:
    await drawn_in(SMALL, open_inbox(), pictured)


@pytest.mark.parametrize(
    "pictured",
    [
        # Other screens are laid out by the same rules.
        pytest.param(
            each, id=each.name, marks=() if each.screen is InboxScreen else pytest.mark.slow
        )
        for each in FIRST.values()
    ],
)
async def test_every_other_size_is_drawn(open_inbox: Opener, pictured: Pictured) -> None:
    await drawn_in(OTHERS, open_inbox(), pictured)


async def drawn_in(sizes: Sequence[tuple[int, int]], app: InboxApp, pictured: Pictured) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pictured.scene(pilot)
        screen = type(app.screen)
        for size in sizes:
            await resized(pilot, *size)
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
