"""The files of a message that is being written, and where on this machine each came from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment
from mmstui.domain.sanitise import file_name
from mmstui.tui.attach.folders import Entry

if TYPE_CHECKING:
    from mmstui.center.images import FittedAttachment
    from mmstui.pictures import Look


@dataclass(eq=False, slots=True)
class Offer:
    """A picture that cannot go as it is: being made to fit, then what would go in its place."""

    source: Path
    name: str  #: ready to paint
    look: Look | None = None
    share: float = 0.0  #: of the work that is done
    fitted: FittedAttachment | None = None
    withdrawn: bool = False

    @property
    def ready(self) -> bool:
        """Whether the user can take it."""
        return self.fitted is not None

    @property
    def bytes(self) -> int:
        """The size of the picture as it is; 0 while nobody has looked."""
        return self.look.bytes if self.look is not None else 0


Slot = Attachment | Offer


class ChosenFiles:
    """What is in the slots, in its order.

    An attachment is a copy of ours; the file itself is only remembered. An offer is no attachment
    until it is accepted.
    """

    def __init__(self, attachments: tuple[Attachment, ...]) -> None:
        self._before = attachments
        self.slots: list[Slot] = list(attachments)
        #: By the path of our copy.
        self._sources: dict[str, Path] = {}

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What goes with the message."""
        return tuple(slot for slot in self.slots if isinstance(slot, Attachment))

    @property
    def offers(self) -> list[Offer]:
        """What waits for a word of the user."""
        return [slot for slot in self.slots if isinstance(slot, Offer)]

    @property
    def full(self) -> bool:
        """Whether no other file can be added."""
        return len(self.slots) >= ATTACHMENTS

    @property
    def changed(self) -> tuple[Attachment, ...] | None:
        """All attachments, or None if they are those it began with."""
        return self.attachments if self.attachments != self._before else None

    @property
    def bytes(self) -> int:
        """Their size together."""
        return sum(slot.bytes for slot in self.slots)

    def add(self, attachment: Attachment, source: Path) -> None:
        """One more, copied from `source`."""
        self.slots.append(attachment)
        self._sources[attachment.path] = source

    def offer(self, offer: Offer) -> None:
        """A picture that is being made to fit takes the next slot."""
        self.slots.append(offer)

    def accept(self, offer: Offer) -> None:
        """What was made of a picture goes, in its slot."""
        if offer.fitted is not None and offer in self.slots:
            attachment = offer.fitted.attachment
            self.slots[self.slots.index(offer)] = attachment
            self._sources[attachment.path] = offer.source

    def withdraw(self, offer: Offer) -> None:
        """Nothing of a picture goes; what is still being made of it is given up."""
        offer.withdrawn = True
        if offer in self.slots:
            self.slots.remove(offer)

    def remove(self, slot: int) -> None:
        """Leave out the attachment in a slot, counted from 1."""
        del self.slots[slot - 1]

    def move(self, slot: int, by: int) -> int:
        """Put what is in a slot, counted from 1, some places further; the slot it is in then."""
        to = max(1, min(slot + by, len(self.slots)))
        self.slots.insert(to - 1, self.slots.pop(slot - 1))
        return to

    def slot_of(self, folder: Path | None, entry: Entry) -> int | None:
        """The slot that holds a file of a folder, from 1; None if it is not chosen."""
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


def _looks_like(entry: Entry, taken: Attachment) -> bool:
    """Whether a file seems to be the one that was copied in an earlier dialog."""
    if entry.size != taken.bytes + taken.left_out:
        return False
    name = entry.verdict.name if entry.verdict else entry.shown
    return file_name(name) == taken.name
