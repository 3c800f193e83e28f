"""What stands behind an emoji is seen in every terminal, and the caret too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from rich.cells import cell_len
from textual.app import App, ComposeResult

from mmstui.domain.searching.search_query import parse
from mmstui.domain.text.sanitise import line
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.terminal.clusters import clusters
from mmstui.tui.terminal.sgr_optimizer import RESET, shorten_sgr
from mmstui.tui.terminal.width_anchors import anchored
from mmstui.tui.ui.field import Field
from mmstui.tui.ui.found_text import split
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.wrapping import wrap
from support.cells import TERMINALS, Row, Widths
from support.hostile import texts

FAMILY, THUMB, FLAG = "👨\u200d👩\u200d👧", "👍🏽", "🇨🇦"
TEXTS = (
    f"{THUMB}{THUMB} not today",
    f"{FAMILY} we all {FAMILY}{FAMILY} come",
    "❤️ and 1️⃣ are narrow",
    f"{FLAG}{FLAG} and \U0001fae8 and ⌚",
    "दिल्ली में कि नहीं",
    f"one e\u0301 two {THUMB}",
    f"{FAMILY}",
)


def row(text: str, room: int) -> str:
    """A row of a list, and nothing of the pane beside it."""
    gap = " " * (room - cell_len(text))
    return f"\x1b[1;3H\x1b[1;38;2;1;2;3m{text}{gap}{RESET}\x1b[38;2;9;9;9m│{RESET}"


@pytest.mark.parametrize("air", [0, 2, 20])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("widths", TERMINALS, ids=lambda widths: widths.name)
def test_every_letter_stands_in_its_column_in_every_terminal(
    widths: Widths, text: str, air: int
) -> None:
    room = cell_len(text) + air
    for data in (anchored(row(text, room)), shorten_sgr(anchored(row(text, room)))):
        drawn = Row(widths, 80)
        drawn.feed(data)
        column = 2
        for cluster in clusters(text):
            if cluster.text.isascii() or len(cluster.text) == 1 < cluster.cells < 2:
                assert drawn.cells[column] == cluster.text, drawn.cells
            column += cluster.cells
        assert all(cell in {"", " "} for cell in drawn.cells[column + 4 : 2 + room]), drawn.cells
        assert drawn.cells[2 + room :] == ["│", *"#" * (77 - room)], drawn.cells
        assert "#" not in "".join(drawn.cells[2 : 2 + room])


@pytest.mark.parametrize("text", TEXTS)
def test_where_a_wide_cluster_covers_what_follows_it_is_drawn_by_its_first_character(
    text: str,
) -> None:
    room = cell_len(text) + 20
    said = anchored(row(text, room), covers=True)
    assert not set(said) & {"\u200d", "🏽"}
    drawn = Row(TERMINALS[0], 80)
    drawn.feed(said)
    letters = [cell for cell in text if cell.isascii() and cell != "1"]
    assert [cell for cell in "".join(drawn.cells) if cell in letters and cell != " "] == [
        cell for cell in letters if cell != " "
    ]


@given(texts)
def test_a_cluster_is_never_divided(text: str) -> None:
    clean = line(text)
    whole = {cluster.text for cluster in clusters(clean)}
    for width in (1, 2, 7):
        for part in [*wrap(clean, width), cut(clean, width).removesuffix("…")]:
            # What takes no cell is not drawn: a run of it is cut to a few.
            parts = {cluster.text for cluster in clusters(part) if cell_len(cluster.text)}
            assert parts <= whole | {" "}
        assert cell_len(cut(clean, width)) <= width


def test_cuts_and_hits_have_whole_emoji() -> None:
    assert cut(f"{FLAG}{FLAG}{FLAG}", 4) == f"{FLAG}…"
    assert cut(f"{FAMILY * 20}", 7) == f"{FAMILY * 3}…"
    assert cut("❤️❤️❤️", 4) == "❤️…"
    text = "oui ❤️ non"
    spans = parse("❤").spans(text)
    assert [part.text for part in split(text, spans)] == ["oui ", "❤️", " non"]
    assert [part.text for part in split("a👍🏽b", [(1, 2)])] == ["a", "👍🏽", "b"]


class Two(App[None]):
    """A compose box and a field."""

    def __init__(self) -> None:
        super().__init__()
        self.box = MessageInput(edited=lambda: None)
        self.field = Field()

    def compose(self) -> ComposeResult:
        """Yield both."""
        yield self.box
        yield self.field


def caret(widget: Any) -> tuple[int, str]:
    """The cell and the text of the caret in the first line."""
    column = 0
    looks = widget._theme.cursor_style if isinstance(widget, MessageInput) else None
    for segment in widget.render_line(0):
        style = segment.style
        if style and (style.reverse or (looks and style.bgcolor == looks.bgcolor)):
            return column, segment.text
        column += cell_len(segment.text)
    raise AssertionError("no caret")


@pytest.mark.parametrize("emoji", [THUMB, FAMILY, "❤️", FLAG, "1️⃣"])
async def test_the_caret_goes_over_an_emoji_and_never_into_it(emoji: str) -> None:
    app = Two()
    async with app.run_test(size=(60, 12)) as pilot:
        box, field = app.box, app.field
        text = f"a{emoji}b"
        box.focus()
        box.load(text)
        cells = [0, 1, 3, 4]
        for wanted in reversed(cells[1:]):
            assert caret(box)[0] == wanted
            await pilot.press("left")
        assert caret(box)[0] == 0
        await pilot.press("right")
        assert caret(box) == (1, emoji)
        assert sum(cell_len(segment.text) for segment in box.render_line(0)) == 50
        await pilot.press("right", "x")
        assert box.text == f"a{emoji}xb"
        await pilot.press("backspace", "backspace")
        assert box.text == "ab"
        field.focus()
        field.fill(text)
        await pilot.press("left", "left")
        assert field.cursor_position == 1
        await pilot.press("right")
        assert field.cursor_position == 1 + len(emoji)


async def test_what_is_clicked_on_and_where_lines_break_are_measured_by_clusters() -> None:
    app = Two()
    async with app.run_test(size=(60, 12)) as pilot:
        app.box.load(f"{FAMILY}{FAMILY} ab")
        await pilot.click(MessageInput, offset=(9 + 6, 0))
        assert app.box.cursor_location == (0, len(FAMILY) * 2 + 2)
        app.box.load("❤️" * 60)
        sections = app.box.wrapped_document.get_sections(0)
        assert [cell_len(section) for section in sections] == [48, 48, 24]
