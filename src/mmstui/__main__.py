"""`mmstui` and `python -m mmstui`."""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # instead of loading `typing` before `main` runs
if TYPE_CHECKING:
    from typing import NoReturn

#: How many new objects are looked through for garbage, and how many of such rounds (see `gc`).
_GARBAGE = (20_000, 20, 50)


def main() -> NoReturn:
    """Run the command line. The inbox is on the screen before anything else is loaded."""
    # Python would look for garbage again and again while it imports modules, which make none.
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
