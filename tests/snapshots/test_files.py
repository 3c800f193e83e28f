"""The files of a conversation and a picture in full, cell for cell; what must be seen, in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.tui.app import InboxApp
from mmstui.tui.media.list import FilesDialog
from mmstui.tui.media.save_dialog import SaveFile
from mmstui.tui.media.viewer import PictureView
from support import scenes
from support.screens import screen_lines

Opener = Callable[..., InboxApp]
Scene = Callable[[Pilot[Any]], Awaitable[None]]
Look = Callable[[InboxApp, Scene, tuple[int, int]], list[str]]

WIDE, NARROW, SMALL = (120, 36), (80, 24), (50, 20)
sizes = pytest.mark.parametrize(
    "size", [WIDE, NARROW, SMALL], ids=lambda size: f"{size[0]}x{size[1]}"
)


@pytest.fixture
def look(snap_compare: Callable[..., bool]) -> Look:
    """Plays a scene, compares, and gives the lines."""

    def looked(app: InboxApp, scene: Scene, size: tuple[int, int]) -> list[str]:
        lines: list[str] = []

        async def before(pilot: Pilot[Any]) -> None:
            await scene(pilot)
            lines.extend(screen_lines(pilot.app))

        matches = snap_compare(app, terminal_size=size, run_before=before)
        assert lines
        return lines if matches else ["it is not the baseline's picture", *lines]

    return looked


async def files(pilot: Pilot[Any]) -> None:
    """The list of Zoé's files."""
    await scenes.thread(pilot)
    await scenes.dialog(pilot, "a", FilesDialog, "2 files")


async def picture(pilot: Pilot[Any]) -> None:
    """Her photo in full, from that list."""
    await files(pilot)
    await scenes.press(pilot, "j")
    await scenes.dialog(pilot, "enter", PictureView, "PNG")


async def save(pilot: Pilot[Any]) -> None:
    """Where a copy of it is to go."""
    await picture(pilot)
    await scenes.dialog(pilot, "s", SaveFile, "enter save")


@sizes
def test_files(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """Newest first, one line each: when, what, how long, how large, the name last; one pill."""
    lines = look(open_inbox(), files, size)
    text = "\n".join(lines)
    assert "Files   2 files   Zoé Tremblay" in text
    first = next(y for y, line in enumerate(lines) if "Files   2" in line) + 2
    for line, time, kind, name in zip(
        lines[first:],
        ("13:41", "13:40"),
        ("♪ sound", "▣ photo"),
        ("media.mp3", "media.png"),
        strict=False,
    ):
        assert [line.index(word) for word in (time, kind, name)] == sorted(
            line.index(word) for word in (time, kind, name)
        )
    assert "enter open it" in text
    assert lines[0] != "it is not the baseline's picture"


@sizes
def test_picture(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The photo as large as there is room, in the middle; whose it is above, its facts below."""
    lines = look(open_inbox(), picture, size)
    assert "Zoé Tremblay   13:40" in lines[0]
    assert lines[0].endswith("esc back")
    assert sum("▀" in line for line in lines) >= size[1] // 2
    assert "▣ photo  PNG  " in lines[-2]
    assert "o open   s save" in lines[-1]
    assert lines[0] != "it is not the baseline's picture"


def test_picture_in_the_light_theme(look: Look, open_inbox: Opener) -> None:
    """The same in light."""
    app = open_inbox()
    app.theme = "mmstui-light"
    lines = look(app, picture, WIDE)
    assert "Zoé Tremblay   13:40" in lines[0]
    assert sum("▀" in line for line in lines) >= 30
    assert lines[0] != "it is not the baseline's picture"


def test_files_in_the_light_theme(look: Look, open_inbox: Opener) -> None:
    """The same in light."""
    app = open_inbox()
    app.theme = "mmstui-light"
    lines = look(app, files, WIDE)
    assert "▌        13:41  ♪ sound" in "\n".join(lines)
    assert lines[0] != "it is not the baseline's picture"


def test_files_without_colour(look: Look, open_inbox: Opener) -> None:
    """A frame, the cursor's row reversed behind `>`."""
    lines = look(open_inbox(no_color=True), files, NARROW)
    assert ">        13:41  ♪ sound" in "\n".join(lines)
    assert lines[0] != "it is not the baseline's picture"


def test_picture_without_colour(look: Look, open_inbox: Opener) -> None:
    """Black and white, of blocks that are lit or not."""
    lines = look(open_inbox(no_color=True), picture, NARROW)
    assert "Zoé Tremblay   13:40" in lines[0]
    drawn = "".join(lines[1:-2])
    assert {"█", "▀", "▄", " "} <= set(drawn)
    assert set(drawn) <= set("█▀▄ ")
    assert lines[0] != "it is not the baseline's picture"


@pytest.mark.parametrize("size", [NARROW, SMALL], ids=["80x24", "50x20"])
def test_save(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """A path to be changed, in the home of whoever looks, and one pill."""
    lines = look(open_inbox(), save, size)
    text = "\n".join(lines)
    assert "path  ~/media.png" in text
    assert "enter save" in text
    assert lines[0] != "it is not the baseline's picture"
