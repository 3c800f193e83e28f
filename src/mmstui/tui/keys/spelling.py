"""Keys as people write them: `C-n`, `ctrl+n`, `^N` and `<C-n>` are one key; so are `?` and `G`."""

from __future__ import annotations

import re
from typing import Final

from textual.keys import _character_to_key

_MODIFIERS: Final = {
    "c": "ctrl", "ctrl": "ctrl", "control": "ctrl", "strg": "ctrl",
    "a": "alt", "alt": "alt", "m": "alt", "meta": "alt", "opt": "alt", "option": "alt",
    "s": "shift", "shift": "shift",
    "super": "super", "cmd": "super", "win": "super",
}  # fmt: skip
_NAMED: Final = {
    **{name: name for name in (
        "enter", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup",
        "pagedown", "up", "down", "left", "right", "escape",
    )},
    **{f"f{number}": f"f{number}" for number in range(1, 25)},
    "return": "enter", "ret": "enter", "cr": "enter", "esc": "escape", "spc": "space",
    "bs": "backspace", "bspace": "backspace", "del": "delete", "ins": "insert", "pgup": "pageup",
    "page_up": "pageup", "prior": "pageup", "ppage": "pageup", "pgdn": "pagedown",
    "pgdown": "pagedown", "page_down": "pagedown", "npage": "pagedown",
    "btab": "shift+tab", "backtab": "shift+tab", "comma": "comma",
    "←": "left", "→": "right", "↑": "up", "↓": "down", " ": "space",
}  # fmt: skip
#: Keys that arrive from a terminal as other keys.
_SAME: Final = {
    "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "shift+space": "space",
    "ctrl+left_square_bracket": "escape",
}  # fmt: skip
#: Keys that some terminals send as themselves and others as another key.
_ALSO: Final = {"ctrl+space": "ctrl+@", "ctrl+slash": "ctrl+underscore"}
_ORDER: Final = ("ctrl", "alt", "shift", "super")
_PART: Final = re.compile(r"([A-Za-z]+)[-+](?=.)")


class NoKey(ValueError):
    """A text is no key. The text says why, after the key."""


def keys_named(written: str) -> tuple[str, ...]:
    """Return Textual's names of a key: one, or two if terminals differ. Raises NoKey."""
    key = _named(written)
    return (key, _ALSO[key]) if key in _ALSO else (key,)


def _named(written: str) -> str:
    text = written.strip() or written
    if len(text) > 2 and text[0] == "<" and text[-1] == ">":
        text = text[1:-1]
    held: set[str] = set()
    while len(text) > 1:
        if text[0] == "^":
            held.add("ctrl")
            text = text[1:]
        elif (found := _PART.match(text)) and (modifier := _MODIFIERS.get(found[1].casefold())):
            held.add(modifier)
            text = text[found.end() :]
        else:
            break
    key = _plain(text)
    if "+" in key:
        held.add("shift")
        key = key.removeprefix("shift+")
    if len(key) == 1 and key.isalpha():
        key, held = _letter(key, held)
    made = "+".join([*(name for name in _ORDER if name in held), key])
    return _SAME.get(made, made)


def _plain(text: str) -> str:
    """Return the name of a key without modifiers. Raises NoKey."""
    if name := _NAMED.get(text.casefold().replace("-", "_")):
        return name
    if len(text) == 1 and text.isprintable():
        return _character_to_key(text)
    if text in _SIGNS:
        return text
    raise NoKey("is no key: one key is wanted, as j, G, ?, space, f5, ctrl+n or C-n")


def _letter(letter: str, held: set[str]) -> tuple[str, set[str]]:
    """Return a letter as terminals send it: shift makes a capital; ctrl knows no capitals."""
    if "ctrl" in held or "super" in held:
        return letter.lower(), held
    if "shift" in held:
        return letter.upper(), held - {"shift"}
    return letter, held


#: Textual's names of the signs on a keyboard, as `question_mark`.
_SIGNS: Final = frozenset(_character_to_key(sign) for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def is_typed(key: str) -> bool:
    """Return whether a key is text in a field."""
    return len(key) == 1 or key in _SIGNS or key == "space"


def is_everywhere(key: str) -> bool:
    """Return whether every terminal sends a key as itself."""
    *held, last = key.split("+")
    if "super" in held or ("ctrl" in held and ("shift" in held or last.isdecimal())):
        return False
    return not (held and last in {"enter", "escape", "space", "backspace"})
