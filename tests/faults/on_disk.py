"""Runs `mmstui` on a broken disk, as SQLite sees it.

Used as a program: `python on_disk.py full|read-only WORDS...`. Works everywhere, also
without root; `test_disk_mounted.py` tries the kernel's own errors on a real file system.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from mmstui.store.sqlite import connections

FAULTS = ("full", "read-only")


@contextlib.contextmanager
def disk(fault: str) -> Iterator[None]:
    """Simulate this disk for every connection that is opened meanwhile."""
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
