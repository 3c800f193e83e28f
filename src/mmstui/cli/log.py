"""Logging to a file of its own, never to the screen."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from mmstui.domain.traces import place_of


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only its owner can read."""

    def _open(self):  # type: ignore[no-untyped-def]  # untyped in the base class
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


class Wordless(logging.Formatter):
    """A formatter that omits texts of exceptions and of other packages.

    Both may quote a message, an address with a password in it, or an answer of VoIP.ms. Our own log
    lines are constants with codes, names of types and places in them.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}"
        ours = record.name == "mmstui" or record.name.startswith("mmstui.")
        words = record.getMessage() if ours else f"{Path(record.pathname).name}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{head}: {words}" + (f" ({place_of(error)})" if error is not None else "")


def start_logging(home: Path) -> None:
    """Log to `mmstui.log` in the data folder. A disk error only disables the log."""
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
    handler.setFormatter(Wordless())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
