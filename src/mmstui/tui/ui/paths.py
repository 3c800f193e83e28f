"""Paths of this machine: as people write them, as terminals paste them, as they are shown."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mmstui.domain.sanitise import line


def nearest_folder(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    path = Path(os.path.abspath(path))
    for candidate in (path, *path.parents):
        try:
            if candidate.is_dir():
                return candidate
        except (OSError, ValueError):
            continue
    return Path(path.anchor)


_STARTS_OVER = re.compile(r"^.*/(?=/|~(?:/|$))", re.S)


def typed_path(text: str, folder: Path) -> Path:
    """The path that a person wrote, from their home or from the folder shown.

    `..` is taken as written, also behind a symbolic link: what is shown is what one typed. As the
    field begins with a folder, a `//` in the text starts over at the root, and `/~` at home.
    """
    text = _STARTS_OVER.sub("", text)
    return Path(os.path.normpath(folder / os.path.expanduser(text)))


def pasted_path(text: str) -> str:
    """A path from what terminals paste for a dropped file: quoted, escaped, or a `file:` URL."""
    text = text.strip()
    if text.startswith("file://"):
        return unquote(urlsplit(text).path)
    try:
        words = shlex.split(text)
    except ValueError:
        return text
    return words[0] if len(words) == 1 else text


def shown_path(path: Path, home: Path) -> str:
    """A path ready to paint, `~` for the user's home."""
    try:
        inside = path.relative_to(home)
    except ValueError:
        return line(str(path))
    return line(str(Path("~") / inside))


def names_in(folder: Path) -> list[tuple[str, bool]]:
    """Names in a folder that a person can type, sorted, and whether each is a folder's.

    Empty where it cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted((e.name, _is_folder(e)) for e in entries if line(e.name) == e.name)
    except (OSError, ValueError):
        return []


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
