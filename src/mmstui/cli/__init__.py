"""The command line. It imports Textual only to open the inbox."""

from mmstui.cli.main import main, run

__all__ = ["main", "run"]
