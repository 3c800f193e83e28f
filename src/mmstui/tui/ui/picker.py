"""The base of dialogs that find a row by a few letters and return its value."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult

from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.dialog import Dialog, room_for_rows, set_well
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.field import FieldLine, FindField
from mmstui.tui.ui.option_rows import Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

T = TypeVar("T")
V = TypeVar("V")


class Picker(Dialog[T], Generic[T, V]):
    """A field over rows. A subclass gives `find` and `button`."""

    #: The least rows of the list, also while a query finds fewer: nothing moves.
    ROWS: ClassVar[int] = 14

    def __init__(self, title: str, rows: OptionRows[V], *, prompt: str, esc: str = "close") -> None:
        super().__init__(title, esc=esc)
        self._rows = rows
        self._field = FindField(find=self.find, prompt=prompt, id="find")
        self._line = FieldLine("find", self._field)
        #: The rows that an empty query has found.
        self._most = 0

    def compose_body(self) -> ComposeResult:
        """Yield the field and the rows."""
        yield self._line
        yield self._rows

    def body_height(self) -> int:
        """Count the field and the rows."""
        return 1 + max(self.ROWS, min(self._most, room_for_rows(self, 1)))

    def fitted(self) -> None:
        """Place the label before the field, and the rows below it."""
        self._line.fit(self.text_column)
        set_well(self, self._rows)

    def on_mount(self) -> None:
        """Show all rows until something is typed."""
        self.find("")
        self._field.focus()

    def find(self, query: str) -> None:
        """Show the rows that match."""
        raise NotImplementedError

    def button(self, option: Option[V]) -> Button | None:
        """Return the button for a row that can be chosen."""
        raise NotImplementedError

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys beside the button, with their words."""
        return (dialog_commands.FIELD_HINT,)

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        option = self._rows.option
        usable = option is not None and not option.problem
        button = self.button(option) if option is not None and usable else None
        self.footer.show(button, self.keys())
        if self._rows.count > self._most:
            self._most = self._rows.count
            self.fit()

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def _chosen(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        raise NotImplementedError
