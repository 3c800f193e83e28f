"""Sends bytes as a terminal does to the program's reader, with its own clock."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual import events
from textual.message import Message

from mmstui.tui.terminal import key_reads
from mmstui.tui.terminal.input_reader import InputReader

#: Seconds between two looks of the program at a silent terminal.
TICK = 0.1


class Typist:
    """Sends reads, with silences between them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._now = 1000.0
        monkeypatch.setattr(key_reads, "_now", lambda: self._now)
        self._reader = InputReader()
        self.messages: list[Message] = []

    def send(self, data: str | bytes, silence: float = 0.0) -> None:
        """A read, and then nothing for a while."""
        self.messages += self._reader.feed(data.encode() if isinstance(data, str) else data)
        self.wait(silence)

    def wait(self, seconds: float) -> None:
        """Nothing comes."""
        until = self._now + seconds
        while self._now < until:
            self._now = min(until, self._now + TICK)
            self.messages += self._reader.tick()

    def stall(self, seconds: float) -> None:
        """The program does not come to read."""
        self._now += seconds

    @property
    def keys(self) -> list[str]:
        """The characters and the names of the keys so far; pastes as `<text>`."""
        return [_said(message) for message in self.messages if _said(message)]


def read(
    monkeypatch: pytest.MonkeyPatch, reads: Sequence[str | bytes], silence: float = 0.0
) -> list[str]:
    """Return the keys of some reads, with equal pauses and a long one at the end."""
    typist = Typist(monkeypatch)
    for data in reads:
        typist.send(data, silence)
    typist.wait(0.3)
    return typist.keys


def _said(message: Message) -> str:
    if isinstance(message, events.Paste):
        return f"<{message.text}>"
    if not isinstance(message, events.Key):
        return ""
    return message.character if message.is_printable and message.character else message.key
