"""Keys that came together: how many there were in the one read that brought a key.

What a read brings is cut up by `input_scanner` before Textual's parser sees it. A terminal without
bracketed paste sends a paste as if it were typed, line ends included. What tells it from typing is
that its keys arrive in one read (or in the reads right behind a full one), which only the parser of
the terminal's input can see: `watch_reads` wraps it, and notes for each key how many came with it.
Keys made in any other way (a test's, a simulated one) came alone.
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

#: So many other keys in one read, and nobody typed them.
OTHERS: Final = 5
#: Seconds in which a read still belongs to a paste that began in the one before.
FOLLOWS: Final = 0.05

#: Keys that the terminal's parser would read as others, and their names.
_NAMES: Final = {"\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace"}

_together: WeakKeyDictionary[events.Key, int] = WeakKeyDictionary()
_letters: WeakKeyDictionary[events.Key, str] = WeakKeyDictionary()


def others(event: events.Key) -> int:
    """How many other keys came in the same read as this one."""
    return _together.get(event, 1) - 1


def is_pasted(event: events.Key) -> bool:
    """Whether a key is part of a paste, as far as one can tell."""
    return others(event) >= OTHERS


def letter_of(event: events.Key) -> str:
    """The letter of a key that was pressed with alt, which no other letter is: "" of others."""
    return _letters.get(event, "")


class UnreadableInput(events.Event, bubble=False):
    """Bytes came that are no UTF-8: marks stand where they were."""


class Reads:
    """Counts the keys of each read. One per parser."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = 0
        self._paste = 0
        self._paste_at = 0.0

    def note(self, messages: Iterable[Message], *, late: bool = False) -> list[Message]:
        """The messages of one read, each key among them noted with the number of keys.

        What the parser gives `late`, when nothing followed an escape, came with the read before.
        """
        found = list(messages)
        keys = [message for message in found if isinstance(message, events.Key)]
        count = len(keys) + (self._last if late else 0)
        self._last = count
        if not keys:
            return found
        now = self._clock()
        if self._paste and now - self._paste_at <= FOLLOWS:
            count += self._paste
        if count > OTHERS:
            self._paste, self._paste_at = count, now
        else:
            self._paste = 0
        for key in keys:
            _together[key] = count
        return found


def watch_reads() -> None:
    """Wrap the parser of the terminal's input; once is enough."""
    if XTermParser.feed is not _feed:
        # There is no hook for one read.
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
    # All of a read at once: the first key must know how many follow it.
    if not data:
        # The parser's end.
        yield from _feed_plainly(parser, data)
        return
    pieces = _scanner_of(parser).take(data, _now())
    yield from _reads_of(parser).note(_messages(parser, pieces))


def _tick(parser: XTermParser) -> Iterator[Message]:
    if pieces := _scanner_of(parser).tick(_now()):
        yield from _reads_of(parser).note(_messages(parser, pieces), late=True)


def _messages(parser: XTermParser, pieces: Iterable[Piece]) -> Iterator[Message]:
    """What Textual makes of the pieces of a read."""
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
                terminal_query.answered(text)
            case Kind.MARK:
                yield UnreadableInput()
                yield from _feed_plainly(parser, text)


def _with_alt(parser: XTermParser, text: str) -> Iterator[Message]:
    """A key with alt: never a text, or every field would take its letter for one."""
    if len(text) == 1 and text < " " and text not in "\r\n\t\x08":
        # A control key stays one: nobody means alt with it.
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
