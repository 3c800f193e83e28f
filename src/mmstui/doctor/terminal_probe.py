"""Asks the terminal what it is, what it can, and how wide it draws.

The answers arrive as input, so the terminal is in raw mode for that time. The last question is one
that every terminal answers: when its answer is there, no other will come.
"""

from __future__ import annotations

import os
import re
import select
import termios
import time
import tty
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from mmstui.tui.terminal import terminal_query
from mmstui.tui.terminal.terminal_query import UNKNOWN, TerminalInfo, is_asked

#: Seconds to wait for the answers: a round trip over a slow line.
PATIENCE: Final = 1.5
#: Samples whose widths differ from terminal to terminal, by name.
SAMPLES: Final = {
    "é": "é",
    "dots": "…●·",
    "漢": "漢",
    "heart": "❤\ufe0f",
    "flag": "🇨🇦",
    "thumb": "👍🏽",
    "family": "👨\u200d👩\u200d👧",
    "नि": "नि",
}
#: Modes asked for: synchronized output, and focus reports.
SYNCHRONIZED: Final = 2026
FOCUS: Final = 1004
_MODES: Final = (SYNCHRONIZED, FOCUS)

_REPORT: Final = re.compile(r"\x1bP[^\x1b]*\x1b\\|\x1b\[[?>=]?[\d;$]*[A-Za-z]")
_MODE: Final = re.compile(r"\x1b\[\?(\d+);(\d)\$y")
_COLUMN: Final = re.compile(r"\x1b\[\d+;(\d+)R")
_MOST_BYTES: Final = 100_000


@dataclass(frozen=True, slots=True)
class TerminalFacts:
    """What the terminal answered. `modes`: 1 or 2 for one that it knows. `widths`: in cells."""

    columns: int
    rows: int
    info: TerminalInfo = UNKNOWN
    modes: Mapping[int, int] = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)
    answered: bool = False


def probe(reading: int, writing: int, environ: Mapping[str, str]) -> TerminalFacts:
    """Ask the terminal behind two file descriptors. Its modes are as before afterwards."""
    columns, rows = _size(writing)
    asked = is_asked(environ) and _is_ours(reading)
    answer = _exchange(reading, writing) if asked else ""
    return read_answers(answer, columns, rows)


def _size(writing: int) -> tuple[int, int]:
    try:
        return os.get_terminal_size(writing)
    except OSError:
        return 0, 0


def _is_ours(reading: int) -> bool:
    """Return whether the terminal is ours to change: a job in the background would be stopped."""
    try:
        return os.tcgetpgrp(reading) == os.getpgrp()
    except OSError:
        return False


def _question() -> str:
    modes = "".join(f"\x1b[?{mode}$p" for mode in _MODES)
    # Each sample is drawn at the left, measured by the cursor's column, and erased.
    widths = "".join(f"\r{sample}\x1b[6n" for sample in SAMPLES.values())
    return f"{modes}{widths}\r\x1b[K{terminal_query.QUESTION}"


def _exchange(reading: int, writing: int) -> str:
    """Write the questions, and return what comes until the last answer, or until time is up."""
    try:
        before = termios.tcgetattr(reading)
    except termios.error:
        return ""
    try:
        tty.setraw(reading, termios.TCSADRAIN)
        os.write(writing, _question().encode())
        return _answer(reading)
    except OSError:
        return ""
    finally:
        # A late answer must not be typed into the shell.
        with suppress(termios.error):
            termios.tcsetattr(reading, termios.TCSAFLUSH, before)


def _answer(reading: int) -> str:
    end = time.monotonic() + PATIENCE
    came = b""
    while (rest := end - time.monotonic()) > 0 and len(came) < _MOST_BYTES:
        if not select.select([reading], [], [], rest)[0]:
            break
        chunk = os.read(reading, 4096)
        came += chunk
        if not chunk or _is_complete(came):
            break
    return came.decode("utf-8", "replace")


def _is_complete(came: bytes) -> bool:
    return re.search(rb"\x1b\[\?[\d;]*c", came) is not None


def read_answers(answer: str, columns: int, rows: int) -> TerminalFacts:
    """Return what a terminal's answers say; everything else in them is ignored."""
    infos: list[TerminalInfo] = []
    question = terminal_query.Question(infos.append)
    reports = _REPORT.findall(answer)
    for report in reports:
        if question.is_open:
            question.take(report)
    modes = {int(found[1]): int(found[2]) for one in reports if (found := _MODE.fullmatch(one))}
    places = [int(found[1]) for one in reports if (found := _COLUMN.fullmatch(one))]
    widths = dict(zip(SAMPLES, (place - 1 for place in places), strict=False))
    if len(places) != len(SAMPLES):
        widths = {}
    info = infos[0] if infos else UNKNOWN
    return TerminalFacts(columns, rows, info, modes, widths, answered=bool(infos))
