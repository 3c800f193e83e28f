"""The inbox over a large store, beside the least that Textual can do: design section 10's rows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

from bench import floor
from bench.probe import ESCAPE, Probe, Samples
from bench.table import Row
from mmstui.store import Store
from support.large_store import ACCOUNT, DIDS, END, large_store
from support.stores import put_thread

#: Messages in a long and in an ordinary thread: the two newest conversations of the list.
LONG: Final = 20_000
SHORT: Final = 1_000
_LONG_CONTACT, SHORT_CONTACT = "6475550198", "6475550199"
_STEPS: Final = 40
#: Starts of which the median counts: the first one finds its files cold.
_STARTS: Final = 3
#: Seconds left alone: the processor's time is counted in hundredths.
_LEFT_ALONE: Final = 20.0
_WORST_OF: Final = 100


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of a program. Seconds, samples of keys, megabytes; idle as bytes and a share."""

    first: float
    sight: float
    live: float
    step: Samples
    page: Samples
    thread_step: Samples
    thread_page: Samples
    typed: Samples
    worst: Samples
    open_long: float
    open_short: float
    memory: float
    idle: tuple[int, float]


@dataclass(frozen=True, slots=True)
class FloorMeasured:
    """The same of the floor: first frame in seconds, a key, megabytes."""

    first: float
    key: Samples
    memory: float


def prepared(folder: Path, messages: int) -> Path:
    """The home of a large store with the two threads; made there if it is not."""
    with closing(large_store(folder, messages)) as store:
        if not _has_threads(store):
            for contact, count in ((SHORT_CONTACT, SHORT), (_LONG_CONTACT, LONG)):
                first = END - timedelta(minutes=count)
                put_thread(store, count, did=DIDS[0], contact=contact, first=first)
    return folder


def _has_threads(store: Store) -> bool:
    return store.inbox.conversation(DIDS[0], _LONG_CONTACT) is not None


def measure_floor() -> FloorMeasured:
    """The least."""
    first = median(_floor_first() for _ in range(_STARTS))
    with Probe([sys.executable, floor.__file__], environment(Path("/nonexistent"))) as probe:
        probe.seconds_until(lambda screen: floor.READY in screen)
        probe.key("j")
        key = probe.keys("j" * _STEPS)
        return FloorMeasured(first, key, probe.memory())


def _floor_first() -> float:
    with Probe([sys.executable, floor.__file__], environment(Path("/nonexistent"))) as probe:
        return probe.seconds_until(lambda screen: floor.READY in screen)


