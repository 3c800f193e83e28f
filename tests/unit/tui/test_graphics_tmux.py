"""A picture through tmux: what is sent past it, and the text that shows it, read again."""

from __future__ import annotations

import base64
import re
import unicodedata
from io import BytesIO

import pytest
from PIL import Image

from mmstui.tui.graphics import kitty
from mmstui.tui.graphics.choosing import Choice, Protocol, choose
from mmstui.tui.graphics.placing import Placing
from mmstui.tui.terminal import tmux
from mmstui.tui.terminal.terminal_query import TerminalInfo
from mmstui.tui.terminal.tmux import OuterTerminal, Tmux
from support.photos import canvas

PASSED = re.compile(r"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\")
KITTY = re.compile(r"\x1b_G([a-zA-Z0-9=,]*);?([A-Za-z0-9+/=]*)\x1b\\")

IN_TMUX = {"TERM": "tmux-256color", "TMUX": "/tmp/x,1,0", "TMUX_PANE": "%0"}
NEW_KITTY, OLD_KITTY = (
    OuterTerminal("kitty(0.36.4)", frozenset()),
    OuterTerminal("kitty(0.26.5)", frozenset()),
)
GHOSTTY, FOOT = (
    OuterTerminal("ghostty 1.1.0", frozenset()),
    OuterTerminal("foot(1.16.2)", frozenset({"sixel"})),
)
PLAIN = OuterTerminal("", frozenset({"RGB"}))


def passed_on(data: str) -> str:
    """What tmux writes to its terminal."""
    assert PASSED.sub("", data) == "", "nothing else is written"
    return "".join(found.replace("\x1b\x1b", "\x1b") for found in PASSED.findall(data))


def test_all_that_goes_past_tmux_is_a_picture_without_a_place() -> None:
    image = canvas(300, 200, 40)
    commands = passed_on(kitty.sent(image, 30, 10))
    assert KITTY.sub("", commands) == ""
    pieces = KITTY.findall(commands)
    keys = [dict(pair.split("=") for pair in head.split(",")) for head, _ in pieces]
    number = str(kitty.NUMBER_IN_TMUX)
    assert keys[0].items() >= {"a": "T", "U": "1", "i": number, "c": "30", "r": "10"}.items()
    assert {key["q"] for key in keys} == {"2"}
    with Image.open(BytesIO(base64.b64decode("".join(data for _, data in pieces)))) as seen:
        assert seen.convert("RGB").tobytes() == image.tobytes()
    taken_away = passed_on(kitty.CLEAR_IN_TMUX)
    assert KITTY.fullmatch(taken_away)
    assert f"a=d,d=I,i={number}," in taken_away


def test_each_cell_tells_its_row_its_column_and_the_number() -> None:
    texts = kitty.placeholders(kitty.MOST_CELLS, kitty.MOST_CELLS)
    # The top row tells the columns in their order, the left column the rows: the same marks.
    marks = [texts[0][at + 2] for at in range(0, len(texts[0]), 4)]
    assert len(set(marks)) == kitty.MOST_CELLS == len(texts)
    for row in (0, 1, 296):
        cells = [texts[row][at : at + 4] for at in range(0, len(texts[row]), 4)]
        assert {cell[0] for cell in cells} == {"\U0010eeee"}
        assert {cell[1] for cell in cells} == {marks[row]}
        assert [cell[2] for cell in cells] == marks
        assert {marks.index(cell[3]) << 24 | kitty.COLOUR for cell in cells} == {
            kitty.NUMBER_IN_TMUX
        }
    assert 16 <= kitty.COLOUR < 256


def test_the_marks_are_those_of_the_protocol() -> None:
    # Its rule: marks above a letter (Unicode 6.0) that nothing is composed with, in their order.
    fused = set(map(chr, [*range(0x300, 0x305), *range(0x306, 0x30D), 0x30F, 0x311, 0x313, 0x314]))
    fused |= {"\u0342", "\u0653", "\u0654"}

    def fits(letter: str, data: object) -> bool:
        return (
            data.combining(letter) == 230  # type: ignore[attr-defined]
            and data.category(letter) == "Mn"  # type: ignore[attr-defined]
            and not data.decomposition(letter)  # type: ignore[attr-defined]
            and letter not in fused
        )

    marks = [text[1] for text in kitty.placeholders(1, kitty.MOST_CELLS)]
    assert marks == sorted(marks)
    assert all(fits(mark, unicodedata) for mark in marks)
    older = unicodedata.ucd_3_2_0
    assert {chr(code) for code in range(0x20000) if fits(chr(code), older)} <= set(marks)
    assert marks[:3] == ["\u0305", "\u030d", "\u030e"]
    assert marks[-1] == "\U0001d244"


def test_it_is_sent_once_and_its_text_as_often_as_it_was_painted_over() -> None:
    written: list[str] = []
    placing = Placing(written.append)
    for _ in range(2):
        placing.put_texts(4, 2, "PICTURE", "CLEAR", ("one", "two"), "\x1b[38;5;115m")
    placing.clear()
    placing.put_texts(4, 2, "PICTURE", "CLEAR", ("one",), "")
    text = "\x1b7\x1b[38;5;115m\x1b[3;5Hone\x1b[4;5Htwo\x1b[0m\x1b8"
    again = "\x1b7\x1b[3;5Hone\x1b[0m\x1b8"
    assert written == ["PICTURE", text, text, "CLEAR", "PICTURE", again]


@pytest.mark.parametrize("terminals", [(NEW_KITTY,), (GHOSTTY,), (NEW_KITTY, GHOSTTY)])
def test_where_every_terminal_knows_placeholders(terminals: tuple[OuterTerminal, ...]) -> None:
    passthrough = Tmux(passthrough=True, terminals=terminals)
    assert choose("auto", IN_TMUX, tmux=passthrough) == Choice(Protocol.KITTY_IN_TMUX)
    choice = choose("auto", IN_TMUX, tmux=passthrough._replace(passthrough=False))
    assert choice.protocol is Protocol.BLOCKS
    assert "set -g allow-passthrough on" in choice.why
    assert choose("auto", IN_TMUX, tmux=passthrough, no_color=True) == Choice(Protocol.BLOCKS)


@pytest.mark.parametrize(
    ("terminals", "why"),
    [
        ((OLD_KITTY,), ": kitty 0.26.5 cannot do better there, 0.28 can."),
        ((NEW_KITTY, OLD_KITTY), ": kitty 0.26.5 cannot do better there, 0.28 can."),
        ((NEW_KITTY, PLAIN), "."),
        ((FOOT,), "."),
        ((), "."),
    ],
)
def test_where_one_does_not(terminals: tuple[OuterTerminal, ...], why: str) -> None:
    found = Tmux(passthrough=True, terminals=terminals)
    sentence = f"In tmux the picture is drawn with blocks{why}"
    assert choose("auto", IN_TMUX, tmux=found) == Choice(Protocol.BLOCKS, sentence)


def test_tmux_draws_sixel_itself_where_it_was_built_to_and_the_terminal_does() -> None:
    sixel = TerminalInfo("", frozenset({1, 2, 4}))
    for terminals, protocol in (
        ((FOOT,), Protocol.SIXEL),
        ((FOOT, PLAIN), Protocol.BLOCKS),
        ((PLAIN,), Protocol.BLOCKS),
    ):
        found = Tmux(passthrough=False, terminals=terminals)
        assert choose("auto", IN_TMUX, tmux=found, terminal_info=sixel).protocol is protocol


def test_who_insists_is_believed() -> None:
    assert choose("kitty", IN_TMUX) == Choice(Protocol.KITTY_IN_TMUX)
    found = Tmux(passthrough=False, terminals=(PLAIN,))
    assert "allow-passthrough" in choose("kitty", IN_TMUX, tmux=found).why
    assert choose("sixel", IN_TMUX, tmux=found) == Choice(Protocol.SIXEL)
    assert choose("blocks", IN_TMUX, tmux=found) == Choice(Protocol.BLOCKS)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("3.3a\t0\nkitty(0.36.4)\ttitle,RGB\n", (False, "kitty(0.36.4)")),
        ("3.3a\t1\nkitty(0.36.4)\ttitle\n", (True, "kitty(0.36.4)")),
        ("3.5\tall\nghostty 1.1.0\t\n", (True, "ghostty 1.1.0")),
        ("3.5\toff\n\t\n", (False, "")),
        ("3.2a\t\nfoot(1.16.2)\t\n", (True, "foot(1.16.2)")),
        ("next-3.6\t\nfoot(1.16.2)\t\n", (False, "foot(1.16.2)")),
    ],
)
def test_what_tmux_answers(answer: str, found: tuple[bool, str]) -> None:
    read = tmux.read(answer)
    assert read is not None
    assert (read.passthrough, read.terminals[0].name) == found


def test_a_tmux_that_is_not_there_is_not_asked() -> None:
    assert tmux.read("") is None
    assert tmux.read("no server running") is None
    assert tmux.ask({"TERM": "tmux-256color"}) is None
    assert tmux.ask({"TMUX": "/nowhere,1,0", "TMUX_PANE": "%0; kill-server"}) is None
    assert tmux.ask({"TMUX": "/nowhere,1,0", "TMUX_PANE": "%0", "PATH": "/nowhere"}) is None
