"""What can be done by key: name, key, words and id in one place.

A command becomes a binding, and from the bindings in force come the footer, the help and the
palette, so that none of them can name a key that does nothing.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from textual.binding import ActiveBinding, Binding
from textual.keys import _character_to_key

if TYPE_CHECKING:
    from textual.screen import Screen


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
        """The command as one binding with all its keys, done by `action` if that is given."""
        return Binding(
            self.keys,
            action or self.action,
            self.name,
            show=footer,
            priority=self.priority,
            tooltip=self.description,
            id=self.id,
        )

    def bindings(self, *, footer: bool = False, action: str = "") -> list[Binding]:
        """The command as bindings, one for each key; only the first is for the footer."""
        return [
            Binding(
                key,
                action or self.action,
                self.name,
                show=footer and number == 0,
                key_display=display(key),
                priority=self.priority,
                tooltip=self.description,
                id=self.id,
            )
            for number, key in enumerate(self.keys.split(","))
        ]


def bindings(*commands: Command, footer: Iterable[Command] = ()) -> list[Binding]:
    """Bindings for a pane: those of `footer` first, shown there in that order; then the others."""
    shown = list(footer)
    pairs = [(command, True) for command in shown]
    pairs += [(command, False) for command in commands if command not in shown]
    for command, _ in pairs:
        if command.shown:
            _SHOWN[command.id] = (command.keys, command.shown)
    return [binding for command, wanted in pairs for binding in command.bindings(footer=wanted)]


#: How keys read in the footer where one word stands for several commands: `j k` move.
_SHOWN: dict[str, tuple[str, str]] = {}


def footer_keys(binding: Binding) -> str:
    """How a binding's keys read in the footer."""
    keys, shown = _SHOWN.get(binding.id or "", ("", ""))
    # A user's keymap may have put other keys there.
    if binding.key in keys.split(","):
        return shown
    return binding.key_display or display(binding.key)


def in_force(screen: Screen[Any]) -> Iterator[ActiveBinding]:
    """The bindings whose keys do something on a screen now, the nearest node's first.

    A key that is typed where the keys go is none of them. Textual leaves out most of those itself,
    but not `/` and the backslash: it does not know the letters of their names.
    """
    focused = screen.focused
    for key, active in screen.active_bindings.items():
        letter = _LETTERS.get(key)
        typed = (
            letter is not None
            and focused is not None
            and not active.binding.priority
            and focused.check_consume_key(key, letter)
        )
        if active.enabled and not typed:
            yield active


#: The letter that a key types, by the name that Textual has for the key.
_LETTERS: Final = {_character_to_key(letter): letter for letter in string.printable.strip()}

_DISPLAY = {
    "underscore": "_",
    "minus": "-",
    "full_stop": ".",
    "tilde": "~",
    "question_mark": "?",
    "slash": "/",
    "backslash": "\\",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "space": "space",
    "asterisk": "*",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "exclamation_mark": "!",
}


def display(key: str) -> str:
    """A key as people read it: `esc`, `?`, `PgDn`, `ctrl+n`, `D`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _DISPLAY.get(last, last)])
