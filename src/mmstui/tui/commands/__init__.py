"""What can be done by key: name, key, words and id in one place.

A command becomes a binding, and from the bindings in force come the footer, the help and the
palette, so that none of them can name a key that does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do in one pane.

    `id` is what a user's keymap names it by; `name` one or two words for the footer;
    `description` a clause for help and palette. `shown` is how its keys read, by default the first.
    """

    id: str
    keys: str
    action: str
    name: str
    description: str
    shown: str = ""
    priority: bool = False

    def binding(self, *, footer: bool = False, action: str = "") -> Binding:
        """The command as a binding of the widget that does `action`."""
        return Binding(
            self.keys,
            action or self.action,
            self.name,
            show=footer,
            key_display=self.shown or display(self.keys.split(",")[0]),
            priority=self.priority,
            tooltip=self.description,
            id=self.id,
        )


def bindings(*commands: Command, footer: Iterable[Command] = ()) -> list[Binding]:
    """Bindings for a pane: those of `footer` first, shown there in that order; then the others."""
    shown = list(footer)
    return [
        *(command.binding(footer=True) for command in shown),
        *(command.binding() for command in commands if command not in shown),
    ]


_DISPLAY = {
    "question_mark": "?",
    "slash": "/",
    "backslash": "\\",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "space": "space",
    "asterisk": "*",
    "exclamation_mark": "!",
}


def display(key: str) -> str:
    """A key as people read it: `esc`, `?`, `PgDn`, `ctrl+n`, `D`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _DISPLAY.get(last, last)])
