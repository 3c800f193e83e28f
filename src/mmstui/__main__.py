"""`mmstui` and `python -m mmstui`."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line. The inbox is on the screen before anything else is loaded."""
    from mmstui import first_sight

    try:
        first_sight.show(sys.argv[1:])
        from mmstui.cli import run

        run()
    finally:
        first_sight.leave()


if __name__ == "__main__":
    main()
