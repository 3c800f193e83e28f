from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.store import Store
from support.stores import FakeClock, copied_store


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path, clock: FakeClock) -> Iterator[Store]:
    opened = copied_store(tmp_path, clock=clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def store_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that the tests of a module fill together."""
    opened = copied_store(tmp_path_factory.mktemp("store"))
    yield opened
    opened.close()
