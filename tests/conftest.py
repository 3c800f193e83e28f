"""What all tests share."""

import gc
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from support import matched, memory_disk, parsed, quiet, unseen

# A machine that has much to do is slow: no fault of what is tested. The examples are the same each
# time, so that a change is red only by its own fault.
settings.register_profile("patient", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))
#: Textual's own pilot, which waits for a sixtieth of a second at a time: slow, for once in a while.
if os.environ.get("MMSTUI_STOCK_PILOT") != "1":
    quiet.install()
    unseen.install()
    matched.install()
parsed.install()
memory_disk.install()
# httpcore looks for it with every lock that it makes: findings/httpcore-sniffio.sh.
if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]
# Seldom: screens are made of many small objects that live long.
gc.set_threshold(100_000, 20, 50)

#: Tests that wait for processes and clocks much of their time, and tests that only calculate: in
#: turns, so that a core has something to do while a worker waits. The others, which are short, are
#: the last, so that no core waits for another at the end.
_WAITING, _BUSY = ("terminal", "contract", "faults"), ("tui", "snapshots")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the files of those folders in turns before the others; inside a file, as they stand."""
    files = list(dict.fromkeys(item.path for item in items))

    def files_in(folders: tuple[str, ...]) -> list[Path]:
        homes = [config.rootpath / "tests" / folder for folder in folders]
        return [file for home in homes for file in files if home in file.parents]

    waiting, busy = files_in(_WAITING), files_in(_BUSY)
    places = {file: place / len(waiting) for place, file in enumerate(waiting)}
    places |= {file: place / len(busy) for place, file in enumerate(busy)}
    items.sort(key=lambda item: places.get(item.path, 1.0))


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
