"""Where the log goes: a file of its own, never the screen."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner can read."""

    def _open(self):  # type: ignore[no-untyped-def]  # the base class leaves it untyped
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


def start_logging(home: Path) -> None:
    """Log to `mmstui.log` in the data folder. A disk that cannot take it costs only the log."""
    root = logging.getLogger()
    root.handlers.clear()
    root.addHandler(logging.NullHandler())
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _PrivateFile(
            home / "mmstui.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
