"""What a search found, marked in the lines that a message is broken into."""

from __future__ import annotations

import pytest

from mmstui.domain.searching.search_query import parse
from mmstui.tui.theme.palette import Role
from mmstui.tui.thread.hits import highlighted
from mmstui.tui.thread.layout import LaidOutRow, piece
from mmstui.tui.ui.wrapping import wrap


@pytest.mark.parametrize(
    ("text", "typed", "hits"),
    [
        ("please call me at (438) 555-0199 now", "4385550199", ["438)", "555-0199"]),
        ("今天天气很好我们去公园吧今天天气很好", "很好我们", ["很好", "我们"]),
        ("the words in a row\n\nin a row", '"in a row"', ["in", "a row", "in a row"]),
        ("verylongwordthatisbroken ok", "verylong", ["verylongwordt", "hatisbroken"]),
        ("a b a b a b a b a b", "b", ["b"] * 5),
    ],
)
def test_a_hit_goes_on_in_the_next_line(text: str, typed: str, hits: list[str]) -> None:
    lines = tuple(
        LaidOutRow((piece(0, part, Role.TEXT)._replace(body=True),)) for part in wrap(text, 13)
    )
    found = highlighted(lines, text, parse(typed))
    assert [p.text for line in found for p in line.pieces if p.hit] == hits
    assert ["".join(p.text for p in line.pieces) for line in found] == [
        line.pieces[0].text for line in lines
    ]
