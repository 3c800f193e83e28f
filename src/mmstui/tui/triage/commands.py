"""Commands that act on conversations, in the list and in the thread."""

from __future__ import annotations

from typing import Final

from mmstui.domain.plurals import count_of
from mmstui.tui.ui.commands import Command

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
