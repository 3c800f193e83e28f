"""`mmstui` and `python -m mmstui`."""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # instead of loading `typing` before `main` runs
if TYPE_CHECKING:
    from typing import NoReturn

#: How many new objects are looked through for garbage, and how many of such rounds (see `gc`). With
#: Python's own, that takes a tenth of the time in which the modules of a short command are loaded.
_GARBAGE = (20_000, 20, 50)


def main() -> NoReturn:
    """Run the command line. The inbox is on the screen before anything else is loaded."""
    gc.set_threshold(*_GARBAGE)
    from mmstui import first_sight

    try:
        first_sight.show(sys.argv[1:])
        from mmstui.cli import run

        run()
    finally:
        first_sight.leave()


if __name__ == "__main__":
    main()
