"""What the last line of the attach dialog says: what enter would do, and the other keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmstui.domain.sanitise import line
from mmstui.tui.folders import Entry
from mmstui.tui.widgets.dialog_lines import Pill
from mmstui.tui.widgets.paint import cut

#: Widest name in the pill.
PILL_NAME: Final = 28


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the cursor stands in the folder, and how many files are chosen."""

    entry: Entry | None
    slot: int | None  #: the slot that holds the entry, from 1
    full: bool  #: no other file can be chosen
    any: bool  #: some file is


def pill(choice: Choice) -> Pill | None:
    """What enter would do on an entry; None where it would only say why not."""
    entry = choice.entry
    if entry is None:
        return None
    if entry.folder:
        return Pill(f"open {cut(entry.shown, PILL_NAME)}/")
    if choice.slot is not None:
        return Pill("done")
    if entry.problem or choice.full:
        return None
    return Pill(f"attach {cut(entry.shown, PILL_NAME)}")


def keys(choice: Choice, *, hidden: bool) -> tuple[tuple[str, str], ...]:
    """The keys of the folder, the most wanted first; `hidden` files are shown, or not."""
    found = [("h l", "folder"), ("/", "find"), ("tab", "path"), ("~", "home")]
    if choice.slot is not None:
        found.insert(0, ("x", "remove"))
    elif choice.any:
        found.append(("shift+tab", "chosen"))
    return (*found, (".", "hide" if hidden else "hidden"))


def path_pill(target: Path, folder: bool | None) -> Pill:
    """What enter would do with a path; `folder` is None while nobody knows what it leads to."""
    name = cut(line(target.name), PILL_NAME)
    if folder is None:
        return Pill(f"go to {name}")
    return Pill(f"open {name}/" if folder else f"attach {name}")
