"""The command palette (ctrl+p): the commands of this pane, found by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

from textual.binding import ActiveBinding, Binding
from textual.screen import Screen

from mmstui.domain.text.sanitise import line
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.commands import KeylessCommand, display, in_force
from mmstui.tui.ui.dialog_lines import RIGHT_AIR, Button
from mmstui.tui.ui.fuzzy import Folded, fold, ranked
from mmstui.tui.ui.line_builder import whole_clauses
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.picker import Picker

#: Cells for a command's key.
KEY_WIDTH: Final = 9
#: Cells for a command's words in the button, at most, and cells for its key.
PILL: Final = 50
BESIDE: Final = 8
#: Actions that make sense only as keys: moving, and the palette itself.
NOT_BY_NAME: Final = frozenset({"move", "page", "move_to", "screen.palette"})


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """A command: its words, its key, and its binding."""

    words: str
    key: str
    active: ActiveBinding
    texts: tuple[Folded, ...]


def entries(screen: Screen[Any]) -> list[PaletteEntry]:
    """Return the commands that work at the current focus, each once, the nearest pane's first."""
    found: dict[str, PaletteEntry] = {}
    for active in in_force(screen):
        binding = active.binding
        if not binding.tooltip or binding.action.partition("(")[0] in NOT_BY_NAME:
            continue
        if binding.action not in found:
            words = binding.tooltip
            key = binding.key_display or display(binding.key)
            texts = (fold(words),)
            found[binding.action] = PaletteEntry(words, key, active, texts)
    return [*found.values(), *_further(screen)]


def _further(screen: Screen[Any]) -> Iterator[PaletteEntry]:
    """Yield the app's commands that have no keys."""
    app = screen.app
    for command in app.keyless if isinstance(app, OffersCommands) else ():
        binding = Binding(f"none:{command.action}", command.action, tooltip=command.words)
        active = ActiveBinding(screen, binding, True, command.words)
        yield PaletteEntry(command.words, "", active, (fold(command.words),))


@runtime_checkable
class OffersCommands(Protocol):
    """An app with commands of its own that have no keys."""

    keyless: Sequence[KeylessCommand]


class CommandPalette(Picker[ActiveBinding, ActiveBinding]):
    """A dialog to choose a command; returns its binding."""

    def __init__(self, commands: Iterable[PaletteEntry]) -> None:
        super().__init__("Commands", OptionRows(), prompt="type to find")
        self._entries = tuple(commands)

    def body_height(self) -> int:
        """The field and the rows."""
        return 1 + min(self.ROWS, len(self._entries))

    def find(self, query: str) -> None:
        """Show the commands that match."""
        options = [_option(entry, hits[0]) for entry, hits in _found(query, self._entries)]
        self._rows.show(options, empty=f"No command has “{line(query)}” in it.")

    def button(self, option: Option[ActiveBinding]) -> Button | None:
        """Return the button with the command's words."""
        room = self.inner - self.text_column - RIGHT_AIR - BESIDE
        return Button(whole_clauses(option.cells[1].text, min(PILL, room)))

    def action_choose(self) -> None:
        """Run the command under the cursor."""
        if (option := self._rows.option) is not None:
            self.dismiss(option.value)


def _found(
    query: str, commands: Sequence[PaletteEntry]
) -> list[tuple[PaletteEntry, tuple[frozenset[int], ...]]]:
    return [(entry, found.hits) for entry, found in ranked(query, commands, lambda e: e.texts)]


def _option(entry: PaletteEntry, hits: frozenset[int]) -> Option[ActiveBinding]:
    cells = (
        Cell(entry.key, Role.TEXT, width=KEY_WIDTH, bold=True),
        Cell(entry.words, Role.SOFT, hits=hits, clauses=True),
    )
    return Option(entry.active, cells)
