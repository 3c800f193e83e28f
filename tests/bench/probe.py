"""Measures a program in a terminal from the outside.

While something is timed, chunks of output are only read and stamped; the emulator looks at them
afterwards, one by one, so that its own cost is in no result.
"""

from __future__ import annotations

import os
import select
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from support.terminal import KEYS, Terminal

#: Seconds of silence after which a program has said all that it has to say to a key.
QUIET: Final = 0.08
#: Seconds in which esc could still be the beginning of another key.
ESCAPE: Final = 0.25
_KEYS: Final = {**KEYS, "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H"}


@dataclass(frozen=True, slots=True)
class Sample:
    """What one key came to: milliseconds until the last byte of its output, and bytes.

    `first`: milliseconds until the first output, which has what the key itself changes; what a
    write to the disk says comes after it.
    """

    ms: float
    size: int
    first: float = 0.0


@dataclass(frozen=True, slots=True)
class Samples:
    """What many keys of one kind came to."""

    each: tuple[Sample, ...]

    @property
    def median(self) -> float:
        """Milliseconds."""
        return statistics.median(sample.ms for sample in self.each)

    @property
    def first(self) -> float:
        """Milliseconds until the first output, the median."""
        return statistics.median(sample.first for sample in self.each)

    @property
    def worst(self) -> float:
        """Milliseconds."""
        return max(sample.ms for sample in self.each)

    @property
    def size(self) -> float:
        """Bytes, the median."""
        return statistics.median(sample.size for sample in self.each)


class Probe(Terminal):
    """A terminal with a clock."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.began = time.perf_counter()
        super().__init__(command, env, columns=120, rows=40, from_nothing=True)

    def seconds_until(self, holds: Callable[[str], bool], *, quiet: float = 0.5) -> float:
        """From the start of the program until the screen's text holds; it must, and then be quiet.

        Raises AssertionError if the program is quiet for ten times as long and it does not.
        """
        deadline = time.perf_counter() + 10 * quiet
        while time.perf_counter() < deadline:
            for at, chunk in self._chunks(quiet):
                deadline = time.perf_counter() + 10 * quiet
                self._show(chunk)
                if holds(self._shown()):
                    return at - self.began
        raise AssertionError(f"it never came:\n{self._shown()}")

    @property
    def fd(self) -> int:
        """Our end of the terminal."""
        return self._fd

    def shown(self) -> str:
        """Return the screen as it is, without reading what was written since."""
        return self._shown()

    def came(self, chunk: bytes) -> None:
        """Show what was read by others."""
        self._came(chunk)

    def chunks_within(self, seconds: float) -> Iterator[tuple[float, bytes]]:
        """Yield what is written within some seconds, each piece with the moment it came."""
        end = time.perf_counter() + seconds
        while (rest := end - time.perf_counter()) > 0:
            if select.select([self._fd], [], [], rest)[0]:
                yield time.perf_counter(), os.read(self._fd, 65536)

    def key(self, key: str, *, quiet: float = QUIET) -> Sample:
        """Press a key, by name or as it is."""
        began = last = first = time.perf_counter()
        os.write(self._fd, _KEYS.get(key, key).encode())
        size = 0
        for at, chunk in self._chunks(quiet):
            first, last = (at if not size else first), at
            size += len(chunk)
            self._show(chunk)
        return Sample((last - began) * 1000, size, (first - began) * 1000)

    def keys(self, keys: Sequence[str]) -> Samples:
        """Press them one by one."""
        return Samples(tuple(self.key(key) for key in keys))

    def idle(self, seconds: float) -> tuple[int, float]:
        """Touch nothing: bytes written, and the share of one processor that was used."""
        before = self._processor()
        # The figure is what the program does while nobody does anything: the time has to pass.
        time.sleep(seconds)
        size = sum(len(chunk) for _, chunk in self._chunks(0))
        return size, (self._processor() - before) / seconds

    def memory(self) -> float:
        """Megabytes that the program holds."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _processor(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _shown(self) -> str:
        return "\n".join(line.rstrip() for line in self._screen.display)

    def _chunks(self, quiet: float) -> list[tuple[float, bytes]]:
        """What is written until it is quiet, each piece with the moment it came."""
        found: list[tuple[float, bytes]] = []
        while select.select([self._fd], [], [], quiet)[0]:
            try:
                chunk = os.read(self._fd, 65536)
            except OSError:
                break
            if not chunk:
                break
            found.append((time.perf_counter(), chunk))
        return found
