"""Splits terminal input into keys, pastes and reports, wherever a read was cut.

Textual's parser takes an escape sequence that it does not know, or that a read has cut in two, for
pressed keys, and an escape inside a paste for the paste's end. So the parser gets only whole keys.
Escape and a letter in one read, or within `ESCAPE`, are alt and that letter. A report that arrived
in parts is joined even if its escape has already been taken for the key.

Some terminals, and tmux, do not take the mark of a paste's end out of the pasted text. So that mark
alone ends no paste: all that arrives until the terminal is silent for a moment is pasted too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple

from textual import constants

from mmstui.tui.terminal import sequences
from mmstui.tui.terminal.sequences import (
    CSI,
    CSI_BEGUN,
    ESC,
    PASTE_BEGINS,
    PASTE_ENDS,
    STRING,
    STRING_BEGUN,
)

#: Seconds after which an escape alone is the escape key.
ESCAPE: Final = constants.ESCAPE_DELAY
#: Seconds in which a single letter can still be the end of a report.
LETTER: Final = 1.0
#: Seconds after which an incomplete sequence is dropped.
FORGOTTEN: Final = 5.0
#: Seconds without input after which an unfinished paste is shown, and a key ends it.
PASTE_STALLS: Final = 2.0
#: Seconds of silence after the mark of a paste's end after which the paste is over: at least, and
#: at most, over a line that is slow or for a text that comes in several reads.
PASTE_WAKE: Final = 0.1
LONGEST_WAKE: Final = 1.0
#: Characters of a paste that one read of the terminal can hold.
_ONE_READ: Final = 4000
#: Characters: an unfinished sequence at the end of a paste's read that is longer is no report.
_REPORT_IN_PASTE: Final = 300
#: Final letters of a sequence that nobody types after alt and a bracket.
_ARROWS: Final = frozenset("ABCDHFIO")
#: The replacement for bytes that are no character.
MARK: Final = "\ufffd"

# C1 control characters, which begin a sequence in one character in terminals set to use them.
_EIGHT_BIT: Final = {
    "\x9b": "[", "\x8f": "O", "\x9d": "]", "\x90": "P", "\x9f": "_", "\x9e": "^", "\x98": "X",
}  # fmt: skip
_BEGINS: Final = re.compile(f"[{ESC}{''.join(_EIGHT_BIT)}]")

# The characters of a control sequence before its final one (ECMA-48 5.4).
_PARAMETERS: Final = "".join(map(chr, range(0x20, 0x40)))
# The rest of a report whose beginning was read by an editor before us.
_TAIL: Final = re.compile(
    r"(?:\]?\d{0,4};)?(?:rgba?:)?[\da-fA-F/]{2,}(?:\x07|\x1b\\|\x9c)"
    r"|\[?[?>]\d[\d;]*[cnu]|\[?\?\d+;\d\$y"
)
# Arrows, home, end, F1 to F20 and the like: no marks of pastes, no enter in any form.
_WITHOUT_LETTER: Final = re.compile(r"\x1b\[(?:1;\d+)?[A-DFHPQRS]|\x1bO[A-DFHPQRS]|\x1b\[\d{1,2}~")
_X10_MOUSE: Final = "\x1b[M"


class Kind(Enum):
    """The kinds of input."""

    KEY = auto()  #: a character, or a sequence that Textual's parser knows
    ALT = auto()  #: a character or a sequence pressed together with alt
    PASTE = auto()  #: a pasted text
    REPORT = auto()  #: a report of the terminal: no key
    MARK = auto()  #: bytes that are no character


class Piece(NamedTuple):
    """A piece of input."""

    kind: Kind
    text: str


class InputScanner:
    """Splits reads into pieces. One scanner per terminal; `now` is in seconds, from any start."""

    def __init__(self) -> None:
        self._held = ""
        self._reported_early = ""
        self._last_read_at = float("-inf")
        self._paste: list[str] | None = None
        self._paste_ended = self._paste_stalls = False
        self._paste_length = 0
        self._longest_pause = 0.0
        self._is_first = True

    def take(self, data: str, now: float) -> list[Piece]:
        """Return the pieces of a read."""
        if self._is_first and (tail := _TAIL.match(data)):
            data = data[tail.end() :]
        self._is_first = False
        silence, self._last_read_at = now - self._last_read_at, now
        found: list[Piece] = []
        if self._paste is not None:
            self._longest_pause = max(self._longest_pause, silence)
            if self._paste_stalls:
                found += self._stalled_paste(data)
        if self._paste_ended and not self._held and _is_harmless_key(data):
            # Pressed at once after a paste, an arrow would leave its letters in the text.
            return self._scan_outside(data)
        found += self._scan(self._joined(data, silence))
        if self._paste_ended:
            found += self._paste_so_far()
        return found

    def tick(self, now: float) -> list[Piece]:
        """Return the pieces that are complete because nothing followed.

        Only this ends a paste, so call it only when no input waits to be read: the time between two
        reads may be that of a busy machine.
        """
        silence = now - self._last_read_at
        if self._paste_ended:
            if silence >= self._wake:
                self._paste, self._paste_ended, self._held = None, False, ""
            return []
        if self._paste is not None:
            self._paste_stalls = silence > PASTE_STALLS
            return self._paste_so_far() if self._paste_stalls else []
        if not self._held or silence < ESCAPE:
            return []
        held = self._held
        if held in {ESC, ESC * 2}:
            self._held, self._reported_early = "", ESC
            return [Piece(Kind.KEY, ESC)] * len(held)
        if len(held) == 2:
            self._held, self._reported_early = "", held
            return [Piece(Kind.ALT, held[1])]
        if held.endswith(ESC) and silence > FORGOTTEN:
            # No string terminator followed: it is the escape key.
            self._held, self._reported_early = "", held
            return [Piece(Kind.KEY, ESC)]
        if silence > FORGOTTEN:
            self._held = ""
        return []

    # Joining reads.

    def _joined(self, data: str, silence: float) -> str:
        """Return a read, joined with the unfinished sequence of the read before."""
        before, self._held = self._held, ""
        given_up, self._reported_early = self._reported_early, ""
        if self._paste is not None or (before and silence <= ESCAPE):
            return before + data
        if before:
            # After a pause, join only input that cannot be typed keys.
            return before + data if _continues(before, data, silence) else data
        if given_up and silence <= FORGOTTEN and _continues(given_up, data, silence):
            return given_up + data
        return data

    def _stalled_paste(self, data: str) -> list[Piece]:
        """Return the text of a paste without end; a single key ends the paste."""
        self._paste_stalls = False
        so_far = self._paste_so_far()
        if len(data) == 1 or CSI.fullmatch(data):
            self._paste, self._held = None, ""
            if data in {"\r", "\n"}:
                # A paste never sends the message: only the next enter does.
                self._paste = []
        return so_far

    @property
    def _wake(self) -> float:
        """Seconds of silence after which a paste whose end was marked is over."""
        if self._paste_length > _ONE_READ:
            return LONGEST_WAKE
        return min(LONGEST_WAKE, max(PASTE_WAKE, 2 * self._longest_pause))

    def _scan_outside(self, data: str) -> list[Piece]:
        """Scan a read that is no part of the paste whose end may still follow."""
        paste, self._paste = self._paste, None
        found = self._scan(data)
        self._paste = paste
        return found

    def _paste_begins(self) -> None:
        if self._paste is None:
            self._paste, self._paste_length, self._longest_pause = [], 0, 0.0
        self._paste_ended = False

    def _paste_so_far(self) -> list[Piece]:
        text = "".join(self._paste or ())
        self._paste = []
        self._paste_length += len(text)
        return [Piece(Kind.PASTE, text)] if text else []

    # Pieces.

    def _scan(self, data: str) -> list[Piece]:
        found: list[Piece] = []
        at = 0
        while at < len(data):
            if self._paste is not None:
                at = self._scan_paste(data, at)
                continue
            begins = _BEGINS.search(data, at)
            if (end := begins.start() if begins else len(data)) != at:
                found += _plain(data[at:end])
                at = end
                continue
            if seven := _EIGHT_BIT.get(data[at]):
                data = f"{data[:at]}{ESC}{seven}{data[at + 1 :]}"
            if (length := self._scan_escape(data[at:], found)) == 0:
                self._held = data[at:]
                break
            at += length
        return found

    def _scan_escape(self, data: str, found: list[Piece]) -> int:
        """Scan the piece that begins with an escape; return its length, 0 if it is incomplete."""
        second = data[1:2]
        if second in {"", "["} or second == ESC:
            return self._scan_csi(data, found) if second == "[" else _escapes(data, found)
        if second == "O":
            return _ss3(data, found)
        if second in "]P_^X":
            return _string(data, found)
        found.append(Piece(Kind.ALT, second))
        return 2

    def _scan_csi(self, data: str, found: list[Piece]) -> int:
        if data.startswith(_X10_MOUSE):
            return _x10_mouse(data)
        if match := CSI.match(data):
            sequence = match[0]
            if sequence == PASTE_BEGINS:
                self._paste_begins()
            elif sequence != PASTE_ENDS:
                known = sequences.for_parser(sequence)
                found.append(Piece(Kind.KEY if known else Kind.REPORT, known or sequence))
            return len(sequence)
        if CSI_BEGUN.match(data):
            return 0
        # An invalid sequence: the character that breaks it off is scanned by itself.
        begun = len(data) - len(data[2:].lstrip(_PARAMETERS))
        if begun == 2:
            found.append(Piece(Kind.ALT, "["))
        return begun

    def _scan_paste(self, data: str, at: int) -> int:
        """Scan a paste up to an escape (a mark, a report, or ignored); return the next index."""
        assert self._paste is not None  # noqa: S101
        end = data.find(ESC, at)
        if end != at:
            end = len(data) if end < 0 else end
            self._paste.append("".join(MARK if _is_byte(c) else c for c in data[at:end]))
            return end
        rest = data[at:]
        if rest.startswith(PASTE_ENDS):
            self._paste_ended = True
            return at + len(PASTE_ENDS)
        if rest.startswith(PASTE_BEGINS):
            self._paste_begins()
            return at + len(PASTE_BEGINS)
        if rest.startswith(_X10_MOUSE) and (length := _x10_mouse(rest)):
            return at + length
        if match := CSI.match(rest) or STRING.match(rest):
            return at + (len(match[0]) if _is_no_text(match[0]) else 1)
        begun = len(rest) <= _REPORT_IN_PASTE and (CSI_BEGUN.match(rest) or _is_unfinished(rest))
        if begun or rest == ESC:
            self._held = rest
            return len(data)
        return at + 1


def _is_harmless_key(data: str) -> bool:
    """Whether a read is one key that can send nothing: a control key or one without a letter."""
    if len(data) == 1:
        return (data < " " or data == "\x7f") and data not in "\r\n\t\x1b"
    return _WITHOUT_LETTER.fullmatch(data) is not None


def _is_no_text(sequence: str) -> bool:
    """Whether a sequence inside a paste came from the terminal itself."""
    return sequences.is_report(sequence) or sequences.is_extended_key(sequence)


def _plain(text: str) -> Iterator[Piece]:
    """Yield a key for each character; drop the C1 control characters."""
    for character in text:
        if _is_byte(character):
            yield Piece(Kind.MARK, MARK)
        elif not "\x80" <= character <= "\x9f":
            yield Piece(Kind.KEY, character)


def _is_byte(character: str) -> bool:
    """Whether a character is a surrogate: a byte that is not UTF-8 (PEP 383), or half a pair."""
    return "\ud800" <= character <= "\udfff"


def _escapes(data: str, found: list[Piece]) -> int:
    """Scan an escape at the end, or one before another: urxvt's alt with an arrow, or the key."""
    if len(data) == 1 or data == ESC * 2:
        return 0
    match = CSI.match(data, 1)
    if match and not sequences.is_report(match[0]) and (known := sequences.for_parser(match[0])):
        found.append(Piece(Kind.ALT, known))
        return 1 + len(match[0])
    found.append(Piece(Kind.KEY, ESC))
    return 1


