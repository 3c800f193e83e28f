"""The keys that empty the inbox, beside the key of an empty Textual app.

PYTHONPATH=tests python -m bench.triage FOLDER [--messages 1000000]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import floor, inbox
from bench.probe import ESCAPE, Probe, Sample, Samples
from bench.table import Row

#: Conversations of the bulk that is undone.
BULK: Final = 200
_TIMES: Final = 12
#: Each in so many keys of an empty app.
_MOST: Final = 3.0


@dataclass(frozen=True, slots=True)
class TriageMeasured:
    """Samples of keys."""

    done: Samples
    undo: Samples
    bulk: Samples
    view: Samples
    following: Samples


def measure(home: Path) -> TriageMeasured:
    """Press the keys; all that they do is undone."""
    with Probe([sys.executable, "-m", "mmstui"], inbox.environment(home)) as probe:
        probe.seconds_until(lambda screen: "(647) 555-0198" in screen)
        inbox.to_top(probe)
        probe.keys("ez")
        done, undo = probe.keys("e" * _TIMES), probe.keys("z" * _TIMES)
        bulk = Samples(tuple(_bulk_undone(probe) for _ in range(3)))
        view = probe.keys("41" * (_TIMES // 2))
        probe.key("g")
        # Its modules are imported when it is first wanted.
        probe.key("v", quiet=2.0)
        following = probe.keys(" " * _TIMES)
        probe.key("esc", quiet=ESCAPE)
        probe.key("ctrl+q")
        probe.wait_for_exit()
    return TriageMeasured(done, undo, bulk, view, following)


def _bulk_undone(probe: Probe) -> Sample:
    """Be done with many, and undo that."""
    for key in ("g", " ", *["pagedown"] * (BULK // 15), "+", "e"):
        probe.key(key)
    probe.idle(1.0)
    sample = probe.key("z", quiet=0.3)
    probe.key("esc", quiet=ESCAPE)
    return sample


def rows(ours: TriageMeasured, key: float) -> Iterator[Row]:
    """Each kind of key until its first frame, as a ratio to the key of an empty app."""
    for name, samples in (
        ("e in the list", ours.done),
        ("its undo", ours.undo),
        (f"undo of {BULK}", ours.bulk),
        ("another view", ours.view),
        ("the next in triage mode", ours.following),
    ):
        yield Row(f"{name}, x key", samples.first / key, _MOST)
    yield Row("e in the list, bytes", ours.done.size, 5 * 1024)


def least() -> float:
    """Return the milliseconds of a key of an empty app."""
    with Probe([sys.executable, floor.__file__], inbox.environment(Path("/nonexistent"))) as probe:
        probe.seconds_until(lambda screen: floor.READY in screen)
        probe.key("j")
        return probe.keys("j" * 40).median


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    home = inbox.prepared(options.folder / str(options.messages), options.messages)
    for row in rows(measure(home), least()):
        print(row, flush=True)


if __name__ == "__main__":
    main()
