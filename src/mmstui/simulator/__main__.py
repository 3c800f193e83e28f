"""`python -m mmstui.simulator`."""

import sys

from mmstui.simulator.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
