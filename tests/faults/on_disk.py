"""Runs `mmstui` on a disk that has gone wrong, as far as SQLite can tell.

Used as a program: `python on_disk.py full|read-only WORDS...`. Works everywhere, root or not; that
the kernel's own refusals end the same way is tried on a real file system where one can be mounted.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from mmstui.store import connections

FAULTS = ("full", "read-only")


@contextlib.contextmanager
def disk(fault: str) -> Iterator[None]:
    """Every connection made meanwhile finds the disk so."""
    prepare = connections._prepare_for_writing

    def prepared(connection: sqlite3.Connection, path: Path) -> None:
        prepare(connection, path)
        if fault == "full":
            # Not a page more than there are.
            connection.execute("PRAGMA max_page_count = 1")
        else:
            connection.execute("PRAGMA query_only = ON")

    with mock.patch.object(connections, "_prepare_for_writing", prepared):
        yield


def main(fault: str, words: list[str]) -> int:
    from mmstui.cli import main as mmstui

    with disk(fault):
        return mmstui(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
