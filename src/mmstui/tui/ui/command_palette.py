"""The command palette (ctrl+p): the commands of this pane, found by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input

from mmstui.domain.sanitise import line
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.commands import display, in_force
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.fuzzy import Folded, fold, ranked
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

#: Cells for a command's key.
KEY_WIDTH: Final = 9
#: Cells for a command's words in the button.
PILL: Final = 50
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
    return list(found.values())


class CommandPalette(Dialog[ActiveBinding]):
    """A dialog to choose a command; returns its binding."""

    DEFAULT_CSS = """
    CommandPalette .field { height: 1; }
    """
    #: Lines of the list: fixed, so that the dialog does not shrink while a query finds fewer.
    ROWS: ClassVar[int] = 14

    def __init__(self, commands: Iterable[PaletteEntry]) -> None:
        super().__init__("Commands")
        self._entries = tuple(commands)
        self._rows: OptionRows[ActiveBinding] = OptionRows()
        self._field = FindField(prompt="type to find", id="find")
        self._gutter = Gutter("find")

    def compose_body(self) -> ComposeResult:
        """Yield the field and the rows."""
        with Horizontal(classes="field"):
            yield self._gutter
            yield self._field
        yield self._rows

    def body_height(self) -> int:
        """The field and the rows."""
        return 1 + min(self.ROWS, len(self._entries))

    def fitted(self) -> None:
        """Place the label before the field and the rows under it."""
        self._gutter.styles.width = self.text_column
        roomy = self.text_column == self.TEXT_COLUMN
        left, right = (self.text_column, 3) if roomy else (0, 0)
        self._rows.styles.margin = (0, right, 0, left)

    def on_mount(self) -> None:
        """Show all commands until a query is typed."""
        self._find("")
        self._field.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def _find(self, query: str) -> None:
        options = [_option(entry, hits[0]) for entry, hits in _found(query, self._entries)]
        self._rows.show(options, empty=f"No command has “{line(query)}” in it.")

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        option = self._rows.option
        button = Button(cut(option.cells[1].text, PILL)) if option is not None else None
        self.footer.show(button, (("↑ ↓", "move"),))

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
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
        Cell(entry.words, Role.SOFT, hits=hits),
    )
    return Option(entry.active, cells)