def _ss3(data: str, found: list[Piece]) -> int:
    """Scan a key in application mode (SS3), or alt and O."""
    if len(data) == 2:
        return 0
    if key := sequences.table_key(data[:3]):
        found.append(Piece(Kind.KEY, key))
        return 3
    found.append(Piece(Kind.ALT, "O"))
    return 2


def _string(data: str, found: list[Piece]) -> int:
    """Scan a control string (OSC, DCS, ...), or alt and a letter."""
    if match := STRING.match(data):
        found.append(Piece(Kind.REPORT, match[0]))
        return len(match[0])
    if _is_unfinished(data):
        return 0
    # Drop a report that another sequence broke off; other characters were typed.
    broken = data.find(ESC, 2)
    if broken > 3 and _is_unfinished(data[:broken]):
        return broken
    found.append(Piece(Kind.ALT, data[1]))
    return 2


def _is_unfinished(data: str) -> bool:
    return len(data) < sequences.LONGEST and STRING_BEGUN.match(data) is not None


def _x10_mouse(data: str) -> int:
    """Return the length of an X10 mouse report: three characters, or the bytes of three.

    0 if it is incomplete.
    """
    alone = data[3:6].partition(ESC)[0]
    size = sum(1 if _is_byte(one) else len(one.encode()) for one in alone)
    # Drop a report that another sequence breaks off.
    whole = len(alone) == 3 or size >= 3 or len(data) > 3 + len(alone)
    return 3 + len(alone) if whole else 0


def _continues(begun: str, data: str, silence: float) -> bool:
    """Whether input after a pause continues the unfinished sequence, rather than being typed."""
    whole = begun + data
    if silence > FORGOTTEN or not data:
        return False
    if data.startswith(ESC) and not (data[1:2] in {"", "\\"} and _ends_string(begun)):
        return False
    if whole.startswith(_X10_MOUSE):
        return len(data) > 1
    if len(data) == 1 and len(begun) == 2 and data not in _ARROWS:
        return False
    match = CSI.match(whole) or STRING.match(whole)
    if match and len(match[0]) > len(begun) and sequences.is_known(match[0]):
        ends = data[0] in "\x07\x9c" or begun.endswith(ESC)
        return len(data) > 1 or silence <= LETTER or ends
    if data == ESC:
        return True
    return (
        len(data) > 1 and len(begun) > 1 and bool(CSI_BEGUN.match(whole) or _is_unfinished(whole))
    )


def _ends_string(begun: str) -> bool:
    return sequences.is_report(begun + "\x1b\\")
