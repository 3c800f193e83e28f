"""After a text that terminals measure otherwise, everything stands in its column all the same."""

from __future__ import annotations

import re

import pyte
import pytest
from hypothesis import given
from rich.cells import cell_len

from mmstui.domain.text.sanitise import line
from mmstui.tui.terminal.sgr_optimizer import RESET, shorten_sgr
from mmstui.tui.terminal.width_anchors import anchored
from support.hostile import FAMILY, NASTY, texts


def row(text: str) -> str:
    """A row of a list: a text, blanks, the scrollbar's cell, another pane."""
    gap = " " * (60 - cell_len(text))
    return f"\x1b[1;3H\x1b[1;38;2;1;2;3m{text}{gap}{RESET}\x1b[38;2;9;9;9m│{RESET}pane"


@pytest.mark.parametrize("text", [line(text)[:50] for text in NASTY if cell_len(line(text)) < 55])
def test_what_follows_stands_where_it_should(text: str) -> None:
    for data in (anchored(row(text)), shorten_sgr(anchored(row(text)))):
        # A terminal that counts otherwise than we do, and was not empty before.
        screen = pyte.Screen(200, 2)
        pyte.Stream(screen).feed("#" * 200 + "\x1b[?7l" + data)
        cells = screen.buffer[0]
        assert [cells[x].data for x in range(62, 67)] == list("│pane")
        assert all(cells[x].data != "#" for x in range(2, 62)), screen.display[0]


def letters(data: str) -> str:
    return re.sub(r"\x1b\[[\d;]*[mGH]| ", "", data)


@given(texts)
def test_nothing_but_columns_is_said(text: str) -> None:
    clean = line(text)[:40]
    said = anchored(row(clean))
    assert letters(said) == letters(row(clean))


@pytest.mark.parametrize(
    "data",
    ["", "plain", "\x1b[1;1HZoé ✓ sent ● 漢字 │┃─", "\x1b[?2026h", "\x1b[2J\x1b[H"],
)
def test_what_is_sure_passes(data: str) -> None:
    assert anchored(data) == data


def test_a_text_that_is_painted_wider_keeps_its_end_where_there_is_room() -> None:
    screen = pyte.Screen(200, 2)
    text = "👍🏽 🇨🇦 👍🏽 🇨🇦 end"  # two cells each here, four in this terminal
    pyte.Stream(screen).feed(anchored(row(line(text))))
    assert "end" in screen.display[0]
    assert screen.buffer[0][62].data == "│"


def test_where_the_column_is_unknown_nothing_is_said() -> None:
    for data in (FAMILY, f"\x1b[2J{FAMILY}x", f"\x1b]8;;x\x1b\\{FAMILY}", f"\x1b[1;1H\n{FAMILY}"):
        assert anchored(data) == data
