"""density, did_colors and signs: how much stands on the screen, and what it is drawn with."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from mmstui.center import MessageCenter
from mmstui.domain.text.charsets import without_signs
from mmstui.settings.model import DID_COLORS, DidLook
from mmstui.tui.app import InboxApp
from mmstui.tui.terminal.sgr_optimizer import WriteGuard
from mmstui.tui.theme.contrast import ratio
from mmstui.tui.theme.did_colors import NAMED, DidColors
from mmstui.tui.theme.palette import from_variables
from mmstui.tui.theme.themes import OURS
from support.inboxes import NOW, SHOP, TORONTO, make_center_like_the_picture, store_of
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.stores import FakeClock


def app_with(home: Path, **settings: Any) -> InboxApp:
    center = make_center_like_the_picture(home, FakeClock(NOW), more=3)
    center.settings = replace(center.settings, **settings)
    return InboxApp(center, clock=center.now, zone=TORONTO, engine=False)


@pytest.mark.parametrize(
    ("size", "first"),
    [
        (
            (80, 24),
            "    Shop  Zoé Tremblay             2 new  Je peux passer vers 9 h ?   │",
        ),
        ((50, 20), "    Shop  Zoé Trembl…  2 new  Je peux…  ┃"),
    ],
)
async def test_a_compact_list_has_a_line_for_each_conversation(
    tmp_path: Path, size: tuple[int, int], first: str
) -> None:
    app = app_with(tmp_path, density="compact")
    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: "Zoé" in screen_text(app))
        lines = screen_lines(app)
        assert lines[1] == f"▌●  14:01{first}"
        assert "Dispatch" in lines[2]
        # The cursor, the page and the mouse count rows of one line.
        await pilot.press("j", "j")
        assert screen_lines(app)[3].startswith("▌")
        assert app.inbox.list.viewport.page == size[1] - 2
        await pilot.click(app.inbox.list, offset=(20, 0))
        first_id = app.inbox.list.ids[0]
        await wait_until(
            pilot, lambda: app.inbox.conversation and app.inbox.conversation.id == first_id
        )
    app.center.close()


async def test_a_compact_screen_has_no_blank_lines(tmp_path: Path) -> None:
    app = app_with(tmp_path, density="compact")
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: "Zoé" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Parfait" in screen_text(app))
        assert "Zoé Tremblay" in screen_lines(app)[1]
        assert app.inbox.pane.has_class("-short")
    app.center.close()


async def test_a_number_has_a_name_and_a_colour_in_list_header_and_thread(tmp_path: Path) -> None:
    look = DidLook("Boutique", "green")
    app = app_with(tmp_path, did_colors={SHOP: look})
    # A center that is opened with these settings.
    MessageCenter(app.center.settings, store_of(app.center))
    green = NAMED["green"]
    async with app.run_test(size=(140, 36)) as pilot:
        await wait_until(pilot, lambda: "Boutiq" in screen_text(app))
        assert style_of(app, "Boutiq").color.name == green  # type: ignore[union-attr]
        await pilot.press("enter")
        await wait_until(pilot, lambda: "via (514) 555-0100 Boutique" in screen_text(app))
        assert style_of(app, "via (514)").color.name == green  # type: ignore[union-attr]
    app.center.close()
    MessageCenter(replace(app.center.settings, did_colors={}), store_of(app.center))


@pytest.mark.parametrize("color", [*DID_COLORS, "#101010", "#ffffff"])
def test_the_colour_of_a_number_can_be_read_on_every_surface(color: str) -> None:
    for theme in (*OURS, BUILTIN_THEMES["solarized-light"]):
        palette = from_variables({**theme.to_color_system().generate(), **theme.variables})
        for surface in (palette.t0, palette.t1, palette.t2):
            style = DidColors({SHOP: color}).style(SHOP, surface, surface.faint)
            assert style.color is not None
            assert style.bgcolor == surface.blank.bgcolor
            assert style.bgcolor is not None
            colours = map(Color.from_rich_color, (style.color, style.bgcolor))
            assert ratio(*colours) >= 4.5


def test_signs_that_a_font_lacks_are_written_as_ascii_and_letters_stay() -> None:
    file = StringIO()
    WriteGuard(file, ascii_signs=True).write("● Zoé ▣ photo │ ◷ 8:00 — “ça” 漢")
    assert file.getvalue() == '* Zoé # photo | @ 8:00 - "ça" 漢'
    assert without_signs("▌") == "|"
    WriteGuard(file).write("●")
    assert file.getvalue().endswith("●")
