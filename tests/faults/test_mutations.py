"""The simulation notices each broken rule."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from faults.mutations import noticed

#: Of the quickest; `make faults` tries all of them.
QUICK = ("no mark before the bytes", "tombstones are ignored")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Ignore workers that stop on a broken store."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", QUICK)
def test_a_broken_rule_is_noticed(name: str) -> None:
    assert noticed(name, steps=500) is not None
