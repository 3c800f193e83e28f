"""Reads folders for the attach dialog. Everything here blocks: for threads only.

Names come from outside: `name` is the real one from the system, `shown` is ready to paint. Only
regular files are opened, without blocking: opening a named pipe could block for ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from mmstui.domain.files.attachments import SENDABLE, Verdict, judge, limit_of
from mmstui.domain.files.file_types import content_type
from mmstui.domain.text.sanitise import line
from mmstui.pictures import unreadable
from mmstui.tui.ui.paths import is_folder, shown_path

#: Files of a folder that are checked before it is shown; the others when they become visible.
CHECKED_AT_ONCE: Final = 200
PARENT: Final = ".."
#: Folders in the user's home.
_USUAL_FOLDERS: Final = ("Pictures", "Downloads", "Desktop")


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A file or a folder. `verdict` is None until the beginning of the file has been read."""

    name: str
    shown: str
    folder: bool = False
    size: int | None = None  #: bytes
    modified: datetime | None = None
    verdict: Verdict | None = None
    problem: str = ""  #: a sentence: why it cannot be opened or attached

    @property
    def kind(self) -> str:
        """The kind, in a word; "" while unknown."""
        if self.folder:
            return "folder"
        if self.verdict is None:
            return "not MMS" if self.problem else ""
        goes = self.fits or self.fittable or self.too_big
        return str(self.verdict.kind) if goes else "not MMS"

    @property
    def fits(self) -> bool:
        """Whether the file can be sent as it is."""
        return self.verdict is not None and self.verdict.problem is None

    @property
    def fittable(self) -> bool:
        """Whether it is a picture that can be converted or shrunk to fit."""
        return self.verdict is not None and self.verdict.fittable

    @property
    def too_big(self) -> bool:
        """Whether only its size prevents sending, and it cannot be shrunk."""
        return (
            self.verdict is not None
            and not self.verdict.fittable
            and self.verdict.type in SENDABLE
            and (self.size or 0) > limit_of(self.verdict.type)
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """The content of a folder: folders by name, then files, the newest first.

    `problem` is a sentence if the folder cannot be read.
    """

    path: Path
    entries: tuple[FolderEntry, ...]
    problem: str = ""


def list_folder(path: Path, *, hidden: bool = False) -> Listing:
    """Read a folder; `hidden` also shows names that begin with a dot."""
    up = [] if path == path.parent else [FolderEntry(PARENT, PARENT, folder=True)]
    try:
        found = list(_entries(path, hidden))
    except (OSError, ValueError) as error:
        return Listing(path, tuple(up), read_problem(error, line(path.name) or str(path)))
    folders = sorted((e for e in found if e.folder), key=lambda e: (e.shown.casefold(), e.shown))
    files = sorted((e for e in found if not e.folder), key=_newest_first)
    checked = [with_verdict(path, entry) for entry in files[:CHECKED_AT_ONCE]]
    return Listing(path, (*up, *folders, *checked, *files[CHECKED_AT_ONCE:]))


def with_verdict(folder: Path, entry: FolderEntry) -> FolderEntry:
    """Return the entry with a verdict on its first bytes, if there is something to check."""
    if entry.folder or entry.verdict is not None or entry.problem:
        return entry
    try:
        size, mime = _content(folder / entry.name)
    except (OSError, ValueError) as error:
        return replace(entry, problem=read_problem(error, entry.shown))
    verdict = judge(entry.shown, size, b"", content=mime)
    if verdict.fittable and (missing := unreadable(verdict.type, entry.shown)):
        verdict = replace(verdict, problem=missing, fittable=False)
    return replace(entry, size=size, verdict=verdict, problem=verdict.problem or "")


def recent_listing(path: Path, recent: Sequence[Path], home: Path) -> Listing:
    """Return the folders that files were taken from, the latest first, then usual folders.

    Only existing ones. `path` is the current folder; the name of each entry is a whole path.
    """
    usual = [home / name for name in _USUAL_FOLDERS]
    found = dict.fromkeys(folder for folder in (*recent, *usual) if is_folder(folder))
    entries = [FolderEntry(str(folder), shown_path(folder, home), folder=True) for folder in found]
    return Listing(path, tuple(entries))


def read_problem(error: Exception, name: str) -> str:
    """Return a sentence about a file or folder that cannot be read; `name` is ready to paint."""
    match error:
        case FileNotFoundError():
            return f"{name} is not there any more."
        case PermissionError():
            return f"{name} may not be read by you."
        case NotADirectoryError():
            return f"{name} is not a folder."
        case OSError(strerror=str(reason)):
            return f"{name} cannot be read: {line(reason).lower()}."
        case _:
            return f"{name} cannot be read."


def _entries(path: Path, hidden: bool) -> Iterator[FolderEntry]:
    with os.scandir(path) as entries:
        for entry in entries:
            if hidden or not entry.name.startswith("."):
                yield _entry(entry)


def _entry(entry: os.DirEntry[str]) -> FolderEntry:
    shown = line(entry.name) or "?"
    try:
        facts = entry.stat()
    except (OSError, ValueError) as error:
        return FolderEntry(entry.name, shown, problem=read_problem(error, shown))
    modified = _time(facts.st_mtime)
    if S_ISDIR(facts.st_mode):
        return FolderEntry(entry.name, shown, folder=True, modified=modified)
    if not S_ISREG(facts.st_mode):
        return FolderEntry(entry.name, shown, modified=modified, problem=f"{shown} is not a file.")
    return FolderEntry(entry.name, shown, size=facts.st_size, modified=modified)


def _content(path: Path) -> tuple[int, str]:
    """Return size and type of a regular file, without blocking on other kinds."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        facts = os.fstat(descriptor)
        if not S_ISREG(facts.st_mode):
            raise ValueError("not a regular file")

        def read(offset: int, size: int) -> bytes:
            return os.pread(descriptor, size, offset) if 0 <= offset < facts.st_size else b""

        return facts.st_size, content_type(read, facts.st_size)
    finally:
        os.close(descriptor)


def _time(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _newest_first(entry: FolderEntry) -> tuple[float, str]:
    return (-entry.modified.timestamp() if entry.modified else 0.0, entry.shown)
