"""Reads keys from a terminal; no input ends the reading."""

from __future__ import annotations

import codecs
import logging
from collections.abc import Callable, Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.message import Message

from mmstui.tui.terminal.input_scanner import FORGOTTEN
from mmstui.tui.terminal.key_reads import watch_reads

log = logging.getLogger(__name__)

#: Bytes of one read.
READ: Final = 4096
#: Seconds without input after which an unfinished escape is checked again.
PAUSE: Final = 0.1
#: Calls of `tick` after which silence says nothing more: an unfinished sequence is forgotten.
_LAST_TICK: Final = round((FORGOTTEN + 1.0) / PAUSE)
#: Calls of `tick` (a second) after which an incomplete character is given up.
PATIENCE: Final = 10


class InputReader:
    """Turns bytes into keys, pastes and Textual's other messages. It never raises.

    Bytes that are not UTF-8, as of a terminal set to Latin-1, become replacement marks.
    """

    def __init__(self) -> None:
        watch_reads()
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._parser = XTermParser()
        self._silent = 0

    @property
    def pause(self) -> float | None:
        """The seconds without input until `tick` is due; None if it is not."""
        return PAUSE if self._silent < _LAST_TICK else None

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages of a read."""
        self._silent = 0
        text = self._decoder.decode(data)
        return self._safely(lambda: self._parser.feed(text)) if text else []

    def tick(self) -> list[Message]:
        """Return the messages that are complete because no byte followed; call it after each
        `pause` without input.
        """
        found = self._safely(self._parser.tick)
        self._silent += 1
        if self._silent == PATIENCE and (text := self._decoder.decode(b"", final=True)):
            found += self._safely(lambda: self._parser.feed(text))
        return found

    def _safely(self, read: Callable[[], Iterable[Message]]) -> list[Message]:
        found: list[Message] = []
        try:
            found.extend(read())
        except Exception as error:
            # Do not log the input: it may be a message.
            log.error("input from the terminal could not be read: %s", type(error).__name__)
            self._parser = XTermParser()
        return found
