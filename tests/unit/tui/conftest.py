"""What the tests of the screens' parts share."""

# A text that names a key looks for its command among those of all loaded modules: here, all are.
from mmstui.tui.keys import panes  # noqa: F401
