"""The thread that reads keys sleeps while nothing is typed, and ends at once when it shall."""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import Thread

import pytest

from mmstui.tui.terminal.input_reader import PAUSE, InputReader
from mmstui.tui.terminal.input_wait import ExitEvent


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_the_end_is_noticed_by_a_wait_without_a_limit(pipe: tuple[int, int]) -> None:
    ends, found = ExitEvent(), list[bool]()
    for _ in range(2):  # as after ctrl+z
        thread = Thread(target=lambda: found.append(ends.wait_for_input(pipe[0], None)))
        thread.start()
        ends.set()
        ends.set()
        thread.join(10)
        assert not thread.is_alive()
        ends.clear()
        ends.clear()
    assert found == [False, False]
    assert not ends.wait_for_input(pipe[0], 0)
    os.write(pipe[1], b"j")
    assert ends.wait_for_input(pipe[0], None)


@pytest.mark.parametrize("begun", [b"\x1b", b"\x1b[200~pasted", b"\x1b]11;rgb", b"\xc3", b"j"])
def test_nobody_waits_in_steps_once_silence_says_nothing_more(begun: bytes) -> None:
    reader = InputReader()
    reader.feed(begun)
    ticks = 0
    while reader.pause == PAUSE:
        reader.tick()
        ticks += 1
    # An unfinished sequence is forgotten after five seconds.
    assert 5.0 < ticks * PAUSE < 10.0
    reader.feed(b"j")
    assert reader.pause == PAUSE
