"""What stands in screenshots/: drawn by `make screenshots`, and fit for a front page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import screenshots

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("shot", screenshots.SHOTS, ids=lambda shot: str(shot.name))
def test_it_needs_nothing_from_elsewhere(shot: screenshots.Shot) -> None:
    """No address, no web font, no path of the machine that drew it; the size it says."""
    text = (ROOT / "screenshots" / shot.file).read_text(encoding="utf-8")
    assert not re.search(r"https?:|@import|@font-face|url\(|href", text.replace(SVG[1:-1], ""))
    assert not re.search(r"/tmp|/home|/root|/Users", text)
    picture = ElementTree.fromstring(text)
    words = "".join(found.text or "" for found in picture.iter(f"{SVG}text"))
    assert "mmstui" in words
    rows = {found.get("y") for found in picture.iter(f"{SVG}text")}
    assert len(rows) >= shot.rows / 2
    assert all(found.get("textLength") for found in picture.iter(f"{SVG}text"))


def test_the_readme_shows_some_of_them() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"\(screenshots/([^)]+)\)", readme)
    assert len(shown) >= 3
    assert set(shown) <= {shot.file for shot in screenshots.SHOTS}
