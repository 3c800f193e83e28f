"""What is written to a terminal for a picture: decoded again, and all of it ours."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageStat

from mmstui.tui.graphics import kitty, sixel
from mmstui.tui.graphics.choosing import Choice, Protocol, choose
from mmstui.tui.graphics.drawing import Room, draw
from mmstui.tui.graphics.half_blocks import ColourDepth, blocks
from mmstui.tui.graphics.placing import Placing
from mmstui.tui.terminal.terminal_query import UNKNOWN, TerminalInfo
from support.photos import canvas, photo

KITTY = re.compile(r"\x1b_G([a-zA-Z0-9=,]*);([A-Za-z0-9+/=]*)\x1b\\")


def test_kitty_gets_a_png_in_pieces_and_never_answers() -> None:
    image = canvas(300, 200, 40)
    drawn = kitty.drawn(image, 30, 10)
    assert KITTY.sub("", drawn) == "", "nothing else is written"
    pieces = KITTY.findall(drawn)
    assert len(pieces) > 2
    assert all(len(data) <= 4096 for _, data in pieces)
    keys = [dict(pair.split("=") for pair in head.split(",")) for head, _ in pieces]
    assert keys[0].items() >= {"a": "T", "f": "100", "c": "30", "r": "10", "C": "1"}.items()
    assert [key["m"] for key in keys] == ["1"] * (len(keys) - 1) + ["0"]
    assert {key["q"] for key in keys} == {"2"}
    sent = base64.b64decode("".join(data for _, data in pieces))
    with Image.open(BytesIO(sent)) as seen:
        assert seen.convert("RGB").tobytes() == image.tobytes()
    assert f"i={keys[0]['i']}" in kitty.CLEAR


def read_sixel(data: str) -> Image.Image:
    """A sixel picture, by its definition: an oracle that shares nothing with what it judges."""
    head = re.match(r'\x1bP0;1q"1;1;(\d+);(\d+)', data)
    assert head
    width, height = int(head[1]), int(head[2])
    assert data.endswith("\x1b\\")
    image = Image.new("RGB", (width, height), (1, 2, 3))
    colours: dict[int, tuple[int, int, int]] = {}
    x = y = colour = 0
    body = data[head.end() : -2]
    for part in re.finditer(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([$-])|(.)", body):
        if part[1]:
            red, green, blue = (round(int(part[n]) * 2.55) for n in (2, 3, 4))
            colours[int(part[1])] = (red, green, blue)
        elif part[5]:
            colour = int(part[5])
        elif part[8]:
            x, y = 0, y + 6 * (part[8] == "-")
        else:
            count, character = int(part[6] or 1), part[7] or part[9]
            assert "?" <= character <= "~"
            for bit in (bit for bit in range(6) if (ord(character) - 63) >> bit & 1):
                image.paste(colours[colour], (x, y + bit, x + count, y + bit + 1))
            x += count
    return image


@settings(deadline=None, max_examples=20)
@given(width=st.integers(1, 60), height=st.integers(1, 40), noise=st.integers(0, 90))
def test_sixel_shows_every_pixel_in_about_its_colour(width: int, height: int, noise: int) -> None:
    image = canvas(60, 40, noise).crop((0, 0, width, height))
    seen = read_sixel(sixel.drawn(image))
    assert seen.size == image.size
    pixels = seen.tobytes()
    left_out = [at for at in range(0, len(pixels), 3) if pixels[at : at + 3] == b"\1\2\3"]
    assert left_out == []
    # Dithering spreads what a colour lacks over its neighbours: the mean stays.
    for mine, theirs in zip(_mean(image), _mean(seen), strict=True):
        assert abs(mine - theirs) < 24


def test_a_sixel_sky_has_no_bands() -> None:
    down = Image.linear_gradient("L")
    image = Image.merge("RGB", (down, down.rotate(90), down.rotate(180)))
    seen = read_sixel(sixel.drawn(image))
    off = ImageChops.difference(*(each.filter(ImageFilter.BoxBlur(4)) for each in (image, seen)))
    assert max(ImageStat.Stat(off).mean) < 2, "seen from afar it is the same"


def _mean(image: Image.Image) -> tuple[int, ...]:
    value = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(value, tuple)
    return tuple(int(part) for part in value)


def test_a_large_sixel_takes_bounded_space() -> None:
    drawn = sixel.drawn(canvas(800, 600, 20))
    assert len(drawn) < 3_000_000
    assert set(drawn) <= {chr(byte) for byte in range(32, 127)} | {"\x1b"}


def test_a_picture_is_placed_and_taken_away() -> None:
    written: list[str] = []
    placing = Placing(written.append)
    placing.clear()
    assert written == []
    placing.put(4, 2, "PICTURE", "CLEAR")
    assert written == ["\x1b7\x1b[3;5HPICTURE\x1b8"]
    placing.put(4, 2, "OTHER", "CLEAR")
    placing.clear()
    placing.clear()
    assert written[1:] == ["CLEAR", "\x1b7\x1b[3;5HOTHER\x1b8", "CLEAR"]


@pytest.mark.parametrize("protocol", [Protocol.KITTY, Protocol.SIXEL, Protocol.BLOCKS])
@pytest.mark.parametrize("sides", [(1600, 900), (900, 1600), (5, 5), (1, 1)])
def test_it_never_leaves_its_room(
    tmp_path: Path, protocol: Protocol, sides: tuple[int, int]
) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(photo(*sides))
    for columns, rows in ((80, 20), (20, 5), (1, 1)):
        room = Room(columns, rows, (9, 19), protocol, ColourDepth.TRUE_COLOUR)
        drawn = draw(path, "x.jpg", room)
        assert 0 < drawn.columns <= columns
        assert 0 < drawn.rows <= rows
        assert bool(drawn.escape) == (protocol is not Protocol.BLOCKS)
        assert (drawn.look.width, drawn.look.height) == sides


def test_without_colours_what_is_light_is_lit() -> None:
    image = Image.new("RGB", (8, 4), (0, 0, 0))
    image.paste((255, 255, 255), (4, 0, 8, 4))
    for depth, text in (
        (ColourDepth.LIGHT_ON_DARK, "    ████"),
        (ColourDepth.DARK_ON_LIGHT, "████    "),
    ):
        rows = blocks(image, depth)
        assert ["".join(segment.text for segment in row) for row in rows] == [text] * 2
        assert all(not segment.style for row in rows for segment in row)


@pytest.mark.parametrize(
    ("environ", "protocol"),
    [
        ({"TERM": "xterm-kitty"}, Protocol.KITTY),
        ({"TERM": "xterm-ghostty"}, Protocol.KITTY),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, Protocol.KITTY),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "240202"}, Protocol.KITTY),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "210400"}, Protocol.BLOCKS),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "²"}, Protocol.BLOCKS),
        ({"TERM": "foot"}, Protocol.SIXEL),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, Protocol.SIXEL),
        ({"TERM": "xterm-256color"}, Protocol.BLOCKS),
        ({"TERM": "linux"}, Protocol.BLOCKS),
        ({}, Protocol.BLOCKS),
    ],
)
def test_what_the_terminal_is_known_to_do(environ: dict[str, str], protocol: Protocol) -> None:
    assert choose("auto", environ) == Choice(protocol)
    assert choose("auto", environ, no_color=True).protocol is Protocol.BLOCKS
    for wanted in ("kitty", "sixel", "blocks"):
        assert choose(wanted, environ, no_color=True) == Choice(Protocol(wanted))


def test_no_picture_goes_through_screen() -> None:
    for environ in ({"TERM": "screen.xterm-256color"}, {"TERM": "xterm-kitty", "STY": "1.x"}):
        for wanted in ("auto", "kitty", "sixel"):
            choice = choose(wanted, environ)
            assert choice == Choice(Protocol.BLOCKS, "In screen the picture is drawn with blocks.")
        assert choose("blocks", environ) == Choice(Protocol.BLOCKS)


@pytest.mark.parametrize(
    ("terminal_info", "protocol"),
    [
        (TerminalInfo("WezTerm 20240203-110809", frozenset({4})), Protocol.KITTY),
        (TerminalInfo("Konsole 22.12.3", frozenset({4})), Protocol.KITTY),
        (TerminalInfo("Konsole 21.12.3"), Protocol.BLOCKS),
        (TerminalInfo("ghostty 1.1.0"), Protocol.KITTY),
        (TerminalInfo("XTerm(379)", frozenset({63, 1, 2, 4})), Protocol.SIXEL),
        (TerminalInfo("XTerm(379)", frozenset({64, 1, 2})), Protocol.BLOCKS),
        (TerminalInfo("", frozenset({4})), Protocol.SIXEL),
        (UNKNOWN, Protocol.BLOCKS),
    ],
)
def test_what_the_terminal_answers(terminal_info: TerminalInfo, protocol: Protocol) -> None:
    assert choose("auto", {"TERM": "xterm-256color"}, terminal_info=terminal_info) == Choice(
        protocol
    )
    assert choose("auto", {"TERM": "xterm-kitty"}, terminal_info=terminal_info) == Choice(
        Protocol.KITTY
    )


def test_switched_off_is_off() -> None:
    assert choose("off", {"TERM": "xterm-kitty"}).protocol is Protocol.OFF
