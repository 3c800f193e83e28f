"""A key held down, and keys over a slow line: whether each is shown, when, and in how many bytes.

PYTHONPATH=tests python -m bench.held [FOLDER]
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bench import inbox
from bench.probe import Probe
from bench.table import Row

#: A keyboard repeats a held key so many times a second; people type and walk at a third of that.
REPEATS: Final = 30
TYPES: Final = 10
SECONDS: Final = 10
#: Milliseconds in which a frame should follow its key.
SOON, LATEST = 33.0, 100.0
#: The slow line: bytes a second (1 Mbit/s), and seconds in each direction (150 ms there and back).
RATE: Final = 125_000
ONE_WAY: Final = 0.075
WALKED, TYPED = 50, 200
#: Messages that the simulated account has while an inbox fetches them.
HISTORY: Final = 200_000
_TEXT: Final = ("Merci pour hier, le canot est superbe et on y va demain. " * 4)[:TYPED]


class Held(NamedTuple):
    """Milliseconds from each press to the output that followed it."""

    waits: Sequence[float]

    @property
    def late(self) -> float:
        """Frames of a hundred that came later than `SOON`."""
        return 100 * sum(wait > SOON for wait in self.waits) / len(self.waits)


def hold(probe: Probe, key: str, seconds: float = SECONDS) -> Held:
    """Hold a key down. A press that a later frame answers has waited until that."""
    waits, pending, written = [], list[float](), list[bytes]()
    first = time.perf_counter()
    for press in range(int(seconds * REPEATS) + 1):
        due = first + press / REPEATS
        while (rest := due - time.perf_counter()) > 0:
            for at, chunk in probe.chunks_within(rest):
                written.append(chunk)
                waits += [1000 * (at - pressed) for pressed in pending]
                pending.clear()
        if press < seconds * REPEATS:
            os.write(probe.fd, key.encode())
            pending.append(time.perf_counter())
    ended = time.perf_counter()
    for chunk in written:
        probe.came(chunk)
    return Held([*waits, *(1000 * (ended - pressed) for pressed in pending)])


class Seen(NamedTuple):
    """What a user at the other end of a slow line saw: numbers on the screen, and bytes."""

    numbers: list[int]
    size: int


def over_a_slow_line(probe: Probe, keys: str, shown: re.Pattern[str]) -> Seen:
    """Press keys at the far end of a slow line, and note each number that `shown` finds there."""
    began = time.perf_counter()
    there = deque((began + n / TYPES + ONE_WAY, key) for n, key in enumerate(keys))
    back: deque[tuple[float, bytes]] = deque()
    numbers, size, read_until, quiet_at = list[int](), 0, began, began + len(keys) / TYPES + 2
    while time.perf_counter() < quiet_at or back:
        now = time.perf_counter()
        while there and there[0][0] <= now:
            os.write(probe.fd, there.popleft()[1].encode())
        while back and back[0][0] <= now:
            probe.came(back.popleft()[1])
            found = shown.search(probe.shown())
            if found is not None and found[1] not in map(str, numbers[-1:]):
                numbers.append(int(found[1].replace(",", "")))
        if now >= read_until and select.select([probe.fd], [], [], 0.002)[0]:
            chunk = os.read(probe.fd, 1500)
            size += len(chunk)
            # The next piece leaves when this one is on the line.
            read_until = max(now, read_until) + len(chunk) / RATE
            back.append((read_until + ONE_WAY, chunk))
    return Seen(numbers, size)


def rows(home: Path, folder: Path) -> Iterator[Row]:
    """Hold `j` in the list, in a long thread, and while history is fetched; then the slow line."""
    with Probe([sys.executable, "-m", "mmstui"], inbox.environment(home)) as probe:
        probe.seconds_until(lambda screen: "▌" in screen)
        inbox.to_top(probe)
        yield from _held("the list", hold(probe, "j"))
        probe.keys("g")
        probe.key("enter", quiet=1.0)
        yield from _held(f"a thread of {inbox.LONG:,}", hold(probe, "k"))
        probe.key("esc", quiet=0.5)
        probe.key("ctrl+q")
        probe.wait_for_exit()
    yield from _held("the list, fetching history", _held_while_fetching(folder))
    yield from _slow_line(home)


def _held(where: str, held: Held) -> Iterator[Row]:
    yield Row(f"j held in {where}, late of 100", held.late, 1)
    yield Row(f"j held in {where}, worst in ms", max(held.waits), LATEST)


def _held_while_fetching(folder: Path) -> Held:
    """The inbox of an account that is fetched for the first time."""
    command = [sys.executable, "-m", "mmstui", "simulator", "--messages", str(HISTORY),
               "--per-minute", "0", "--die-with-parent"]  # fmt: skip
    with (
        tempfile.TemporaryDirectory(dir=folder) as home,
        subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as sim,
    ):
        assert sim.stdout is not None
        url = next(word for line in sim.stdout for word in line.split() if word.startswith("http"))
        env = inbox.environment(Path(home)) | {
            "MMSTUI_API_URL": url,
            "MMSTUI_API_USERNAME": "demo@example.com",
            "MMSTUI_API_PASSWORD": "demo",
        }
        with Probe([sys.executable, "-m", "mmstui"], env) as probe:
            # It is never quiet while it fetches.
            while "▌" not in probe.text:
                probe.read(0.1)
            held = hold(probe, "j")
            assert "synced" not in probe.text, f"all is fetched already:\n{probe.text}"
            probe.key("ctrl+q")
            probe.wait_for_exit()
        sim.terminate()
    return held


def _slow_line(home: Path) -> Iterator[Row]:
    with Probe([sys.executable, "-m", "mmstui"], inbox.environment(home)) as probe:
        probe.seconds_until(lambda screen: "▌" in screen)
        inbox.to_top(probe)
        walked = over_a_slow_line(probe, "j" * WALKED, re.compile(r" ([\d,]+) of [\d,]+ "))
        probe.keys("g")
        probe.key("enter", quiet=1.0)
        probe.key("r", quiet=1.0)
        typed = over_a_slow_line(probe, _TEXT, re.compile(r" (\d+)/(?:160|2048) "))
        for key in ("ctrl+u", "esc", "esc"):
            probe.key(key, quiet=0.5)
        probe.key("ctrl+q")
        probe.wait_for_exit()
    yield Row("slow line: steps not shown", _missing(walked, range(2, WALKED + 2)), 0)
    yield Row("slow line: characters not shown", _missing(typed, range(1, TYPED + 1)), 0)
    yield Row(f"slow line: {WALKED} steps, {TYPED} typed, KB", (walked.size + typed.size) / 1e3, 60)


def _missing(seen: Seen, expected: range) -> int:
    """How many of these were not seen, or in another order."""
    in_order = [number for number in seen.numbers if number in expected]
    return len(expected) - len(set(in_order)) + (in_order != sorted(in_order))


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1] if sys.argv[1:] else Path(tempfile.gettempdir()) / "mmstui-bench")
    for row in rows(inbox.prepared(folder / "1000000", 1_000_000), folder):
        print(row, flush=True)


if __name__ == "__main__":
    main()
