"""The command line. Textual is imported only to open the inbox."""

from mmstui.cli.main import main

__all__ = ["main"]
