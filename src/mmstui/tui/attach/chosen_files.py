"""The chosen files of a message, and their sources on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment
from mmstui.domain.problems import Refused
from mmstui.domain.text.sanitise import file_name
from mmstui.tui.attach.folders import FolderEntry

if TYPE_CHECKING:
    from mmstui.center.images import FittedAttachment
    from mmstui.pictures import Look


@dataclass(eq=False, slots=True)
class Offer:
    """A picture that cannot be sent as it is: being fitted, then waiting to be accepted."""

    source: Path
    name: str  #: ready to paint
    reason: Refused = Refused.OTHER  #: why it cannot be sent as it is
    damaged: bool = False  #: a part is missing, and the user wants what is left
    look: Look | None = None
    share: float = 0.0  #: the finished share of the work
    fitted: FittedAttachment | None = None
    withdrawn: bool = False

    @property
    def ready(self) -> bool:
        """Whether the user can accept it."""
        return self.fitted is not None

    @property
    def bytes(self) -> int:
        """The size of the original picture; 0 until it has been read."""
        return self.look.bytes if self.look is not None else 0


Slot = Attachment | Offer


class ChosenFiles:
    """The content of the slots, in order.

    An attachment is our copy of a file; the source is only remembered. An offer becomes an
    attachment when it is accepted.
    """

    def __init__(self, attachments: tuple[Attachment, ...]) -> None:
        self._before = attachments
        self.slots: list[Slot] = list(attachments)
        #: Sources, by the path of our copy.
        self._sources: dict[str, Path] = {}

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments of the message."""
        return tuple(slot for slot in self.slots if isinstance(slot, Attachment))

    @property
    def offers(self) -> list[Offer]:
        """The offers that the user has not decided on."""
        return [slot for slot in self.slots if isinstance(slot, Offer)]

    @property
    def full(self) -> bool:
        """Whether all slots are taken."""
        return len(self.slots) >= ATTACHMENTS

    @property
    def changed(self) -> tuple[Attachment, ...] | None:
        """All attachments, or None if they have not changed."""
        return self.attachments if self.attachments != self._before else None

    @property
    def bytes(self) -> int:
        """The sum of their sizes."""
        return sum(slot.bytes for slot in self.slots)

    def add(self, attachment: Attachment, source: Path) -> None:
        """Add an attachment that was copied from `source`."""
        self.slots.append(attachment)
        self._sources[attachment.path] = source

    def offer(self, offer: Offer) -> None:
        """Add an offer in the next slot."""
        self.slots.append(offer)

    def accept(self, offer: Offer) -> None:
        """Replace an offer by its fitted picture, in the same slot."""
        if offer.fitted is not None and offer in self.slots:
            attachment = offer.fitted.attachment
            self.slots[self.slots.index(offer)] = attachment
            self._sources[attachment.path] = offer.source

    def withdraw(self, offer: Offer) -> None:
        """Remove an offer; its conversion is cancelled."""
        offer.withdrawn = True
        if offer in self.slots:
            self.slots.remove(offer)

    def remove(self, slot: int) -> None:
        """Remove the attachment in a slot, counted from 1."""
        del self.slots[slot - 1]

    def move(self, slot: int, by: int) -> int:
        """Move the content of a slot, counted from 1, by some places; return its new slot."""
        to = max(1, min(slot + by, len(self.slots)))
        self.slots.insert(to - 1, self.slots.pop(slot - 1))
        return to

    def slot_of(self, folder: Path | None, entry: FolderEntry) -> int | None:
        """Return the slot that holds a file of a folder, from 1; None if the file is not chosen."""
        if folder is None or entry.folder:
            return None
        path = folder / entry.name
        for number, slot in enumerate(self.slots, 1):
            source = slot.source if isinstance(slot, Offer) else self._sources.get(slot.path)
            if source == path or (
                source is None and isinstance(slot, Attachment) and _looks_like(entry, slot)
            ):
                return number
        return None


def _looks_like(entry: FolderEntry, taken: Attachment) -> bool:
    """Whether a file is probably the source of an attachment from an earlier dialog."""
    if entry.size != taken.bytes + taken.left_out:
        return False
    name = entry.verdict.name if entry.verdict else entry.shown
    return file_name(name) == taken.name
