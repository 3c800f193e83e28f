"""Pictures in half blocks have the shape of their file, whatever the shape of a cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmstui.tui.graphics.choosing import Protocol
from mmstui.tui.graphics.drawing import Room, draw
from mmstui.tui.graphics.half_blocks import ColourDepth
from mmstui.tui.media.thumbnails import ThumbnailRequest, half_blocks
from support.photos import photo


@pytest.mark.parametrize("cell", [(10, 20), (100, 233), (8, 15), (10, 10), (100, 500)], ids=str)
@pytest.mark.parametrize("size", [(640, 480), (480, 640), (900, 90)], ids=str)
def test_pictures_keep_their_shape(
    tmp_path: Path, size: tuple[int, int], cell: tuple[int, int]
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo(*size))
    drawn = draw(path, "", Room(80, 24, cell, Protocol.BLOCKS, ColourDepth.FEW))
    assert drawn.columns <= 80
    assert drawn.rows <= 24
    high = size[1] / size[0] * drawn.columns * cell[0] / cell[1]
    assert abs(drawn.rows - high) <= 1


def test_a_thumbnail_of_a_portrait_keeps_its_shape(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo(300, 400))
    for cell, columns in (((10, 20), 10), ((100, 300), 16), ((100, 150), 8)):
        rows = half_blocks(ThumbnailRequest(str(path), 25, 7, ColourDepth.FEW, cell))
        assert rows is not None
        assert [len(row) for row in rows] == [columns] * 7
