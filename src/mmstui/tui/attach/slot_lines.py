"""Texts of a slot in the attach dialog: whether its file fits, or what could replace it."""

from __future__ import annotations

from typing import Final

from mmstui.domain.files.attachments import SENDABLE
from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
from mmstui.domain.messages import Attachment, MediaKind
from mmstui.domain.problems import Refused
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import line as one_line
from mmstui.pictures import kind
from mmstui.tui.attach.chosen_files import Offer, Slot
from mmstui.tui.media import media_text
from mmstui.tui.theme.palette import Role, Surface
from mmstui.tui.ui.line_builder import Part

#: Cells of the progress bar of a conversion.
BAR: Final = 20


def name(slot: Slot) -> str:
    """Return the file's name, ready to paint."""
    return slot.name if isinstance(slot, Offer) else one_line(slot.name)


def picture(slot: Slot) -> str | None:
    """Return the picture to show: an offer's fitted one, the original until then."""
    if isinstance(slot, Attachment):
        return slot.path if slot.kind is MediaKind.PHOTO else None
    return str(slot.source) if slot.fitted is None else slot.fitted.attachment.path


def verdict(slot: Slot, surface: Surface) -> list[Part]:
    """Return whether the file can be sent: glyph and word, then the reason."""
    if isinstance(slot, Attachment):
        facts = ("✓ fits", file_size(slot.bytes), media_text.left_out(slot))
        return [(fact, surface.soft) for fact in facts if fact]
    if (look := slot.look) is None:
        return [("→ looking at it", surface.soft)]
    if slot.fitted is None:
        return [(f"→ {'shrinking' if look.type in SENDABLE else 'converting'} it", surface.soft)]
    error = surface.of(Role.ERROR, bold=True)
    if slot.damaged:
        return [("× damaged", error), ("what is left of it", surface.soft)]
    if slot.reason is Refused.METADATA:
        return [("× hides notes", error), ("made anew", surface.soft)]
    if look.bytes > SAFE_ATTACHMENT_BYTES and look.type in SENDABLE:
        return [("× too big", error), (f"limit {file_size(SAFE_ATTACHMENT_BYTES)}", surface.soft)]
    if look.type in SENDABLE:
        return [("× rare kind", error), ("few phones show it", surface.soft)]
    return [("× not MMS", error), (f"no {look.kind} goes by MMS", surface.soft)]


def sizes(offer: Offer, surface: Surface) -> list[list[Part]]:
    """Return the size, pixels and type now and after; the progress while it is being fitted.

    Each line is complete: its parts have no gap between them.
    """
    if (look := offer.look) is None:
        return []
    now = (file_size(look.bytes), f"{look.width} x {look.height}", look.kind)
    if offer.fitted is None:
        return [[(_facts("  now", now, now), surface.soft)], _bar(offer.share, surface)]
    made = offer.fitted.fitted
    after = (file_size(made.bytes), f"{made.width} x {made.height}", kind(made.type))
    return [
        [(_facts("  now", now, after), surface.soft)],
        [(_facts("after", after, now), surface.text)],
    ]


def caution(offer: Offer, surface: Surface) -> list[Part]:
    """Return a warning about what the conversion loses, if anything."""
    look = offer.look
    if look is not None and look.animated:
        return [("! it will not move any more", surface.warn)]
    if offer.fitted is not None and offer.fitted.fitted.on_white:
        return [("! transparent parts turn white", surface.warn)]
    if look is not None and look.pictures > 1:
        return [(f"! only one of its {look.pictures} pictures", surface.warn)]
    return []


def _facts(label: str, facts: tuple[str, str, str], other: tuple[str, str, str]) -> str:
    """Return one line: size and pixels right-aligned with the other line's, then the type."""
    size, pixels, type_ = facts
    return f"{label}  {size:>{len(other[0])}}  {pixels:>{len(other[1])}}  {type_}"


def _bar(share: float, surface: Surface) -> list[Part]:
    done = round(BAR * share)
    return [
        ("━" * done, surface.accent),
        ("─" * (BAR - done), surface.rule),
        (f"  {round(100 * share):3} %", surface.soft),
    ]
