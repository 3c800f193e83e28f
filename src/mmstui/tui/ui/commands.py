"""Commands: an action with its name, keys, description and id in one place.

Commands become bindings, and the active bindings feed the footer, the help and the palette, so that
none of them can name a key that does nothing.
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
    """A command of one pane.

    `id` is its name in the user's keymap; `name` is one or two words for the footer; `description`
    is a clause for the help and the palette. `shown` is how the footer shows its keys, by default
    the first key.
    """

    id: str
    keys: str
    action: str
    name: str
    description: str
    shown: str = ""
    priority: bool = False

    def binding(self, *, footer: bool = False, action: str = "") -> Binding:
        """Return one binding with all keys, which runs `action` if it is given."""
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
        """Return a binding for each key; only the first is shown in the footer."""
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


def flow(id: str, keys: str, name: str, description: str, shown: str = "") -> Command:
    """Return a command of the inbox screen, which starts the flow of this id."""
    return Command(id, keys, f"screen.flow('{id}')", name, description, shown)


def of_message(id: str, keys: str, name: str, description: str) -> Command:
    """Return a command of the thread, which acts on the message under the cursor."""
    return Command(id, keys, f"message('{id}')", name, description)


def bindings(*commands: Command, footer: Iterable[Command] = ()) -> list[Binding]:
    """Return the bindings of a pane: those of `footer` first, shown there in that order."""
    shown = list(footer)
    pairs = [(command, True) for command in shown]
    pairs += [(command, False) for command in commands if command not in shown]
    for command, _ in pairs:
        if command.shown:
            _SHOWN[command.id] = (command.keys, command.shown)
    return [binding for command, wanted in pairs for binding in command.bindings(footer=wanted)]


#: The keys shown in the footer where one word stands for several commands: `j k` move.
_SHOWN: dict[str, tuple[str, str]] = {}


def footer_keys(binding: Binding) -> str:
    """Return a binding's keys as the footer shows them."""
    keys, shown = _SHOWN.get(binding.id or "", ("", ""))
    # The user's keymap may have changed the keys.
    if binding.key in keys.split(","):
        return shown
    return binding.key_display or display(binding.key)


def in_force(screen: Screen[Any]) -> Iterator[ActiveBinding]:
    """Yield the bindings that work on a screen now, the nearest node's first.

    A key that the focused field takes as text does not work. Textual leaves out most of those
    itself, but not `/` and the backslash: it does not know the characters of their names.
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


#: The character that a key types, by Textual's name of the key.
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
    """Return the name of a key as people read it: `esc`, `?`, `PgDn`, `ctrl+n`, `D`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _DISPLAY.get(last, last)])
