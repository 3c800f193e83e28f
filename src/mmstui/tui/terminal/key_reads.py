"""Counts the keys of each read, to detect pastes without bracketed paste.

`input_scanner` splits the input before Textual's parser gets it. A terminal without bracketed paste
sends a paste as if it were typed, line ends included. Only that its keys arrive in one read (or in
the reads right after a full one) distinguishes it from typing, and only the parser of the input can
see that: `watch_reads` wraps the parser and stores for each key how many keys its read had. Keys
from anywhere else (tests, simulated keys) count as alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from weakref import WeakKeyDictionary

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from mmstui.tui.terminal import terminal_query
from mmstui.tui.terminal.input_scanner import InputScanner, Kind, Piece
from mmstui.tui.terminal.sequences import ESC

#: From so many other keys in one read on, it is a paste.
OTHERS: Final = 5
#: Seconds of silence after which the next read belongs to no paste any more.
FOLLOWS: Final = 0.05

#: Keys that the parser would read as other keys, and their names.
_NAMES: Final = {"\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace"}

_together: WeakKeyDictionary[events.Key, int] = WeakKeyDictionary()
_letters: WeakKeyDictionary[events.Key, str] = WeakKeyDictionary()


def others(event: events.Key) -> int:
    """Return the number of other keys in the same read."""
    return _together.get(event, 1) - 1


def is_pasted(event: events.Key) -> bool:
    """Whether a key is probably part of a paste."""
    return others(event) >= OTHERS


def letter_of(event: events.Key) -> str:
    """Return the letter of a key that was pressed with alt, keeping its case; "" for other keys."""
    return _letters.get(event, "")


class UnreadableInput(events.Event, bubble=False):
    """Posted when bytes were no UTF-8; replacement marks stand for them."""


class Reads:
    """Counts the keys of each read. One per parser."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = 0
        self._paste = 0
        self._paste_at = 0.0

    def note(self, messages: Iterable[Message], *, late: bool = False) -> list[Message]:
        """Return the messages of a read, after storing the number of keys for each key.

        `late` messages, which the parser gives because nothing followed an escape, belong to the
        read before.
        """
        found = list(messages)
        keys = [message for message in found if isinstance(message, events.Key)]
        count = len(keys) + (self._last if late else 0)
        self._last = count
        if not keys:
            return found
        count += self._paste
        if count > OTHERS:
            self._paste, self._paste_at = count, self._clock()
        for key in keys:
            _together[key] = count
        return found

    def rest(self) -> None:
        """End a paste after a silence. Call it when no input waits to be read."""
        if self._clock() - self._paste_at > FOLLOWS:
            self._paste = 0


def watch_reads() -> None:
    """Wrap the parser of the terminal's input, once."""
    if XTermParser.feed is not _feed:
        # Textual has no hook for a read.
        XTermParser.feed = _feed  # type: ignore[method-assign, assignment]
        XTermParser.tick = _tick  # type: ignore[method-assign, assignment]


_now = time.monotonic
_feed_plainly = XTermParser.feed
_tick_plainly = XTermParser.tick
_reads: WeakKeyDictionary[XTermParser, Reads] = WeakKeyDictionary()
_scanners: WeakKeyDictionary[XTermParser, InputScanner] = WeakKeyDictionary()


def _reads_of(parser: XTermParser) -> Reads:
    if (reads := _reads.get(parser)) is None:
        reads = _reads[parser] = Reads()
    return reads


def _scanner_of(parser: XTermParser) -> InputScanner:
    if (scanner := _scanners.get(parser)) is None:
        scanner = _scanners[parser] = InputScanner()
    return scanner


def _feed(parser: XTermParser, data: str) -> Iterator[Message]:
    # Parse a whole read at once: the first key must know how many keys follow it.
    if not data:
        # End of input.
        yield from _feed_plainly(parser, data)
        return
    pieces = _scanner_of(parser).take(data, _now())
    yield from _reads_of(parser).note(_messages(parser, pieces))


def _tick(parser: XTermParser) -> Iterator[Message]:
    _reads_of(parser).rest()
    if pieces := _scanner_of(parser).tick(_now()):
        yield from _reads_of(parser).note(_messages(parser, pieces), late=True)


def _messages(parser: XTermParser, pieces: Iterable[Piece]) -> Iterator[Message]:
    """Yield Textual's messages for the pieces of a read."""
    for kind, text in pieces:
        match kind:
            case Kind.KEY if text == ESC:
                yield events.Key("escape", ESC)
            case Kind.KEY:
                yield from _feed_plainly(parser, text)
            case Kind.ALT:
                yield from _with_alt(parser, text)
            case Kind.PASTE:
                yield events.Paste(text.replace("\0", ""))
            case Kind.REPORT:
                terminal_query.take_report(text)
            case Kind.MARK:
                yield UnreadableInput()
                yield from _feed_plainly(parser, text)


def _with_alt(parser: XTermParser, text: str) -> Iterator[Message]:
    """Yield a key with alt. It has no character, because a field would insert it as text."""
    if len(text) == 1 and text < " " and text not in "\r\n\t\x08":
        # A control key stays a control key, without alt.
        yield from _feed_plainly(parser, text)
        return
    if (name := _NAMES.get(text)) is None:
        plain = next(iter(_feed_plainly(parser, text)), None)
        if not isinstance(plain, events.Key):
            return
        shift = "shift+" if len(text) == 1 and text.isupper() else ""
        name = shift + (plain.key.lower() if shift else plain.key)
    key = events.Key(f"alt+{name}", None)
    if len(text) == 1 and text.isprintable():
        _letters[key] = text
    yield key
