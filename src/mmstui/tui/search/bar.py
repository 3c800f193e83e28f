"""The bar below the panes: what is looked for in the list or the thread, and how many have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from mmstui.tui.search import commands as search_commands
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.field import FindField, Gutter


class BarField(FindField):
    """The words; the arrows go from hit to hit, enter gives the keys back to the pane."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(footer=(dialog_commands.FIELD_DOWN, search_commands.KEEP, search_commands.DROP))
    ]


class FindBar(Horizontal):
    """One line, as long as something is looked for."""

    DEFAULT_CSS = """
    FindBar { height: 1; background: $surface; display: none; }
    FindBar.-shown { display: block; }
    """

    def __init__(self, find: Callable[[str], None]) -> None:
        """`find` is told of each change that is typed."""
        super().__init__()
        self._find = find
        self._filling = False
        self._gutter = Gutter("find")
        self.field = BarField(find=self._typed, id="find")

    def compose(self) -> ComposeResult:
        """A label, the field."""
        yield self._gutter
        yield self.field

    @property
    def typing(self) -> bool:
        """Whether the keys go here."""
        return self.field.has_focus

    def show(self, text: str, hint: str, *, left: int, column: int) -> None:
        """Show what is looked for; `hint`, ready to paint, says what became of it.

        It stands under a pane that begins at `left` and has its text at `column`.
        """
        self.add_class("-shown")
        self.styles.padding = (0, 0, 0, left)
        self._gutter.styles.width = column
        if text != self.field.value:
            self._filling = True
            self.field.fill(text)
            self._filling = False
        self.field.hint = hint

    def hide(self) -> None:
        """Nothing is looked for."""
        self.remove_class("-shown")

    def on_descendant_focus(self) -> None:
        """The bar of the accent is here now."""
        self._gutter.bar(True)

    def on_descendant_blur(self) -> None:
        """The keys went away."""
        self._gutter.bar(False)

    def _typed(self, text: str) -> None:
        if not self._filling:
            self._find(text)
