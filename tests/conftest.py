"""What all tests share."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from support import memory_disk, parsed, quiet, unseen

# A machine that has much to do is slow: no fault of what is tested.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
#: Textual's own pilot, which waits for a sixtieth of a second at a time: slow, for once in a while.
if os.environ.get("MMSTUI_STOCK_PILOT") != "1":
    quiet.install()
    unseen.install()
parsed.install()
memory_disk.install()
# Seldom: screens are made of many small objects that live long.
gc.set_threshold(100_000, 20, 50)

#: The longest first, so that no core waits for another at the end.
_FIRST = ("terminal", "tui", "contract", "snapshots")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Folders in that order, the others behind them; inside one, as they stand."""
    places = {config.rootpath / "tests" / name: place for place, name in enumerate(_FIRST)}

    @cache
    def place_of(file: Path) -> int:
        return min(places.get(folder, len(places)) for folder in file.parents)

    items.sort(key=lambda item: place_of(item.path))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Modules and thousands of tests stay to the end: looking for garbage leaves them out."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
