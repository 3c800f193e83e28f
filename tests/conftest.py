"""What all tests share."""

import gc

import pytest

from support import parsed, quiet

quiet.install()
parsed.install()
# As seldom as the inbox itself: screens are made of many small objects that live long.
gc.set_threshold(20_000, 20, 50)

#: The longest first, so that no core waits for another at the end.
_FIRST = ("terminal", "tui", "contract", "snapshots")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Folders in that order, the others behind them; inside one, as they stand."""
    places = {config.rootpath / "tests" / name: place for place, name in enumerate(_FIRST)}
    items.sort(key=lambda item: min(places.get(p, len(places)) for p in item.path.parents))
