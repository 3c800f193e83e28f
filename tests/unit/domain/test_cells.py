"""How wide a text is, where commands print columns: as Rich measures it for the screens."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from mmstui.domain.text.cells import aligned, cells, cut

TEXTS = (
    "Shop", "", "Zoé", "Zoe\u0301", "店の番号", "ｶﾞｽ", "한국어", "👍🏽 ok",
    "👩\u200d👩\u200d👧", "❤\ufe0f", "🇨🇦", "עברית", "a\u200bb",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_cells(text: str) -> None:
    assert cells(text) == cell_len(text)
    for side in "<>^":
        assert cell_len(aligned(text, side, 12)) == 12
    for most in range(12):
        beginning = cut(text, most)
        assert text.startswith(beginning)
        assert most - 1 <= cell_len(beginning) <= most or beginning == text
    assert aligned("Shop", ">", 2) == "Shop"


def test_sides_are_those_of_format() -> None:
    for side in "<>^":
        assert aligned("abc", side, 8) == format("abc", f"{side}8")
