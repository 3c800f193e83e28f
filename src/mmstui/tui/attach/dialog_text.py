"""Texts of the attach dialog's last line: the button and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mmstui.domain.files.attachments import SENDABLE
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import line
from mmstui.pictures import kind
from mmstui.tui.attach import commands as attach_commands
from mmstui.tui.attach.chosen_files import ChosenFiles, Offer
from mmstui.tui.attach.folders import FolderEntry
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import hint
from mmstui.tui.ui.dialog_lines import Button
from mmstui.tui.ui.line_builder import cut


@dataclass(frozen=True, slots=True)
class Choice:
    """What the keys act on: the entry and the slot under the cursor, and the chosen files."""

    entry: FolderEntry | None
    slot: int | None  #: from 1
    chosen: ChosenFiles

    @property
    def at_offer(self) -> Offer | None:
        """The offer under the cursor."""
        found = self.chosen.slots[self.slot - 1] if self.slot is not None else None
        return found if isinstance(found, Offer) else None

    @property
    def offer(self) -> Offer | None:
        """The offer that a key would accept: the cursor's, otherwise the last one."""
        return self.at_offer or next(reversed(self.chosen.offers), None)


def button(choice: Choice, *, typing: bool = False) -> Button | None:
    """Return the button for an entry; None if enter would only show a problem.

    `typing`: letters go into a field, so that only enter is a key.
    """
    entry = choice.entry
    if choice.at_offer:
        found = offer_button(choice.offer)
        return replace(found, key="enter") if found and typing else found
    if entry is None:
        return None
    if entry.folder:
        return Button(f"open {cut(entry.shown, PILL_NAME)}/")
    if choice.slot is not None:
        return Button("done")
    if choice.chosen.full or (entry.problem and not entry.fittable):
        return None
    return Button(f"attach {cut(entry.shown, PILL_NAME)}")


def keys(choice: Choice, *, hidden: bool) -> tuple[tuple[str, str], ...]:
    """Return the keys of the folder, the most useful first; `hidden`: hidden files are shown."""
    found = []
    if choice.slot is not None:
        found.append(hint("leave out" if choice.at_offer else "remove", attach_commands.REMOVE))
    if choice.offer is not None and not choice.at_offer and (taken := offer_words(choice.offer)):
        found.append(hint(taken, attach_commands.SHRINK))
    found += [
        hint("folder", attach_commands.UP, attach_commands.INTO),
        hint("find", attach_commands.FIND),
        hint("path", attach_commands.PATH),
        hint("recent", attach_commands.RECENT),
    ]
    if choice.slot is None and choice.chosen.slots:
        found.append(hint("chosen", attach_commands.FILES))
    return (
        *found,
        hint("paste", attach_commands.CLIPBOARD),
        hint("home", attach_commands.HOME),
        hint("hide" if hidden else "hidden", attach_commands.HIDDEN),
    )


def offer_button(offer: Offer | None) -> Button | None:
    """Return the button that accepts an offer; None while it is being fitted."""
    words = offer_words(offer) if offer is not None else ""
    return Button(words, attach_commands.SHRINK.key) if words else None


def offer_words(offer: Offer) -> str:
    """Return the words that accept an offer: `shrink to 1.1 MB`; "" while it is being fitted."""
    if offer.fitted is None or offer.look is None:
        return ""
    made = offer.fitted.fitted
    size = file_size(made.bytes)
    if offer.look.type in SENDABLE:
        return f"shrink to {size}" if made.bytes < offer.bytes else f"take it anew, {size}"
    return f"convert to {kind(made.type)}, {size}"


def path_button(target: Path, folder: bool | None) -> Button:
    """Return the button for a path; `folder` is None while the path's kind is unknown."""
    name = cut(line(target.name), PILL_NAME)
    if folder is None:
        return Button(f"go to {name}")
    return Button(f"open {name}/" if folder else f"attach {name}")


def esc(offers: Sequence[Offer], otherwise: str) -> str:
    """Return the word for esc: cancel a conversion, leave out an offer, or `otherwise`."""
    if any(not offer.ready for offer in offers):
        return "cancel"
    return "leave out" if offers and otherwise == "close" else otherwise


def slot_button(choice: Choice) -> Button | None:
    """Return the button for the slots."""
    return offer_button(choice.offer) if choice.at_offer else Button("done")


def slot_keys(choice: Choice) -> tuple[tuple[str, str], ...]:
    """Return the keys of the slots."""
    return (
        hint("leave out" if choice.at_offer else "remove", attach_commands.REMOVE),
        dialog_commands.MOVE_HINT,
        hint("reorder", attach_commands.LATER, attach_commands.SOONER),
        hint("folder", attach_commands.BROWSE),
    )


def undecided(offer: Offer) -> str:
    """Return why the dialog does not close."""
    back, taken = dialog_commands.BACK.key, attach_commands.SHRINK.key
    if not offer.ready:
        return f"{offer.name} is still being made to fit. {back} cancels it."
    return f"{offer.name} is not attached yet. {taken} attaches the new copy, {back} leaves it out."
