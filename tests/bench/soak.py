"""The real inbox in a terminal for a long time: what it takes of the machine, minute by minute.

    PYTHONPATH=tests python -m bench.soak [--minutes 30] [--keys 1] [--messages 1]

A simulator of its own gets a message a second, and the inbox a key a second: every screen in turn
(`support.ways`), threads, the search, writing. It ends with 1 when the last minute has more than
`ALLOWED` megabytes more than the tenth. Nothing else should be measured on the machine meanwhile.

The first minutes are in a hurry: all that is loaded or filled by its first use (the code of
screens and of pictures, the caches of Textual, Rich and SQLite) is there by the tenth minute. At a
key a second that takes twenty, and looks like a leak of 4 MB.

What counts is anonymous memory: what the process made itself, and the kernel cannot drop. RSS has
the pages of files besides. `messages.sqlite3` is mapped (`store.sqlite.connections`): while all
that is new is in the write-ahead log, none of it is there; with the first checkpoint, at 16 MB
of log, as much of the file as is read comes into RSS at once, and grows with the store from then
on. The kernel drops such pages when anybody wants the room.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from support.commands import Shell
from support.simulated import ZOE, Simulated, simulator_process
from support.terminal import Terminal
from support.ways import WAYS, Start

#: Megabytes more than at the end of minute `SETTLED`.
ALLOWED: Final = 3.0
SETTLED: Final = 10
#: Seconds at the start, and how many times as much is done in them.
HURRY: Final = 360
HASTE: Final = 4
#: People who write, in turn: NPA-555-0100 to NPA-555-0159.
PEOPLE: Final = tuple(f"43855501{number:02}" for number in range(60))
_KEY_NAMES: Final = {"question_mark": "?", "exclamation_mark": "!", "backslash": "\\"}
_WORDS: Final = ("kayak", "pagaie", "samedi", "the bow", "merci", "order 1182", "code 731604")


class Reading(NamedTuple):
    """What the process has at one moment. Megabytes; `anonymous` is without pages of files."""

    anonymous: float
    rss: float
    pss: float
    uss: float
    fds: int
    threads: int
    wal: float
    store: float

    @classmethod
    def of(cls, pid: int, home: Path) -> Reading:
        """Ask the kernel (proc(5)) and the disk."""
        kb: dict[str, int] = {}
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, size = line.split()[:2]
            kb[name.rstrip(":")] = int(size)
        files = {
            name: sum(file.stat().st_size for file in home.rglob(name)) / 1e6
            for name in ("messages.sqlite3", "messages.sqlite3-wal")
        }
        return cls(
            kb["Anonymous"] / 1e3,
            kb["Rss"] / 1e3,
            kb["Pss"] / 1e3,
            (kb["Private_Clean"] + kb["Private_Dirty"]) / 1e3,
            len(list(Path(f"/proc/{pid}/fd").iterdir())),
            len(list(Path(f"/proc/{pid}/task").iterdir())),
            files["messages.sqlite3-wal"],
            files["messages.sqlite3"],
        )

    def row(self, minute: int, keys: int, messages: int) -> str:
        """A row of the table."""
        return (
            f"{minute:6}  {self.anonymous:7.1f}  {self.rss:7.1f}  {self.pss:7.1f}"
            f"  {self.uss:7.1f}  {self.fds:4}"
            f"  {self.threads:7}  {self.wal:7.1f}  {self.store:8.1f}  {keys:7}  {messages:9}"
        )


HEAD: Final = (
    "minute  anon MB   RSS MB   PSS MB   USS MB   fds  threads   WAL MB  store MB     keys"
    "   messages"
)


def keys() -> Iterator[str]:
    """What is pressed, for ever: each screen from where it is opened, and back to the list."""
    for turn in itertools.count():
        for way in WAYS.values():
            opened = [_KEY_NAMES.get(key, key) for key, _ in way.steps]
            before = {
                Start.LIST: [],
                Start.THREAD: ["enter", "k", "k"],
                Start.BOX: ["enter", "r"],
            }[way.start]
            after = ["esc"] * (len(opened) + len(before[:2]))
            yield from (*before, *opened, *after)
        yield from ("\\", *_WORDS[turn % len(_WORDS)], "tab", "j", "enter", "esc", "esc", "esc")
        yield from ("g", *"jjjj" * (turn % 8), "enter", "g", "G", "r", *"ok", "esc", "esc")
        yield from ("g", "/", *"mer", "enter", "esc", "esc", "G", "g", "u", "u")


def say(sim: Simulated, number: int) -> None:
    """Somebody writes; now and then with a picture."""
    message = {
        "contact": PEOPLE[number * 7 % len(PEOPLE)] if number % 3 else ZOE,
        "text": f"{_WORDS[number % len(_WORDS)]} {number}",
        "media": int(number % 40 == 0),
    }
    asked = urllib.request.Request(
        f"{sim.origin}/_simulator/inject", json.dumps(message).encode(), method="POST"
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        answer.read()


def _done_by(seconds: float) -> float:
    """How much is done by then, in what a second has after the hurry."""
    return seconds + (HASTE - 1) * min(seconds, HURRY)


def _seconds_for(done: float) -> float:
    """When so much is done."""
    return done / HASTE if done < HASTE * HURRY else done - (HASTE - 1) * HURRY


def soak(home: Path, minutes: int, keys_a_second: float, messages_a_second: float) -> bool:
    """Run it and print a row each minute; whether it stayed within what is allowed."""
    readings: list[Reading] = []
    with simulator_process(("--messages", "3000", "--per-minute", "0")) as sim:
        shell = Shell.of(home, sim)
        print(HEAD, flush=True)
        with Terminal(shell.command(), shell.env, from_nothing=True) as terminal:
            terminal.wait_for("synced", timeout=60)
            began = time.monotonic()
            said = 0
            for pressed, key in enumerate(keys(), 1):
                while said < _done_by(time.monotonic() - began) * messages_a_second:
                    say(sim, said)
                    said += 1
                terminal.press(key)
                due = began + _seconds_for(pressed / keys_a_second)
                while (rest := due - time.monotonic()) > 0:
                    if not terminal.read(min(rest, 0.2)):
                        print(terminal.text)
                        raise SystemExit("the inbox ended")
                terminal.raw.clear()
                if time.monotonic() - began >= (len(readings) + 1) * 60:
                    readings.append(Reading.of(terminal.pid, home))
                    print(readings[-1].row(len(readings), pressed, said), flush=True)
                    if len(readings) == minutes:
                        break
    settled = readings[min(SETTLED, len(readings)) - 1]
    more = readings[-1].anonymous - settled.anonymous
    print(f"{more:+.1f} MB since minute {min(SETTLED, len(readings))}; {ALLOWED:.0f} are allowed")
    return more <= ALLOWED


def main() -> int:
    """Read the arguments; 1 when it grew."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--keys", type=float, default=1.0, help="a second")
    parser.add_argument("--messages", type=float, default=1.0, help="a second")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mmstui-soak-") as folder:
        return 0 if soak(Path(folder), told.minutes, told.keys, told.messages) else 1


if __name__ == "__main__":
    sys.exit(main())
