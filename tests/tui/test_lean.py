"""Fewer bytes, the same screen: judged by a terminal emulator."""

from __future__ import annotations

import pyte
from hypothesis import example, given
from hypothesis import strategies as st

from mmstui.tui.terminal.sgr_optimizer import RESET, shorten_sgr

STYLES = st.lists(
    st.sampled_from(
        ["1", "2", "3", "4", "7", "9", "31", "39", "44", "49", "38;2;1;2;3", "38;2;9;9;9",
         "48;2;7;7;7", "48;5;236", "38;5;250", "97", "104", "53"]
    ),
    min_size=1, max_size=4, unique=True,
).map(";".join)  # fmt: skip
TEXTS = st.text("abc é│", min_size=0, max_size=4)
PIECES = st.one_of(
    st.builds(lambda style, text: f"\x1b[{style}m{text}{RESET}", STYLES, TEXTS),
    st.builds(lambda y, x: f"\x1b[{y};{x}H", st.integers(1, 4), st.integers(1, 20)),
    TEXTS,
    st.just("\n"),
    st.just("\x1b]8;id=1;https://example.com\x1b\\\x1b[4mlink\x1b[0m\x1b]8;;\x1b\\"),
)


def shown(data: str) -> list[list[object]]:
    screen = pyte.Screen(24, 6)
    stream = pyte.Stream(screen)
    stream.feed(data)
    stream.feed("\x1b[6;1Hend")
    return [[screen.buffer[y][x] for x in range(24)] for y in range(6)]


@example(["\x1b[1ma\x1b[0m", "\x1b[39;1mb\x1b[0m"])
@given(st.lists(PIECES, max_size=14))
def test_the_terminal_shows_the_same(pieces: list[str]) -> None:
    data = "".join(pieces)
    assert shown(shorten_sgr(data)) == shown(data)


def test_a_row_costs_a_quarter_less() -> None:
    ground = "48;2;28;32;34"
    inks = ("1;38;2;217;220;222", "38;2;170;173;175", "38;2;145;148;150", "38;2;170;173;175")
    row = "".join(f"\x1b[{ink};{ground}mword{RESET}" for ink in inks)
    assert len(shorten_sgr(row)) < 0.75 * len(row)
    assert shorten_sgr(row).count(ground) == 1
    assert shorten_sgr(row).endswith(RESET)


def test_what_is_not_ours_passes() -> None:
    for data in ("", "plain", "\x1b[?2026h", "\x1b[2J\x1b[H", "\x1b[1;1Hx\x1b[0m"):
        assert shorten_sgr(data) == data
