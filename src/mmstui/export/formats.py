"""The formats, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from mmstui.export.selection import Selection

Part = str | bytes
Pages = Iterator[tuple[str, Iterable[Part]]]
"""Files of a folder: each a name and its parts."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `module` is the one of `mmstui.export` with its function `parts`.

    `has_files`: received and sent files are in it, whether or not they are asked for. `sent_only`:
    it has messages that were received or sent, no others, and begins with their number.
    `is_folder`: with files it is a folder, by the function `pages`. `signs`: reactions are signs
    below messages; elsewhere they are the texts that phones sent, which would be lost otherwise.
    """

    module: str
    suffixes: tuple[str, ...]
    has_files: bool = False
    can_have_files: bool = True
    sent_only: bool = False
    is_folder: bool = False
    signs: bool = False

    def parts(self, selection: Selection) -> Iterator[Part]:
        """Yield the parts of the file. The module is imported now."""
        made = import_module(f"mmstui.export.{self.module}").parts(selection)
        return cast("Iterator[Part]", made)

    def pages(self, selection: Selection) -> Pages:
        """Yield the files of a folder."""
        made = import_module(f"mmstui.export.{self.module}").pages(selection)
        return cast(Pages, made)


FORMATS: Final = {
    "txt": Format("plain_text", (".txt",), can_have_files=False, signs=True),
    "md": Format("markdown", (".md", ".markdown"), can_have_files=False, signs=True),
    "json": Format("json_document", (".json",)),
    "jsonl": Format("json_lines", (".jsonl", ".ndjson")),
    "csv": Format("csv_table", (".csv",), can_have_files=False),
    "mbox": Format("mbox", (".mbox",), has_files=True),
    "html": Format("html_pages", (".html", ".htm"), is_folder=True, signs=True),
    "smsbackup": Format("sms_backup", (".xml",), has_files=True, sent_only=True),
}


def by_suffix(name: str) -> str | None:
    """Return the name of the format of a file with this name, None for another suffix."""
    for found, each in FORMATS.items():
        if name.lower().endswith(each.suffixes):
            return found
    return None
