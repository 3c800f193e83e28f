"""Commands that act on conversations, in the list and in the thread."""

from __future__ import annotations

from typing import Final

from mmstui.domain.text.plurals import count_of
from mmstui.domain.views import View
from mmstui.tui.triage.view_words import KEYS, MEANING
from mmstui.tui.ui.commands import Command, flow

DONE: Final = flow("triage.done", "e", "done", "done with the conversation; where it is, back")
SNOOZE: Final = flow("triage.snooze", "s", "snooze", "out of the inbox until a time")
PIN: Final = flow("triage.pin", "p", "pin", "pin it on top, or unpin it")
UNREAD: Final = flow("triage.unread", "U", "unread", "mark it unread, or read")
MUTE: Final = flow("triage.mute", "M", "mute", "make no notices for it, for some time")
BLOCK: Final = flow("triage.block", "X", "block", "block it here, or end that")
START: Final = flow("triage.start", "v", "triage", "one conversation at a time, until none is left")
UNDO: Final = flow("triage.undo", "z", "undo", "undo what was done last; stop deleting")

ALL_VIEWS: Final = flow("inbox.views", "0", "views", "choose a view of the list, with counts")
SHOW_DONE: Final = flow("view.done", "E,9", "done", "show what is done")
#: The other views by their keys.
VIEWS: Final = tuple(
    flow(f"view.{view}", key, view, f"show {view}: {MEANING[view][0]}")
    for view, key in KEYS.items()
    if view is not View.DONE
)

LETTERS: Final = (
    DONE, SNOOZE, PIN, UNREAD, MUTE, BLOCK, UNDO, ALL_VIEWS, *VIEWS, SHOW_DONE,
)  # fmt: skip

#: In the dialog that chooses a view.
IN_PICKER: Final = tuple(
    Command(f"views.{view}", key, f"screen.view('{view}')", view, f"choose: {view}")
    for view, key in KEYS.items()
)
MESSAGES: Final = Command(
    "views.messages", "backslash", "screen.messages", "messages", "search all its messages"
)
#: Days from now to be reminded in, by the key that chooses them.
REMIND_IN: Final = {days: f"in {count_of(days, 'day')}" for days in (2, 4, 7)}
#: Times to choose by one key, in the dialog that asks for one.
CHOICES: Final = {
    "l": "later today", "e": "this evening", "t": "tomorrow", "w": "weekend", "m": "Monday",
    "b": "back now", "1": "1 hour", "8": "8 hours", "f": "for good", "u": "unmute",
    "a": "as before", **{str(days): name for days, name in REMIND_IN.items()},
}  # fmt: skip
CHOOSE: Final = tuple(
    Command(
        f"when.{name.replace(' ', '_')}", key, f"screen.choice('{key}')", name, f"choose: {name}"
    )
    for key, name in CHOICES.items()
)
TIME: Final = Command("when.time", "tab,shift+tab", "screen.field", "other time", "write a time")
MODE: Final = Command(
    "when.mode", "r", "screen.mode", "replies", "unless they reply, or whatever comes"
)
