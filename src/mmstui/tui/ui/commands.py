"""Commands: an action with its name, keys, description and id in one place.

Commands become bindings, and the active bindings feed the footer, the help and the palette, so that
none of them can name a key that does nothing.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from textual.binding import ActiveBinding, Binding
from textual.keys import _character_to_key

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Command:
    """A command of one pane.

    `id` is its name in the section `[keys]` of the configuration, which may give it other keys;
    `name` is one or two words for the footer; `description` is a clause for the help and the
    palette. The footer shows the first key, and those of the commands `beside` it, for which its
    name stands too.
    """

    id: str
    keys: str
    action: str
    name: str
    description: str
    beside: tuple[Command, ...] = ()
    priority: bool = False

    def __post_init__(self) -> None:
        _BY_ID[self.id] = self

    @property
    def bound(self) -> tuple[str, ...]:
        """The keys in force: the user's, else its own; () if the user wants none."""
        return _USERS.get(self.id, tuple(self.keys.split(",")))

    @property
    def key(self) -> str:
        """The first key in force as people read it; for a command without one, the palette's."""
        return display(next(iter(self.bound or _USERS.get("app.palette", ("ctrl+p",)))))

    def bindings(self, *, footer: bool = False) -> list[Binding]:
        """Return a binding for each key; only the first is shown in the footer."""
        # A command without a key can still be found in the palette.
        return [
            Binding(
                key,
                self.action,
                self.name,
                show=footer and number == 0,
                key_display=display(key),
                priority=self.priority,
                tooltip=self.description,
                id=self.id,
            )
            for number, key in enumerate(self.bound or (f"{_NO_KEY}{self.id}",))
        ]


class KeylessCommand(NamedTuple):
    """A command that is only found by its words, in the palette."""

    words: str
    action: str


#: The commands of all modules that are loaded, by id.
_BY_ID: dict[str, Command] = {}
#: Begins the name of a key that no terminal sends.
_NO_KEY: Final = "none:"
#: The user's keys by command id.
_USERS: dict[str, tuple[str, ...]] = {}


def use_keys(keys: Mapping[str, tuple[str, ...]]) -> None:
    """Set the user's keys, before the screens are imported: a class binds keys when it is made.

    Textual's own keymap would be applied again at each key press, and loses the second key of a
    command in the footer.
    """
    _USERS.clear()
    _USERS.update(keys)


def flow(
    id: str, keys: str, name: str, description: str, beside: tuple[Command, ...] = ()
) -> Command:
    """Return a command of the inbox screen, which starts the flow of this id."""
    return Command(id, keys, f"screen.flow('{id}')", name, description, beside)


def of_message(id: str, keys: str, name: str, description: str) -> Command:
    """Return a command of the thread, which acts on the message under the cursor."""
    return Command(id, keys, f"message('{id}')", name, description)


def bindings(*commands: Command, footer: Iterable[Command] = ()) -> list[Binding]:
    """Return the bindings of a pane: those of `footer` first, shown there in that order."""
    shown = list(footer)
    pairs = [(command, True) for command in shown]
    pairs += [(command, False) for command in commands if command not in shown]
    _BESIDE.update({command.id: command.beside for command in shown if command.beside})
    return [binding for command, wanted in pairs for binding in command.bindings(footer=wanted)]


#: Commands whose keys the footer shows where one word stands for several: `j k` move.
_BESIDE: dict[str, tuple[Command, ...]] = {}


def footer_keys(binding: Binding) -> str:
    """Return a binding's keys as the footer shows them."""
    own = binding.key_display or display(binding.key)
    return " ".join([own, *(other.key for other in _BESIDE.get(binding.id or "", ()))])


def hint(word: str, *commands: Command) -> tuple[str, str]:
    """Return the keys of commands and the word for them, for the footer of a dialog."""
    return " ".join(command.key for command in commands), word


def hint_of(id: str, word: str) -> tuple[str, str]:
    """Return the key of a command of a feature above, and a word for it."""
    return key_of(id), word


def key_of(id: str) -> str:
    """Return the first key of a command of a feature above."""
    return _BY_ID[id].key


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


def told_in_force(screen: Any) -> Sequence[ActiveBinding]:
    """Return the same to those who were told of a change, found once for all of them.

    A screen with an attribute of this name sets it to None before it tells them.
    """
    if not hasattr(screen, "told_in_force"):
        return tuple(in_force(screen))
    if screen.told_in_force is None:
        screen.told_in_force = tuple(in_force(screen))
    found: Sequence[ActiveBinding] = screen.told_in_force
    return found


#: The character that a key types, by Textual's name of the key.
_LETTERS: Final = {_character_to_key(letter): letter for letter in string.printable.strip()}

_DISPLAY = {
    **_LETTERS,
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}


def display(key: str) -> str:
    """Return the name of a key as people read it: `esc`, `?`, `PgDn`, `D`; "" for none."""
    if key.startswith(_NO_KEY):
        return ""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, _DISPLAY.get(last, last)])
