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
        self._paste = 0
        self._paste_at = 0.0

    def note(self, messages: Iterable[Message]) -> list[Message]:
        """The messages of one read, each key among them noted with the number of keys."""
        found = list(messages)
        keys = [message for message in found if isinstance(message, events.Key)]
        if not keys:
            return found
        count = len(keys)
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
    if XTermParser.feed is _feed:
        return
    XTermParser.feed = _feed  # type: ignore[method-assign, assignment]  # no hook


_feed_plainly = XTermParser.feed
_reads: WeakKeyDictionary[XTermParser, Reads] = WeakKeyDictionary()


def _feed(parser: XTermParser, data: str) -> Iterator[Message]:
    reads = _reads.get(parser)
    if reads is None:
        reads = _reads[parser] = Reads()
    # All of a read at once: the first key must know how many follow it.
    yield from reads.note(_feed_plainly(parser, data))