def measure(home: Path) -> Measured:
    """The inbox. It is offline: nothing listens where its service should be."""
    with Probe([sys.executable, "-m", "mmstui"], environment(home)) as probe:
        first = probe.seconds_until(lambda screen: "(647) 555-0198" in screen)
        probe.idle(2.0)
        idle = probe.idle(_LEFT_ALONE)
        probe.keys("jk")
        step = probe.keys("jjjjkkkk" * (_STEPS // 8))
        page = probe.keys(["pagedown"] * _STEPS)
        worst = probe.keys(["pageup", "j"] * (_WORST_OF // 2))
        probe.key("g")
        memory = probe.memory()
        opened = [(_opened(probe, "j"), _opened(probe, "k")) for _ in range(5)]
        open_long, open_short = (min(each) for each in zip(*opened, strict=True))
        probe.key("enter")
        probe.key("k")
        thread_step = probe.keys("k" * _STEPS)
        thread_page = probe.keys(["pageup"] * _STEPS)
        probe.key("r")
        typed = probe.keys("hello there everyone of you")
        # No draft is to stay.
        for key in ("ctrl+u", "esc"):
            probe.key(key, quiet=ESCAPE)
        probe.key("ctrl+q")
        probe.wait_for_exit()
    sight = median(_sight(home) for _ in range(_STARTS))
    live = median(_live(home) for _ in range(_STARTS))
    return Measured(
        first, sight, live, step, page, thread_step, thread_page, typed, worst, open_long,
        open_short, memory, idle,
    )  # fmt: skip


def to_top(probe: Probe) -> None:
    """Go to the top of the list and close the thread, wherever the last run left the inbox."""
    probe.idle(2.0)
    for key in ("esc", "esc", "g"):
        probe.key(key, quiet=0.5)


def _opened(probe: Probe, then: str) -> float:
    """Milliseconds until the conversation under the cursor is shown; the cursor moves on."""
    took = probe.key("enter").ms
    probe.key("esc", quiet=ESCAPE)
    probe.key(then)
    return took


def _sight(home: Path) -> float:
    """Seconds until the list is seen: the inbox was open before, as it mostly was."""
    with Probe([sys.executable, "-m", "mmstui"], environment(home)) as probe:
        return probe.seconds_until(lambda screen: "(647) 555-0198" in screen)


def _live(home: Path) -> float:
    """Seconds until a key that was typed before anything was there has moved the cursor."""
    with Probe([sys.executable, "-m", "mmstui"], environment(home)) as probe:
        probe.write("j")
        return probe.seconds_until(lambda screen: _bar(screen) > _first_row(screen) > 0)


def _lines(screen: str) -> Iterator[tuple[int, str]]:
    yield from enumerate(screen.splitlines())


def _bar(screen: str) -> int:
    return next((n for n, line in _lines(screen) if line.startswith("▌")), -1)


def _first_row(screen: str) -> int:
    return next((n for n, line in _lines(screen) if "(647) 555-0198" in line), 0)


def environment(home: Path) -> dict[str, str]:
    """Return the environment of an inbox over a store, which finds no service."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return keep | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "MMSTUI_HOME": str(home),
        "MMSTUI_API_URL": ACCOUNT.origin + "/api/v1/rest.php",
        "MMSTUI_API_USERNAME": ACCOUNT.username,
        "MMSTUI_API_PASSWORD": "bench",
    }


def rows(ours: Measured, least: FloorMeasured) -> Iterator[Row]:
    """Each row of the table, a ratio to the least where the target is one."""
    key = least.key.median
    yield Row("first sight, x first frame", ours.sight / least.first, 0.2)
    yield Row("start to live, x first frame", ours.live / least.first, 1.25)
    yield Row("a step in the list, x key", ours.step.median / key, 1.4)
    yield Row("a page in the list, x key", ours.page.median / key, 2.0)
    yield Row("a step in the list, bytes", ours.step.size, 1024)
    yield Row("a page in the list, bytes", ours.page.size, 5 * 1024)
    yield Row(f"a line in a thread of {LONG:,}, x key", ours.thread_step.median / key, 1.8)
    yield Row("a page in it, x key", ours.thread_page.median / key, 2.5)
    yield Row("a page in it, bytes", ours.thread_page.size, 5 * 1024)
    yield Row("a typed character, x key", ours.typed.median / key, 2.2)
    yield Row(f"worst of {_WORST_OF} keys, x their median", ours.worst.worst / ours.worst.median, 3)
    yield Row("memory, x", ours.memory / least.memory, 1.8)
    yield Row(f"opening {LONG:,}, x opening {SHORT:,}", ours.open_long / ours.open_short, 1.2)
    yield Row(f"idle, bytes in {_LEFT_ALONE:g} s", ours.idle[0], 0)
    yield Row("idle, % of a processor", 100 * ours.idle[1], 0.1)


def growth(large: Measured, small: Measured) -> Iterator[Row]:
    """How much more a million messages cost than a thousand."""
    yield Row("growth of start", large.live / small.live, 1.15)
    yield Row("growth of a step", large.step.median / small.step.median, 1.15)
    yield Row("growth of a page", large.thread_page.median / small.thread_page.median, 1.15)
    yield Row("growth of memory", large.memory / small.memory, 1.15)
