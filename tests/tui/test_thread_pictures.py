"""Pictures from outside are painted small, and only if they are sane."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PIL import Image
from rich.color import ColorSystem
from textual.widget import Widget

from mmstui.pictures import sources
from mmstui.tui.graphics.half_blocks import ColourDepth
from mmstui.tui.media.thumbnails import Rows, ThumbnailRequest, Thumbnails, enabled, half_blocks

TRUE = ColourDepth.TRUE_COLOUR


def saved(folder: Path, name: str, size: tuple[int, int], **options: object) -> str:
    """A red picture on disk."""
    path = folder / name
    Image.new("RGB", size, (200, 30, 30)).save(path, **options)  # type: ignore[arg-type]
    return str(path)


def test_a_landscape_fills_the_box_and_a_portrait_its_height(tmp_path: Path) -> None:
    wide = half_blocks(ThumbnailRequest(saved(tmp_path, "a.jpg", (1600, 900)), 25, 7, TRUE))
    tall = half_blocks(ThumbnailRequest(saved(tmp_path, "b.png", (900, 1600)), 25, 7, TRUE))
    assert wide is not None
    assert tall is not None
    assert (len(wide), {len(row) for row in wide}) == (7, {25})
    assert (len(tall), {len(row) for row in tall}) == (7, {8})
    style = wide[3][12].style
    assert style is not None
    assert style.color is not None
    triplet = style.color.get_truecolor()
    assert abs(triplet.red - 200) < 8
    assert abs(triplet.green - 30) < 8


def test_with_256_colours_it_uses_only_the_fixed_ones(tmp_path: Path) -> None:
    rows = half_blocks(
        ThumbnailRequest(saved(tmp_path, "a.jpg", (160, 90)), 15, 4, ColourDepth.FEW)
    )
    assert rows is not None
    for row in rows:
        for segment in row:
            assert segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor):
                assert colour is not None
                assert colour.number is not None
                assert colour.number >= 16


def test_with_16_colours_a_shade_between_two_is_dithered(tmp_path: Path) -> None:
    rows = half_blocks(
        ThumbnailRequest(saved(tmp_path, "a.jpg", (160, 90)), 25, 7, ColourDepth.SIXTEEN)
    )
    assert rows is not None
    styles = [segment.style for row in rows for segment in row]
    seen = {style.color for style in styles if style} | {style.bgcolor for style in styles if style}
    # (200, 30, 30) lies between the dark and the bright red.
    assert {colour.downgrade(ColorSystem.STANDARD).number for colour in seen if colour} == {1, 9}


@pytest.mark.parametrize("name", ["none.jpg", "text.jpg", "cut.png"])
def test_what_is_no_sane_picture_is_not_painted(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "text.jpg":
        path.write_text("not a picture")
    elif name == "cut.png":
        path.write_bytes(Path(saved(tmp_path, "whole.png", (300, 300))).read_bytes()[:60])
    elif name != "none.jpg":
        saved(tmp_path, name, (30, 30))
    assert half_blocks(ThumbnailRequest(str(path), 25, 7, TRUE)) is None


def test_a_picture_of_too_many_pixels_is_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, "bomb.png", (200, 200))
    monkeypatch.setattr(sources, "MOST_BYTES", 1_000)
    assert half_blocks(ThumbnailRequest(path, 25, 7, TRUE)) is None


def test_a_turned_photo_is_turned_back(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    path = saved(tmp_path, "a.jpg", (1600, 900), exif=exif)
    rows = half_blocks(ThumbnailRequest(path, 25, 7, TRUE))
    assert rows is not None
    assert len(rows[0]) == 8


async def test_each_is_decoded_once_and_its_failure_remembered(tmp_path: Path) -> None:
    ready: list[tuple[ThumbnailRequest, Rows | None]] = []
    arrived = asyncio.Event()

    def painted(wanted: ThumbnailRequest, rows: Rows | None) -> None:
        ready.append((wanted, rows))
        arrived.set()

    kept = Thumbnails(Widget(), painted)
    good = ThumbnailRequest(saved(tmp_path, "a.jpg", (160, 90)), 15, 4, TRUE)
    bad = ThumbnailRequest(str(tmp_path / "none.jpg"), 15, 4, TRUE)
    for wanted in (good, bad):
        arrived.clear()
        assert kept.get(wanted) is None
        assert kept.get(wanted) is None
        await asyncio.wait_for(arrived.wait(), 5)
    assert kept.get(good) is not None
    assert kept.get(bad) is None
    assert [wanted for wanted, _ in ready] == [good, bad]
    kept.close()


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY", "NO_COLOR"])
def test_no_thumbnails_over_ssh_or_without_colour(name: str) -> None:
    assert enabled({"TERM": "xterm"})
    assert not enabled({name: "1"})
