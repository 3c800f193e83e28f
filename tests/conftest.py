"""What all tests share."""

import gc
from functools import cache
from pathlib import Path

import pytest

from support import parsed, quiet, unseen

quiet.install()
parsed.install()
unseen.install()
# As seldom as the inbox itself: screens are made of many small objects that live long.
gc.set_threshold(20_000, 20, 50)

#: The longest first, so that no core waits for another at the end.
_FIRST = ("terminal", "tui", "contract", "snapshots")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Folders in that order, the others behind them; inside one, as they stand."""
    places = {config.rootpath / "tests" / name: place for place, name in enumerate(_FIRST)}

    @cache
    def place_of(file: Path) -> int:
        return min(places.get(folder, len(places)) for folder in file.parents)

    items.sort(key=lambda item: place_of(item.path))


def pytest_collection_finish() -> None:
    """Modules and thousands of tests stay to the end: looking for garbage leaves them out."""
    gc.collect()
    gc.freeze()
