"""Each screen and dialog in each look: dark, light, and without colour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.tui.app import InboxApp
from mmstui.tui.ui.dialog import Dialog
from support.pictured import (
    ELSEWHERE,
    PICTURED,
    Pictured,
    each_scene,
    screens_of_the_program,
)
from support.views import NARROW, WIDE, Look, Opener, View

BASELINES = Path(__file__).parent / "__snapshots__"

pytestmark = pytest.mark.usefixtures("photos")


def drawn(look: Look, app: InboxApp, pictured: Pictured, size: tuple[int, int]) -> View:
    """Draw it. What must be seen is asked for in words."""
    shown: list[object] = []

    async def scene(pilot: Pilot[Any]) -> None:
        await pictured.scene(pilot)
        shown.append(type(pilot.app.screen))

    view = look(app, scene, size)
    assert shown == [pictured.screen]
    view.holds(*pictured.words)
    return view


@each_scene
def test_in_the_light(look: Look, open_inbox: Opener, pictured: Pictured) -> None:
    """The light theme, with room for both panes."""
    assert drawn(look, open_inbox(theme="mmstui-light"), pictured, WIDE).matches


@each_scene
def test_without_colour(look: Look, open_inbox: Opener, pictured: Pictured) -> None:
    """NO_COLOR, where there is little room: no picture, and a line box round a dialog."""
    view = drawn(look, open_inbox(no_color=True), pictured, NARROW)
    view.holds(*pictured.plain)
    assert "▀" not in view.text
    if issubclass(pictured.screen, Dialog):
        view.holds("┌─", "─┐", "└─", "─┘")
        top, bottom = (next(y for y, line in enumerate(view.lines) if end in line) for end in "┌└")
        assert not any("▌" in line for line in view.lines[top:bottom])
    assert view.matches


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x36", "80x24"])
@pytest.mark.parametrize(
    "pictured", [one for one in PICTURED if not one.dark], ids=lambda pictured: pictured.name
)
def test_in_the_dark(
    look: Look, open_inbox: Opener, pictured: Pictured, size: tuple[int, int]
) -> None:
    """The dark theme."""
    assert drawn(look, open_inbox(), pictured, size).matches


class TestNoneIsMissing:
    def test_every_screen_is_pictured(self) -> None:
        """Whoever adds a screen adds its scene to `support.pictured`."""
        screens = {one.__name__ for one in screens_of_the_program()}
        assert len(screens) > 15
        assert {one.screen.__name__ for one in PICTURED} == screens - ELSEWHERE.keys()
        assert ELSEWHERE.keys() <= screens, "what is gone needs no exemption"
        for module in ELSEWHERE.values():
            assert (BASELINES.parent / f"{module}.py").exists()

    def test_each_scene_stands_there_once(self) -> None:
        names = [one.name for one in PICTURED]
        assert len(set(names)) == len(names)

    @pytest.mark.parametrize(
        "pictured", [one for one in PICTURED if one.dark], ids=lambda pictured: pictured.name
    )
    def test_what_is_said_to_be_drawn_in_dark_is(self, pictured: Pictured) -> None:
        """By the test that the table names, in both sizes."""
        module, _, name = pictured.dark.partition("::")
        source = (BASELINES.parent / f"{module}.py").read_text(encoding="utf-8")
        _, _, test = source.partition(f"\ndef {name}(")
        assert f"scenes.{pictured.name}," in test.partition("\ndef ")[0]
        for size in ("120x36", "80x24"):
            assert (BASELINES / module / f"{name}[{size}].svg").exists()
