"""`python -m mmstui`."""

import sys

from mmstui.cli import main

sys.exit(main())
