"""Whole worlds in virtual time: no message is sent twice or forgotten. `make faults` runs more."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from faults.simulation.world import Leaning, run

STEPS = 400


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Ignore workers that stop on a full disk."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 7))]
)
def test_no_promise_is_broken(seed: int) -> None:
    outcome = run(seed, STEPS)
    assert outcome.broken is None, "\n".join(outcome.tail[-40:])
    assert outcome.steps >= STEPS


@pytest.mark.parametrize("seed", [102, pytest.param(106, marks=pytest.mark.slow)])
def test_nor_when_much_is_to_go_later(seed: int) -> None:
    outcome = run(seed, STEPS, Leaning(scheduling=True))
    assert outcome.broken is None, "\n".join(outcome.tail[-40:])
    assert outcome.counts["scheduled"] > 3
    assert outcome.counts["edited again"] > 0


@pytest.mark.parametrize("seed", [205, pytest.param(218, marks=pytest.mark.slow)])
def test_nor_when_group_texts_come_leg_by_leg(seed: int) -> None:
    outcome = run(seed, STEPS, Leaning(legs=True, deleting=True))
    assert outcome.broken is None, "\n".join(outcome.tail[-40:])
    assert outcome.counts["late legs"]


def test_the_same_seed_is_the_same_world() -> None:
    first, again, other = run(1, 100), run(1, 100), run(2, 100)
    assert (first.digest, first.counts) == (again.digest, again.counts)
    assert first.digest != other.digest
