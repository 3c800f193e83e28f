"""Paths of this machine: typed by people, pasted by terminals, shown on the screen."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mmstui.domain.text.sanitise import line


def nearest_folder(path: Path) -> Path:
    """Return the folder, or its nearest existing parent."""
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
    """Return the typed path; a relative one is relative to `folder`, `~` is the home folder.

    `..` is resolved by name, also after a symbolic link, as the typed text shows it. Because the
    field begins with a folder, `//` in the text starts again at the root, and `/~` at home.
    """
    text = _STARTS_OVER.sub("", text)
    return Path(os.path.normpath(folder / os.path.expanduser(text)))


def pasted_path(text: str) -> str:
    """Return the path in the text that a terminal pastes for a dropped file: quoted, escaped, or a
    `file:` URL.
    """
    text = text.strip()
    if text.startswith("file://"):
        return unquote(urlsplit(text).path)
    try:
        words = shlex.split(text)
    except ValueError:
        return text
    return words[0] if len(words) == 1 else text


def shown_path(path: Path, home: Path) -> str:
    """Return the path ready to paint, with `~` for the user's home."""
    try:
        inside = path.relative_to(home)
    except ValueError:
        return line(str(path))
    return line(str(Path("~") / inside))


def names_in(folder: Path) -> list[tuple[str, bool]]:
    """Return the names in a folder that a person can type, sorted, each with whether it is a
    folder.

    Empty if the folder cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted((e.name, _is_folder(e)) for e in entries if line(e.name) == e.name)
    except (OSError, ValueError):
        return []


def is_folder(path: Path) -> bool:
    """Whether a path is an existing folder."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
