"""The keys in force: the commands' own, a preset's over them, and the user's lines over both.

A line that cannot hold is left out with a sentence that names it; the others hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from itertools import combinations
from typing import Final, NamedTuple

from mmstui.settings import Settings
from mmstui.settings.keys import KeyLine, KeySettings
from mmstui.tui.keys.panes import BOX, EDITING, NEEDED, PANES, Pane, by_id
from mmstui.tui.keys.presets import TABLES
from mmstui.tui.keys.spelling import NoKey, is_everywhere, is_typed, keys_named
from mmstui.tui.ui.commands import Command, display, use_keys

#: Commands of the compose box that may have its own keys for editing.
_EDITORS: Final = frozenset({"compose.send", "compose.new_line", "compose.detach"})
_EDITED: Final = EDITING | {"enter", "backspace"}

Keymap = Mapping[str, tuple[str, ...]]


class Clash(NamedTuple):
    """Two commands that have one key in one pane."""

    pane: Pane
    key: str
    commands: tuple[str, str]


def install(settings: Settings) -> Settings:
    """Let the screens bind the user's keys; return the settings with what is wrong with them."""
    keys, complaints = in_force(settings.keys)
    use_keys(keys)
    return replace(settings, complaints=(*settings.complaints, *complaints))


def in_force(settings: KeySettings) -> tuple[Keymap, list[str]]:
    """Return the keys of each command that has not its own, and a sentence on each wrong line."""
    complaints: list[str] = []
    lines: dict[str, tuple[KeyLine, tuple[str, ...]]] = {}
    for line in settings.lines:
        try:
            lines[line.command] = line, _checked(line)
        except NoKey as problem:
            complaints.append(f"{line.where} {problem} It is left out.")
    base = of_preset(settings.preset)
    while True:
        keys = base | {name: keys for name, (_, keys) in lines.items()}
        found = next((each for each in clashes(keys) if lines.keys() & {*each.commands}), None)
        if found is None:
            return keys, complaints
        name = [each for each in lines if each in found.commands][-1]  # the last in the file
        other = next(each for each in found.commands if each != name)
        line, _ = lines.pop(name)
        complaints.append(
            f"{line.where} has {display(found.key)}, which is the key of {other} "
            f"in {found.pane.name}. It is left out."
        )


def of_preset(name: str) -> dict[str, tuple[str, ...]]:
    """Return the keys of a preset; "" is none."""
    return {
        command: tuple(key for written in keys.split(",") for key in keys_named(written))
        for command, keys in TABLES.get(name, {}).items()
    }


def clashes(keys: Keymap) -> Iterator[Clash]:
    """Yield the keys that two commands of a pane have, and had not by themselves.

    Where two commands have one key by themselves, the nearer one is meant to go before.
    """
    for pane in PANES:
        users: dict[str, list[Command]] = {}
        for command in {each.id: each for each in pane.commands}.values():
            for key in keys.get(command.id, tuple(command.keys.split(","))):
                if not (pane.typing and is_typed(key)):
                    users.setdefault(key, []).append(command)
        for key, commands in users.items():
            for one, other in combinations(commands, 2):
                if not all(key in each.keys.split(",") for each in (one, other)):
                    yield Clash(pane, key, (one.id, other.id))


def _checked(line: KeyLine) -> tuple[str, ...]:
    """Return Textual's names of a line's keys. Raises NoKey with the rest of a sentence."""
    commands = by_id()
    command = commands.get(line.command)
    if command is None:
        raise NoKey(f"is no command{_meant(line.command, commands)}: mmstui keys lists them.")
    keys: dict[str, None] = {}
    for written in line.keys:
        try:
            keys.update(dict.fromkeys(keys_named(written)))
        except NoKey as problem:
            raise NoKey(f"has {written!r}, which {problem}.") from None
    for key in keys:
        if why := _why_not(command, key):
            raise NoKey(f"has {display(key)}, {why}.")
    needed = command in NEEDED
    if needed and not any(is_everywhere(key) and not is_typed(key) for key in keys):
        raise NoKey(
            "needs a key that every terminal sends and that is no letter or sign, as f1 or ctrl+n."
        )
    return tuple(keys)


def _why_not(command: Command, key: str) -> str:
    """Return why a command cannot have a key, whatever the others have; "" if it can."""
    used = [pane for pane in PANES if command in pane.commands]
    if is_typed(key) and (command.priority or all(pane.typing for pane in used)):
        return f"which is typed in {next(pane.name for pane in used if pane.typing)}"
    is_own = key in command.keys.split(",") or command.id in _EDITORS
    if BOX in used and key in _EDITED and not is_own:
        return f"which moves or edits in {BOX.name}"
    return ""


def _meant(name: str, commands: Mapping[str, Command]) -> str:
    """Return a suggestion of a command's id like a wrong one; "" if there is none."""
    last = name.rpartition(".")[2]
    ending = [known for known in commands if known.rpartition(".")[2] == last]
    close = get_close_matches(name, commands, 1, 0.6) or ending
    return f" (did you mean {close[0]}?)" if close else ""
