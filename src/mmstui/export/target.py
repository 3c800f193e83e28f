"""Writes an export: private, never over an existing file, and complete or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp, mkstemp

from mmstui.export.formats import Pages, Part


def write_file(target: Path, parts: Iterable[Part]) -> int:
    """Write a new file; return its size in bytes. Raises OSError, FileExistsError among others."""
    _refuse_what_is_there(target)
    # mkstemp makes files that only their owner can read.
    descriptor, made = mkstemp(prefix=".mmstui-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb", buffering=1 << 18) as stream:
            size = sum(stream.write(_bytes(part)) for part in parts)
            stream.flush()
            os.fsync(stream.fileno())
        # O_EXCL: never replace a file that appeared meanwhile.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.replace(made, target)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
    return size


def write_folder(target: Path, pages: Pages) -> int:
    """Write a new folder; return the size of its files in bytes. Raises OSError."""
    _refuse_what_is_there(target)
    made = Path(mkdtemp(prefix=".mmstui-", dir=target.parent))
    try:
        size = sum(_write_page(made / name, parts) for name, parts in pages)
        target.mkdir(mode=0o700)
        os.rename(made, target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return size


def _write_page(path: Path, parts: Iterable[Part]) -> int:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb", buffering=1 << 18) as stream:
        size = sum(stream.write(_bytes(part)) for part in parts)
        stream.flush()
        os.fsync(stream.fileno())
    return size


def _bytes(part: Part) -> bytes:
    return part.encode() if isinstance(part, str) else part


def _refuse_what_is_there(target: Path) -> None:
    if os.path.lexists(target):
        raise FileExistsError(target)
