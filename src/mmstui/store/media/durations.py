"""Durations of audio and video files, measured once and stored with the file's row."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mmstui.domain.files.media_durations import duration, may_last
from mmstui.store.sqlite.database import Database

#: The duration in the row of a file that was measured without a result.
UNKNOWN: Final = 0
#: Files measured in one transaction.
_PER_TRANSACTION: Final = 50


def measured(path: Path, mime: str) -> int:
    """Return a file's duration in milliseconds, `UNKNOWN` when it cannot be found."""
    if not may_last(mime):
        return UNKNOWN
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return UNKNOWN
    try:
        size = os.fstat(descriptor).st_size

        def read(offset: int, length: int) -> bytes:
            # `pread` fails for offsets that are negative or too large.
            return os.pread(descriptor, length, offset) if 0 <= offset < size else b""

        found = duration(mime, size, read)
    except OSError:
        return UNKNOWN
    finally:
        os.close(descriptor)
    return UNKNOWN if found is None else max(1, round(found.total_seconds() * 1000))


def measure_some(database: Database) -> bool:
    """Measure some files that an older version did not measure.

    Returns False when there were none.
    """
    rows = database.read(
        "SELECT f.id, coalesce(f.path, ''), f.type, m.conversation_id FROM media AS f "
        "JOIN message AS m ON m.id = f.message_id "
        "WHERE f.duration IS NULL AND f.state = 'here' LIMIT ?",
        (_PER_TRANSACTION,),
    )
    found = [(measured(database.folder / path, mime), number) for number, path, mime, _ in rows]
    if found:
        with database.writing() as transaction:
            transaction.connection.executemany("UPDATE media SET duration = ? WHERE id = ?", found)
            transaction.touch(row[3] for row, (lasts, _) in zip(rows, found, strict=True) if lasts)
    return bool(found)
