"""How long a file on disk lasts: looked at once, and kept in its row."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from mmstui.domain.media_durations import duration, may_last
from mmstui.store.database import Database

#: What a row has whose file was looked at and does not say.
UNKNOWN: Final = 0
#: Files that one look is for.
_TOGETHER: Final = 50


def measured(path: Path, mime: str) -> int:
    """Milliseconds that a file lasts, `UNKNOWN` when it does not say or cannot be read."""
    if not may_last(mime):
        return UNKNOWN
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return UNKNOWN
    try:
        size = os.fstat(descriptor).st_size

        def read(offset: int, length: int) -> bytes:
            # Beyond what the system takes for an offset there is nothing either.
            return os.pread(descriptor, length, offset) if 0 <= offset < size else b""

        found = duration(mime, size, read)
    except OSError:
        return UNKNOWN
    finally:
        os.close(descriptor)
    return UNKNOWN if found is None else max(1, round(found.total_seconds() * 1000))


def measure_some(database: Database) -> bool:
    """Look at some of the files here that nobody has looked at: those of older versions.

    False when there were none.
    """
    rows = database.read(
        "SELECT f.id, coalesce(f.path, ''), f.type, m.conversation_id FROM media AS f "
        "JOIN message AS m ON m.id = f.message_id "
        "WHERE f.duration IS NULL AND f.state = 'here' LIMIT ?",
        (_TOGETHER,),
    )
    found = [(measured(database.folder / path, mime), number) for number, path, mime, _ in rows]
    if found:
        with database.writing() as transaction:
            transaction.connection.executemany("UPDATE media SET duration = ? WHERE id = ?", found)
            transaction.touch(row[3] for row, (lasts, _) in zip(rows, found, strict=True) if lasts)
    return bool(found)
