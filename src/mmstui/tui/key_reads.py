"""Keys that came together: how many there were in the one read that brought a key.

A terminal without bracketed paste sends a paste as if it were typed, line ends included. What
tells it from typing is that its keys arrive in one read (or in the reads right behind a full one),
which only the parser of the terminal's input can see: `watch_reads` wraps it, and notes for each
key how many came with it. Keys made in any other way (a test's, a simulated one) came alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from weakref import WeakKeyDictionary

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from mmstui.tui.graphics.asking import without_answers
from mmstui.tui.pastes import Pastes

#: So many other keys in one read, and nobody typed them.
OTHERS: Final = 5
#: Seconds in which a read still belongs to a paste that began in the one before.
FOLLOWS: Final = 0.05

_together: WeakKeyDictionary[events.Key, int] = WeakKeyDictionary()


def others(event: events.Key) -> int:
    """How many other keys came in the same read as this one."""
    return _together.get(event, 1) - 1


def is_pasted(event: events.Key) -> bool:
    """Whether a key is part of a paste, as far as one can tell."""
    return others(event) >= OTHERS


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


_feed_plainly = XTermParser.feed
_tick_plainly = XTermParser.tick
_reads: WeakKeyDictionary[XTermParser, Reads] = WeakKeyDictionary()
_pastes: WeakKeyDictionary[XTermParser, Pastes] = WeakKeyDictionary()


def _reads_of(parser: XTermParser) -> Reads:
    if (reads := _reads.get(parser)) is None:
        reads = _reads[parser] = Reads()
    return reads


def _pastes_of(parser: XTermParser) -> Pastes:
    if (pastes := _pastes.get(parser)) is None:
        pastes = _pastes[parser] = Pastes()
    return pastes


def _feed(parser: XTermParser, data: str) -> Iterator[Message]:
    # All of a read at once: the first key must know how many follow it.
    # What answers a question of ours is no key, and nothing in a paste is one. An empty read is
    # the parser's end: it stays one.
    keys = without_answers(_pastes_of(parser).take(data)) if data else data
    if keys or not data:
        yield from _reads_of(parser).note(_feed_plainly(parser, keys))


def _tick(parser: XTermParser) -> Iterator[Message]:
    if found := list(_tick_plainly(parser)):
        yield from _reads_of(parser).note(found, late=True)
