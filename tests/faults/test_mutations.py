"""The simulation notices each broken rule."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from faults.mutations import noticed

#: The quickest; `make faults` tries all of them.
QUICK = (
    "no mark before the bytes",
    "a time-out is a refusal",
    "a time-out is a success",
    "the text is enough",
    "tombstones are ignored",
    "nothing is ever found",
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Ignore workers that stop on a broken store."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", QUICK)
def test_a_broken_rule_is_noticed(name: str) -> None:
    assert noticed(name, steps=500) is not None
