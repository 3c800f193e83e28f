"""How long a search takes as it is typed, key by key, in a store of a million messages.

    PYTHONPATH=tests python -m bench.search FOLDER

FOLDER, outside the project, gets the store if it has none (two minutes). What is typed is taken
from the messages themselves, so that there is something to find, or put together at random, so
that there mostly is not: both are typed every day. Each key is one search for the newest 50, as the
screen asks for them.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bench.table import Row
from mmstui.domain.searching.search_query import Query, parse
from mmstui.store import Store
from support.large_store import large_store

#: Milliseconds of one frame.
FRAME: Final = 16.0
#: How many different things are typed of each kind.
EACH: Final = 12


class Timed(NamedTuple):
    """One search: what was typed, milliseconds until the first answer and until the last."""

    typed: str
    first: float
    whole: float
    found: int


def typing(text: str) -> Iterator[str]:
    """What stands in the field after each key."""
    for length in range(1, len(text) + 1):
        if not text[:length].endswith(" "):
            yield text[:length]


def shapes(store: Store, rng: random.Random) -> dict[str, list[str]]:
    """Texts as they stand after a key, by what they look like."""
    rows = store.database.read(
        "SELECT text FROM message WHERE id IN (SELECT value FROM json_each(?))",
        (str([rng.randrange(1, 1_000_000) for _ in range(4_000)]),),
    )
    texts = [text.rstrip(".!?,").split() for (text,) in rows]
    long = [words for words in texts if len(words) >= 6 and all(w.isalpha() for w in words)]
    every = [word for words in long for word in words]
    words = sorted({word.lower() for word in rng.sample(every, 4 * EACH)})
    beside = [" ".join(text[at : at + 3]) for text in long[:EACH] for at in (1,)]
    apart = [" ".join(rng.sample(text, 3)) for text in long[EACH : 2 * EACH]]
    mixed = [" ".join(rng.sample(every, 3)) for _ in range(EACH)]
    letters = [*"abcdefghijklmnopqrstuvwxyz", "é", "1", "9"]
    found: dict[str, list[str]] = {
        "one letter": letters,
        "two letters": sorted({word[:2] for word in words if len(word) > 1}),
        "a word": [each for word in words for each in typing(word) if len(each) > 2],
        "whole word": [f'"{word}"' for word in words],
        "several words": [each for text in apart for each in typing(text) if " " in each],
        "random words": [each for text in mixed for each in typing(text) if " " in each],
        "half a phrase": [
            f'"{each}' for text in (*beside, *mixed) for each in typing(text) if " " in each
        ],
        "phrase": [f'"{text}"' for text in (*beside, *mixed)],
    }
    return found


def once(store: Store, query: Query) -> Timed:
    """One search on this thread."""
    began = time.perf_counter()
    found = store.searching.newest(query, limit=50)
    took = (time.perf_counter() - began) * 1000
    return Timed(query.text, took, took, len(found))


def line(name: str, times: Sequence[float]) -> str:
    """Median, nine tenths, worst; the share within a frame."""
    ordered = sorted(times)
    p90 = ordered[int(len(ordered) * 0.9)]
    within = sum(each <= FRAME for each in ordered) / len(ordered)
    return (
        f"{name:16} {len(ordered):5} {statistics.median(ordered):8.2f} {p90:8.2f} "
        f"{ordered[-1]:8.1f} {within:7.0%}"
    )


def timed(store: Store, seed: int) -> Iterator[tuple[str, list[Timed]]]:
    """Every search of each shape, the store's pages being warm."""
    for query in ("the", "canot"):
        once(store, parse(query))
    for name, typed in shapes(store, random.Random(seed)).items():
        yield name, [once(store, parse(each)) for each in typed]


def rows(store: Store) -> Iterator[Row]:
    """The median of each shape; what is half a word or half a phrase counts like a whole one."""
    for name, found in timed(store, 1):
        yield Row(f"search, {name}, ms", statistics.median(each.first for each in found), FRAME)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worst", type=int, default=0, help="how many of the slowest to name")
    options = parser.parse_args()
    store = large_store(options.folder, options.messages)
    print(f"{'':16} {'n':>5} {'p50 ms':>8} {'p90':>8} {'worst':>8} {'≤16 ms':>7}")
    slowest: list[Timed] = []
    for name, found in timed(store, options.seed):
        print(line(name, [each.first for each in found]), flush=True)
        slowest.extend(found)
    for each in sorted(slowest, key=lambda each: -each.first)[: options.worst]:
        print(f"{each.first:8.1f} ms  {each.found:3}  {each.typed}")
    store.close()


if __name__ == "__main__":
    main()
