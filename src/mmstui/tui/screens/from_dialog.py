"""Dialogs that need a number to send from, and what they say when there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.domain.messages import Did
from mmstui.tui.commands import bindings, picking
from mmstui.tui.screens.dialog import Dialog
from mmstui.tui.widgets.dialog_lines import SoftLine
from mmstui.tui.widgets.did_options import DidFinder
from mmstui.tui.widgets.row_list import RowList
from mmstui.tui.widgets.wrapped_lines import WrappedLines

T = TypeVar("T")


class FromDialog(Dialog[T]):
    """A dialog about the account's DIDs. Where none can send there is nothing but that to say."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(picking.SWITCH_ON)]

    def __init__(self, title: str, dids: Sequence[Did], *, esc: str = "close") -> None:
        super().__init__(title, esc=esc)
        self.finder = DidFinder(dids)
        self._nothing = SoftLine(self.finder.none_able)
        self._where = WrappedLines(self.finder.where)
        if not self.finder.able and self.finder.dids:
            self.foot.show(None, (("o", "opens the place to switch it on"),))

    def compose_body(self) -> ComposeResult:
        """The fields, or why there are none."""
        if self.finder.able:
            yield from self.compose_fields()
        else:
            yield self._nothing
            yield self._where

    def compose_fields(self) -> ComposeResult:
        """What stands there when at least one DID can send."""
        raise NotImplementedError

    def body_height(self) -> int:
        """The fields' lines, or those that say why there are none."""
        return self.fields_height() if self.finder.able else 1 + self._where.rows

    def fields_height(self) -> int:
        """How many lines the fields want."""
        raise NotImplementedError

    def fitted(self) -> None:
        """Text under the title."""
        self._nothing.text_column = self.text_column
        self._nothing.refresh()
        if not self.finder.able:
            self._where.fit(self.text_column, min(self.WIDTH, self.size.width))

    def set_well(self, rows: RowList) -> None:
        """A well begins at the text column; on a narrow screen it takes all there is."""
        roomy = self.text_column == self.TEXT_COLUMN
        rows.styles.margin = (0, 3 if roomy else 0, 0, self.text_column if roomy else 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`o` is a letter like another while there is a field to type it in."""
        if action == "switch_on":
            return not self.finder.able and bool(self.finder.dids)
        return super().check_action(action, parameters)

    def action_switch_on(self) -> None:
        """Leave, for the settings of the account's numbers."""
        self.dismiss(None)
        self.app.call_later(self.app.run_action, "screen.numbers")
