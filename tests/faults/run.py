"""`make faults`: a message is sent at most once and never forgotten, tried at length.

    python -m faults.run [--seed N] [--steps N] [--scheduling] [--no-lines] [--no-mutations]
    python -m faults.run --world N [--scheduling]

Runs worlds of fixed seeds, of a fresh seed, and some where every other message is to go later, then
every way to break a line, then the same worlds with rules broken on purpose, which must be noticed.
Prints seeds and counts; the seed of a world that broke a promise repeats it. Ends with `N doubled,
N lost`. Two to four minutes on two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import secrets
import sys
import time
from collections import Counter
from concurrent.futures import Executor, ProcessPoolExecutor

from faults import lines
from faults.mutations import MUTATIONS, noticed
from faults.simulation.world import Leaning, Outcome, run

FIXED_SEEDS = (20_260, 20_261)
STEPS = 100_000
FRESH_STEPS = 10_000  #: of a fresh seed
SCHEDULING_SEED, SCHEDULING_STEPS = 20_262, 10_000
#: Steps of one world before it comes to rest: short ones differ more from each other.
OF_A_WORLD = 700
#: Processes; a world is in one of them.
_AT_ONCE = 2
#: Objects between two looks for garbage: a world is small, and is gone as a whole.
_GARBAGE_AFTER = 50_000
#: Worlds of one seed never are those of a seed near it.
_APART = 1_000_000


def main(words: list[str]) -> int:
    """Run everything; return 0 if no promise was broken."""
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--seed", type=int, help="instead of fixed ones and a fresh one")
    parser.add_argument("--world", type=int, help="one world only, with the end of its log")
    parser.add_argument("--no-fresh", action="store_true", help="leave the fresh seed out")
    parser.add_argument("--steps", type=int, default=STEPS, help="in all worlds together")
    parser.add_argument("--scheduling", action="store_true", help="every other message goes later")
    parser.add_argument("--no-lines", action="store_true", help="leave the real sockets out")
    parser.add_argument("--no-mutations", action="store_true", help="leave broken rules out")
    options = parser.parse_args(words)
    _quietly()
    leaning = Leaning(scheduling=options.scheduling)
    if options.world is not None:
        return _one(options.world, leaning)
    plan = _plan(options.seed, options.steps, fresh=not options.no_fresh)
    print(f"seeds: {', '.join(map(str, plan))} (make faults SEED=n repeats one)", flush=True)
    broken: Counter[str] = Counter()
    with ProcessPoolExecutor(_AT_ONCE, initializer=_quietly) as pool:
        runs = [(seed, steps, leaning) for seed, steps in plan.items()]
        if options.seed is None:
            few = min(SCHEDULING_STEPS, options.steps)
            runs.append((SCHEDULING_SEED, few, Leaning(scheduling=True)))
        for found in pool.map(_worlds, *zip(*runs, strict=True)):
            broken += found
        if not options.no_lines:
            broken += _lines()
        unnoticed = [] if options.no_mutations else _unnoticed(pool)
    print(f"{broken['doubled']} doubled, {broken['lost']} lost")
    return 1 if broken or unnoticed else 0


def _plan(seed: int | None, steps: int, *, fresh: bool) -> dict[int, int]:
    """Return seeds and their steps: one seed, or the fixed ones and at `fresh` a new one."""
    if seed is not None:
        return {seed: steps}
    new = {secrets.randbelow(_APART): min(FRESH_STEPS, steps)} if fresh else {}
    return dict.fromkeys(FIXED_SEEDS, (steps - sum(new.values())) // len(FIXED_SEEDS)) | new


def _worlds(seed: int, steps: int, leaning: Leaning) -> Counter[str]:
    """Run worlds of one seed until they have made so many steps together."""
    began, counts, broken = time.monotonic(), Counter[str](), Counter[str]()
    gc.freeze()
    gc.set_threshold(_GARBAGE_AFTER)
    while counts["steps"] < steps:
        world = seed * _APART + counts["worlds"]
        try:
            outcome = run(world, OF_A_WORLD, leaning)
        except Exception as error:
            error.add_note(f"in world {world}: python -m faults.run {_again(world, leaning)}")
            raise
        counts.update({"worlds": 1, "steps": outcome.steps, "turns": outcome.turns})
        counts.update(outcome.counts)
        if outcome.broken is not None:
            broken[outcome.broken.kind] += 1
            _tell(outcome, leaning, lines=3)
    seconds = time.monotonic() - began
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    kind = ", much to go later" * leaning.scheduling
    pace = f"{counts['steps'] / seconds:,.0f} steps a second"
    print(f"seed {seed}{kind}: {told}; {pace}", flush=True)
    return broken


def _lines() -> Counter[str]:
    """Run every way to break a line, over real sockets."""
    began = time.monotonic()
    counts = asyncio.run(lines.run())
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    print(f"lines: {told}; {time.monotonic() - began:.0f} s", flush=True)
    return Counter({kind: counts[kind] for kind in ("doubled", "lost") if counts[kind]})


def _unnoticed(pool: Executor) -> list[str]:
    """Return the broken rules that no world notices."""
    unnoticed = []
    for name, (seed, seconds) in zip(MUTATIONS, pool.map(_try, MUTATIONS), strict=True):
        if seed is None:
            unnoticed.append(name)
        found = "NOT NOTICED" if seed is None else f"noticed in world {seed}"
        print(f"broken on purpose: {name}: {found}; {seconds:.0f} s", flush=True)
    return unnoticed


def _try(mutation: str) -> tuple[int | None, float]:
    """Return the world that notices a broken rule, and the seconds until then."""
    began = time.monotonic()
    return noticed(mutation), time.monotonic() - began


def _quietly() -> None:
    logging.disable(logging.CRITICAL)  # workers that stop on a full disk are part of the game


def _one(world: int, leaning: Leaning) -> int:
    outcome = run(world, OF_A_WORLD, leaning)
    _tell(outcome, leaning, lines=len(outcome.tail))
    print(f"world {world}: {outcome.steps} steps, log {outcome.digest}")
    return 1 if outcome.broken else 0


def _again(world: int, leaning: Leaning) -> str:
    return f"--world {world}" + " --scheduling" * leaning.scheduling


def _tell(outcome: Outcome, leaning: Leaning, lines: int) -> None:
    for line in outcome.tail[-lines:]:
        print(f"    {line}")
    if outcome.broken is not None:
        print(f"world {outcome.seed} broke a promise: {outcome.broken}", flush=True)
        print(f"    again: python -m faults.run {_again(outcome.seed, leaning)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
