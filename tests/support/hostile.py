"""Hostile text, and checks of every cell on the screen."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

FAMILY: Final = "👨\u200d👩\u200d👧\u200d👦"

#: What once broke something, here or in other programs.
NASTY: Final = (
    "[/", "a [/] b", "[/foo]", "[b]x", "[@click=app.quit]x[/]", "[type=x, v={'a[0]'}]", "$name",
    "[link=https://evil.example]x[/]", "[red]x", "\\[", "{0} %s {x!r}",
    "\x1b]52;c;ZXZpbA==\x07", "\x1b]0;evil\x07", "\x1b[2J\x1b[H", "\x9b2J", "\x9d0;evil\x9c",
    "\x1bP1;2q\x1b\\", "\x1b_Ga=T\x1b\\", "\x08\x08\x08evil", "a\x00b", "\x7f", "\x85\x0b\x0c",
    "\u202edlrow\u202c", "\u2066x\u2069", "\u200f\u200e\u061c", "שלום \u202b(514)\u202c עולם",
    "مرحبا 123 بك", "\ud83d", "\udc00x\ud800", "x\ufeffy", "\ufff9a\ufffab\ufffb",
    "e" + "\u0301" * 200, "\u0301\u0302", " \u0338", "Z̸͎͝a̷̡͋l̶̢̕g̴̛͜o̵͖͌",
    "\u200d", "\u200d" * 40, "\ufe0f", "\ufe0f\ufe0f", "☎\ufe0f☎\ufe0e", "1\ufe0f\u20e3",
    FAMILY, FAMILY * 30, "👍🏽", "\U0001f3fd", "🇨🇦🇨", "🇦" * 31, "🏴\U000e0067\U000e0062\U000e007f",
    "x\U000e0041\U000e0042", "漢字" * 60, "漢a" * 60, "한국어 ᄒ\u1161\u11ab", "ﷺ", "𒐫", "⸻",
    "\u00ad", "a\u00adb" * 30, "\u200b" * 50, "\u2060\u2061\u206a", "\u115f\u3164\uffa0",
    "a\tb\tc", "\t\t\t", "one\r\ntwo\rthree\n\n\nfour", "\u2028\u2029", "   ", "\n", "",
    "क्षि" * 20, "ก็" * 40, "\u0e33\u0eb3", "\U0001d173\U0001bca0\U00013430",
)  # fmt: skip

_PIECES = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=12),
    st.text(st.characters(categories=["Mn", "Me", "Mc", "Cf", "Cs", "Cc", "So", "Sk", "Lo"]),
            max_size=8),
    st.sampled_from(["hello", " ", "https://example.test/" + "a" * 90, "[", "]", "你好", "é"]),
)  # fmt: skip
#: Any mixture of these.
texts = st.lists(_PIECES, min_size=1, max_size=6).map("".join)

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def hostile(text: str) -> str:
    """Return the characters of a rendered text that control a terminal or reorder text."""
    bad = (
        c
        for c in set(text)
        if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in _BIDI or c == "\ufeff"
    )
    return "".join(sorted(bad))


def faults_of(strip: Strip, width: int, *, exact: bool = True) -> list[str]:
    """Return the faults of a painted line that must have this width."""
    segments = [segment for segment in strip if not segment.control]
    text = "".join(segment.text for segment in segments)
    faults = []
    if bad := hostile(text):
        faults.append(f"holds {bad!r}")
    cells = sum(cell_len(segment.text) for segment in segments)
    if exact and cells != width:
        faults.append(f"is {cells} cells wide and not {width}")
    acting = (
        segment
        for segment in segments
        if segment.style is not None and (segment.style.link or "@click" in segment.style.meta)
    )
    faults.extend(f"acts on a click: {segment.text!r}" for segment in acting)
    return [f"{fault}: {text!r}" for fault in faults]


#: A joiner, and the selector that makes a sign an emoji: Rich counts the cells of both together.
_JOINED = {"\u200d", "\ufe0f"}


def faults_on(app: App[Any]) -> list[str]:
    """Return the faults of the screen, by line, then by widget."""
    screen = app.screen
    width, height = screen.size
    strips = screen._compositor.render_strips()
    # Rich cuts a joined emoji, and one made of a sign and a selector, at the edge of a dialog or a
    # toast one cell too wide or too narrow: a line behind one of these is not measured.
    # The cut may take the selector away: the screens behind still have it.
    layers = [other._compositor.render_strips() for other in app.screen_stack[:-1]]
    if layers or screen.query("Toast"):
        layers.append(strips)
    faults = [
        f"line {y} {fault}"
        for y, strip in enumerate(strips)
        for fault in faults_of(
            strip,
            width,
            exact=not any(_JOINED & set(layer[y].text) for layer in layers if y < len(layer)),
        )
    ]
    if len(strips) != height:
        faults.append(f"{len(strips)} lines and not {height}")
    for widget in screen.query(Widget):
        if not widget.is_container and widget.size.width and widget.display:
            name = type(widget).__name__
            # Lines of Textual's own are cut and filled up when the screen is put together.
            theirs = not type(widget).__module__.startswith("mmstui") or isinstance(
                widget, TextArea | Input
            )
            for y in range(min(widget.size.height, height)):
                strip = widget.render_line(y)
                faults += [
                    f"{name} {y} {f}" for f in faults_of(strip, widget.size.width, exact=not theirs)
                ]
    return faults
