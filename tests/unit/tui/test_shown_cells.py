"""Lines of which only the changed cells are sent: the terminal shows what whole lines would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from mmstui.tui.terminal.shown_cells import ShownCells

RED, BLUE = Style(color="red"), Style(bgcolor="blue")
WIDTH = 12
parts = st.tuples(st.text("ab é▌", min_size=1, max_size=5), st.sampled_from([None, RED, BLUE]))


@st.composite
def strips(draw: st.DrawFn) -> tuple[int, Strip]:
    """A strip, and the column that it begins at."""
    x = draw(st.integers(0, WIDTH - 1))
    strip = Strip([Segment(text, style) for text, style in draw(st.lists(parts, min_size=1))])
    return x, strip.crop(0, WIDTH - x)


@given(st.lists(st.tuples(strips(), st.booleans()), max_size=12))
def test_the_terminal_shows_the_same(painted: list[tuple[tuple[int, Strip], bool]]) -> None:
    shown = ShownCells()
    terminal: list[object] = [" "] * WIDTH
    whole: list[object] = [" "] * WIDTH
    for (x, strip), changes in painted:
        write(whole, x, strip)
        if changes:
            x, strip = shown.changed(0, x, strip)
        else:
            shown.covered(0, x, strip)
        write(terminal, x, strip)
    assert terminal == whole


def write(line: list[object], x: int, strip: Strip) -> None:
    cells = [(sign, style) for text, style, _ in strip for sign in text]
    line[x : x + len(cells)] = cells


def test_a_typed_letter_is_sent_alone() -> None:
    shown = ShownCells()
    shown.changed(3, 0, Strip([Segment("hell     ", RED)]))
    x, strip = shown.changed(3, 0, Strip([Segment("hello    ", RED)]))
    assert (x, strip.text) == (4, "o")
    x, strip = shown.changed(3, 0, Strip([Segment("hello    ", RED)]))
    assert strip.cell_length == 0


def test_signs_that_are_not_a_cell_each_are_sent_with_their_line() -> None:
    shown = ShownCells()
    for text in ("e  ", "e\u0301  ", "👍  ", "👍🏽  "):
        before = Strip([Segment(text)])
        shown.changed(0, 0, before)
        x, strip = shown.changed(0, 0, Strip([Segment(text[:-1] + "x")]))
        assert (x, strip.text) in {(0, text[:-1] + "x"), (2, "x")}
        assert strip.text != "x" or text.isascii()


def test_what_a_new_screen_shows_is_sent_whole() -> None:
    shown, strip = ShownCells(), Strip([Segment("hello")])
    shown.changed(0, 0, strip)
    shown.clear()
    assert shown.changed(0, 0, strip) == (0, strip)
