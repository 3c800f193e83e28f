"""Logging: of the inbox to a file, never to the screen; of a service to standard error."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from mmstui.cli.streams import complain
from mmstui.domain.traces import place_of

#: Priorities of sd-daemon(3) by the least level of a record.
_PRIORITIES: Final = (
    (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6), (logging.NOTSET, 7),
)  # fmt: skip


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
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {words_of(record)}"


def words_of(record: logging.LogRecord) -> str:
    """Return the text of a record without those of exceptions and of other packages."""
    ours = record.name == "mmstui" or record.name.startswith("mmstui.")
    words = record.getMessage() if ours else f"{Path(record.pathname).name}:{record.lineno}"
    error = record.exc_info[1] if record.exc_info else None
    return words + (f" ({place_of(error)})" if error is not None else "")


class ServiceLog:
    """Standard error as the log of a service, for a person or for journald.

    journald has the time of each line, and reads a priority before it.
    """

    def __init__(self, environ: Mapping[str, str], *, quiet: bool) -> None:
        """`quiet`: write warnings only."""
        self._for_journal = _is_journal(environ)
        self._quiet = quiet

    def take_records(self) -> None:
        """Write the records of `logging` too."""
        root = logging.getLogger()
        root.handlers.clear()
        root.addHandler(_ToServiceLog(self))
        root.setLevel(logging.WARNING if self._quiet else logging.INFO)

    def say(self, words: str) -> None:
        """Write what happened."""
        if not self._quiet:
            self.write(logging.INFO, words)

    def warn(self, words: str) -> None:
        """Write what went wrong."""
        self.write(logging.WARNING, words)

    def write(self, level: int, words: str) -> None:
        """Write words, each line of which is one of the log."""
        priority = next(priority for least, priority in _PRIORITIES if level >= least)
        before = f"<{priority}>" if self._for_journal else f"{datetime.now():%Y-%m-%d %H:%M:%S} "
        complain("\n".join(f"{before}{each}" for each in words.splitlines()))


class _ToServiceLog(logging.Handler):
    def __init__(self, log: ServiceLog) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self._log.write(record.levelno, words_of(record))


def _is_journal(environ: Mapping[str, str]) -> bool:
    """Return whether standard error is journald's (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        ours = os.fstat(2)
    except OSError:
        return False
    return environ.get("JOURNAL_STREAM", "") == f"{ours.st_dev}:{ours.st_ino}"


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
