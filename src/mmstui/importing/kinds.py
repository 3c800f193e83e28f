"""Which files can be read, and by which module."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from mmstui.domain.archive import Archived
from mmstui.importing.checks import ReadTerms

_SQLITE: Final = b"SQLite format 3\0"
_HEAD_BYTES: Final = 512


class FileKind(StrEnum):
    """A kind of file. Each has a module with the function `read(path, terms)`."""

    JSON_LINES = "jsonl"
    ANDROID = "android"
    SMS_BACKUP = "smsbackup"

    @property
    def has_dids(self) -> bool:
        """Whether the file says which number of the user each message is of."""
        return self is not FileKind.SMS_BACKUP


_MODULES: Final = {
    FileKind.JSON_LINES: "json_lines",
    FileKind.ANDROID: "android",
    FileKind.SMS_BACKUP: "sms_backup",
}


class NotAnArchive(Exception):
    """A file is of no kind that can be read. The message is a sentence."""


def kind_of(path: Path) -> FileKind:
    """Return the kind of a file, by its content. Raises NotAnArchive and OSError."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_SQLITE):
        return FileKind.ANDROID
    if text.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return FileKind.SMS_BACKUP
    if text.startswith(b'{"exported_at"'):
        raise NotAnArchive("It is one JSON document. Export the messages again, as jsonl.")
    if text.startswith(b"{"):
        return FileKind.JSON_LINES
    raise NotAnArchive(
        "It is none of these: jsonl of mmstui, a database of VoIP.ms SMS for Android, "
        "XML of SMS Backup & Restore."
    )


def read(kind: FileKind, path: Path, terms: ReadTerms) -> Iterator[Archived]:
    """Yield what a file has. Raises OSError."""
    module = import_module(f"mmstui.importing.{_MODULES[kind]}")
    return cast("Iterator[Archived]", module.read(path, terms))
