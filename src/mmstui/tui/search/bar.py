"""The find bar below the panes: a field for the query, and how many results it has."""

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
    """The query's field; arrows move from hit to hit, enter focuses the pane again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(footer=(dialog_commands.FIELD_UP, search_commands.KEEP, search_commands.DROP))
    ]


class FindBar(Horizontal):
    """A bar of one line that is shown during a search."""

    DEFAULT_CSS = """
    FindBar { height: 1; background: $surface; display: none; }
    FindBar.-shown { display: block; }
    """

    def __init__(self, find: Callable[[str], None]) -> None:
        """`find` is called with the text after each change by the user."""
        super().__init__()
        self._find = find
        self._filling = False
        self._gutter = Gutter("find")
        self.field = BarField(find=self._typed, id="find")

    def compose(self) -> ComposeResult:
        """Yield a label and the field."""
        yield self._gutter
        yield self.field

    @property
    def typing(self) -> bool:
        """Whether the field has focus."""
        return self.field.has_focus

    def show(self, text: str, hint: str, *, left: int, column: int) -> None:
        """Show the query, with `hint`, ready to paint, about its results.

        The bar is below a pane that starts at column `left` and has its text at `column`.
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
        """Hide the bar."""
        self.remove_class("-shown")

    def on_descendant_focus(self) -> None:
        """Show the accent bar."""
        self._gutter.bar(True)

    def on_descendant_blur(self) -> None:
        """Hide the accent bar."""
        self._gutter.bar(False)

    def _typed(self, text: str) -> None:
        if not self._filling:
            self._find(text)
