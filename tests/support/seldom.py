"""Cases of one table: `make test` takes one of each kind, `make faults` all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def but(seldom: Callable[[Any], bool], cases: Iterable[Any]) -> list[Any]:
    """Return the cases as parameters, those of which `seldom` is true marked `slow`."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=pytest.mark.slow if seldom(case) else (),
        )
        for case in cases
    ]
