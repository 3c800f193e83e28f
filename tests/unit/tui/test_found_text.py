"""Texts with what was found in them: pieces, and the line around a hit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mmstui.domain.searching.search_query import parse
from mmstui.domain.text.sanitise import line
from mmstui.tui.ui.found_text import Part, around, fitted, split

LONG = "Bonjour ! Mon canot a une fissure sous la coque. Est-ce réparable avant dimanche ?"


def test_pieces_are_the_text() -> None:
    assert split("a fissure b", [(2, 9)]) == [
        Part("a ", False),
        Part("fissure", True),
        Part(" b", False),
    ]


@pytest.mark.parametrize(
    ("query", "room", "shown"),
    [
        ("canot", 30, "Bonjour ! Mon canot a une fis…"),
        ("coque", 30, "…sous la coque. Est-ce répara…"),
        ("dimanche", 30, "…réparable avant dimanche ?"),
        ("dimanche", 200, LONG),
    ],
)
def test_the_line_is_cut_around_the_first_hit(query: str, room: int, shown: str) -> None:
    parts = around(LONG, parse(query).spans(LONG), room)
    assert [part.text for part in parts if part.hit] == [query]
    text = "".join(part.text for part in parts)
    assert text.rstrip("…") == shown.rstrip("…")


@given(st.text(max_size=120), st.text(alphabet="ab é漢👍", max_size=4), st.integers(1, 60))
def test_it_always_fits(text: str, word: str, room: int) -> None:
    shown = line(text)
    spans = parse(word).spans(shown)
    for parts in (around(shown, spans, room), fitted(shown, spans, room)):
        assert cell_len("".join(part.text for part in parts)) <= room
