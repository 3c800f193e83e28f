"""`python -m mmstui`."""

from mmstui.cli import run

run()
