"""The ways of a notice through the terminal: the bell, and three sequences for a notification.

Which sequence a terminal understands was seen in kitty, foot and Konsole, and is documented by the
others named here. Terminals drop sequences that they do not know.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final

from mmstui.domain.notice_settings import Wire
from mmstui.domain.notices import Notice
from mmstui.tui.terminal.multiplexer import multiplexer, through_screen, through_tmux
from mmstui.tui.terminal.terminal_query import TerminalInfo
from mmstui.tui.terminal.tmux import Tmux

#: Names of terminals, and beginnings of TERM, with the best sequence of each.
_SEQUENCES: Final = {
    "kitty(": Wire.OSC_99, "xterm-kitty": Wire.OSC_99,
    "foot": Wire.OSC_777, "Konsole ": Wire.OSC_777, "konsole": Wire.OSC_777,
    "WezTerm ": Wire.OSC_777, "wezterm": Wire.OSC_777,
    "ghostty ": Wire.OSC_777, "xterm-ghostty": Wire.OSC_777,
    "contour": Wire.OSC_777, "iTerm2 ": Wire.OSC_9,
}  # fmt: skip
#: Terminals that show a notification of their own for each bell.
_BELL_NOTIFIES: Final = ("Konsole ", "konsole")
#: What a notification service may take for markup, or a terminal for the end of a part, with a sign
#: like it. Escaped as `&lt;`, services that know no markup would show that.
_SIGNS: Final = str.maketrans({"<": "‹", ">": "›", "&": "＆", ";": ","})
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
#: screen passes on one byte of each character (findings/screen-string-bytes.sh): the rest of a
#: letter could be a control.
_MORE_THAN_A_BYTE: Final = re.compile("[^\x20-\x7e\xa0-\xff]")
_numbers: Final = count(1)


def working(environ: Mapping[str, str], info: TerminalInfo, tmux: Tmux | None) -> tuple[Wire, ...]:
    """Return the wires that work here. `tmux`: its answer, if it is in between and can be asked."""
    outside = multiplexer(environ)
    if not outside:
        return (_sequence_of(info.name, environ.get("TERM", "")) or Wire.BELL,)
    # Only the bell comes out of a window that is not shown. screen does not tell of its terminal.
    outer = tmux.terminals if tmux is not None and tmux.passthrough else ()
    names = (each.name for each in outer if not each.name.startswith(_BELL_NOTIFIES))
    found = map(_sequence_of, names)
    return (Wire.BELL, *dict.fromkeys(wire for wire in found if wire is not None))


def _sequence_of(*names: str) -> Wire | None:
    for name in names:
        for beginning, wire in _SEQUENCES.items():
            if name.startswith(beginning):
                return wire
    return None


def sequences(notice: Notice, wires: Iterable[Wire], environ: Mapping[str, str]) -> str:
    """Return what to write to the terminal of an environment for a notice."""
    outside = multiplexer(environ)
    title, body = _harmless(notice.title), _harmless(notice.body)
    in_base64 = tuple(map(_base64, (title, body)))
    if outside == "screen":
        title, body = (_MORE_THAN_A_BYTE.sub("?", words) for words in (title, body))
    found = []
    for wire in wires:
        match wire:
            case Wire.BELL:
                found.append("\x07")
            case Wire.OSC_9:
                found.append(_through(f"\x1b]9;{title}: {body}\x07", outside))
            case Wire.OSC_777:
                found.append(_through(f"\x1b]777;notify;{title};{body}\x07", outside))
            case Wire.OSC_99:
                found.extend(_through(part, outside) for part in _kitty_parts(*in_base64))
    return "".join(found)


def _kitty_parts(title: str, body: str) -> Iterable[str]:
    """Yield kitty's sequences for a notification in base64, which are one by their `i`."""
    number = next(_numbers)
    for done, name, words in ((0, "title", title), (1, "body", body)):
        yield f"\x1b]99;i=mmstui{number}:d={done}:e=1:p={name};{words}\x07"


def _base64(words: str) -> str:
    return base64.b64encode(words.encode("utf-8", "replace")).decode()


def _through(sequence: str, outside: str) -> str:
    if outside == "tmux":
        return through_tmux(sequence)
    return through_screen(sequence) if outside == "screen" else sequence


def _harmless(words: str) -> str:
    """Return words that no terminal and no notification service can take for more than words."""
    return _CONTROLS.sub("", words).translate(_SIGNS)
