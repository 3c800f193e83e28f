"""Recognizes pasted file paths, which a terminal sends when a file is dropped on it."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from mmstui.domain.files.attachments import FITTABLE, SENDABLE
from mmstui.domain.files.file_types import type_by_name

#: Characters: a longer text is no drop and is not looked up on disk.
LONGEST: Final = 4096 * 3
MOST: Final = 10
_KNOWN: Final = SENDABLE.keys() | FITTABLE


def dropped_files(text: str) -> list[Path]:
    """Return the files named by a pasted text, if it names only files of types that can be sent.

    Plain, quoted, with escaped blanks or as file: URLs, several on one or more lines. An empty list
    means that it is an ordinary text.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or not text.startswith(("/", "~", "'", '"', "file:")):
        return []
    if (whole := _file(text)) is not None:
        return [whole]
    try:
        words = shlex.split(text)
    except ValueError:
        return []
    if len(words) > MOST:
        return []
    files = [_file(word) for word in words]
    return [file for file in files if file is not None] if all(files) else []


def _file(word: str) -> Path | None:
    if "\0" in word or "\n" in word:
        return None
    if word.startswith("file:"):
        address = urlsplit(word)
        if address.netloc not in {"", "localhost"}:
            return None
        word = unquote(address.path)
    path = os.path.expanduser(word)
    if not os.path.isabs(path) or type_by_name(path) not in _KNOWN:
        return None
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return None
    return Path(path) if stat.S_ISREG(mode) else None
