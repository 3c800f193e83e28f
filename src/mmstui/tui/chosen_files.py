"""The files of a message that is being written, and where on this machine each came from."""

from __future__ import annotations

from pathlib import Path

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment
from mmstui.domain.sanitise import file_name
from mmstui.tui.folders import Entry


class ChosenFiles:
    """Attachments in their order. Each is a copy of ours; the file itself is only remembered."""

    def __init__(self, attachments: tuple[Attachment, ...]) -> None:
        self._before = attachments
        self.attachments = attachments
        #: By the path of our copy.
        self._sources: dict[str, Path] = {}

    @property
    def full(self) -> bool:
        """Whether no other file can be added."""
        return len(self.attachments) >= ATTACHMENTS

    @property
    def changed(self) -> tuple[Attachment, ...] | None:
        """All of them, or None if they are those it began with."""
        return self.attachments if self.attachments != self._before else None

    @property
    def bytes(self) -> int:
        """Their size together."""
        return sum(attachment.bytes for attachment in self.attachments)

    def add(self, attachment: Attachment, source: Path) -> None:
        """One more, copied from `source`."""
        self.attachments += (attachment,)
        self._sources[attachment.path] = source

    def remove(self, slot: int) -> None:
        """Leave out the one in a slot, counted from 1."""
        at = slot - 1
        self.attachments = self.attachments[:at] + self.attachments[at + 1 :]

    def slot_of(self, folder: Path | None, entry: Entry) -> int | None:
        """The slot that holds a file of a folder, from 1; None if it is not chosen."""
        if folder is None or entry.folder:
            return None
        path = folder / entry.name
        for slot, taken in enumerate(self.attachments, 1):
            source = self._sources.get(taken.path)
            if source == path or (source is None and _looks_like(entry, taken)):
                return slot
        return None


def _looks_like(entry: Entry, taken: Attachment) -> bool:
    """Whether a file seems to be the one that was copied in an earlier dialog."""
    if entry.size != taken.bytes:
        return False
    name = entry.verdict.name if entry.verdict else entry.shown
    return file_name(name) == taken.name
