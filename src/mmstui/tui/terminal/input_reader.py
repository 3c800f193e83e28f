"""Reads keys from a terminal; no input ends the reading."""

from __future__ import annotations

import codecs
import logging
from collections.abc import Callable, Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.message import Message

from mmstui.tui.terminal.key_reads import watch_reads

log = logging.getLogger(__name__)

#: Bytes of one read.
READ: Final = 4096
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

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages of a read."""
        self._silent = 0
        text = self._decoder.decode(data)
        return self._safely(lambda: self._parser.feed(text)) if text else []

    def tick(self) -> list[Message]:
        """Return the messages that are complete because no byte followed; call it after each tenth
        of a second without input.
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
