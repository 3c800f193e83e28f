"""A base class of dialogs with a sending DID, and the text if no DID can send."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from mmstui.center import MessageCenter
from mmstui.tui.compose.did_dialog import DidDialog
from mmstui.tui.compose.did_options import DidFinder
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.dialog_lines import SoftLine
from mmstui.tui.ui.wrapped_lines import WrappedLines

T = TypeVar("T")


class FromDialog(DidDialog[T]):
    """A dialog with fields, which are hidden behind an explanation while no DID can send."""

    DEFAULT_CSS = """
    FromDialog {
        #fields, #nothing { height: 1fr; }
        #fields { display: none; }
        &.-able #fields { display: block; }
        &.-able #nothing { display: none; }
    }
    """
    #: `open_fields` sets the focus.
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(dialog_commands.SWITCH_ON)]

    def __init__(self, title: str, center: MessageCenter, *, esc: str = "close") -> None:
        super().__init__(title, center, esc=esc)
        self.finder = DidFinder(self.dids)
        self._nothing = SoftLine("")
        self._where = WrappedLines()

    def compose_body(self) -> ComposeResult:
        """Yield the fields, and the explanation."""
        with Vertical(id="fields"):
            yield from self.compose_fields()
        with Vertical(id="nothing"):
            yield self._nothing
            yield self._where

    def compose_fields(self) -> ComposeResult:
        """Yield the fields, which are shown while a DID can send."""
        raise NotImplementedError

    def open_fields(self) -> None:
        """Focus the fields: a DID can send."""
        raise NotImplementedError

    def find_again(self) -> None:
        """Search again after the DIDs changed; the cursor stays on its row."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show the fields or the explanation."""
        self._show_able()

    def dids_changed(self) -> None:
        """Update the fields or the explanation."""
        before, self.finder = self.finder.able, DidFinder(self.dids)
        if self.finder.able == before:
            self._say_none() if not before else self.find_again()
        else:
            self._show_able()

    def _show_able(self) -> None:
        able = self.finder.able
        self.set_class(able, "-able")
        if able:
            self.open_fields()
        else:
            self.set_focus(None)
            self._say_none()

    def _say_none(self) -> None:
        self._nothing.show(self.finder.none_able)
        self._where.show([Word(words) for words in self.finder.where])
        keys = (
            (hint("opens the place to switch it on", dialog_commands.SWITCH_ON),)
            if self.finder.dids
            else ()
        )
        self.footer.show(None, keys)

    def body_height(self) -> int:
        """Count the lines of the fields or of the explanation."""
        return self.fields_height() if self.finder.able else 1 + self._where.rows

    def fields_height(self) -> int:
        """Return the number of lines of the fields."""
        raise NotImplementedError

    def fitted(self) -> None:
        """Align the explanation with the title."""
        self._nothing.text_column = self.text_column
        self._nothing.refresh()
        self._where.fit(self.text_column, self.inner)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable `o` only while no field is shown that it could be typed into."""
        if action == "switch_on":
            return not self.finder.able and bool(self.finder.dids)
        return super().check_action(action, parameters)

    def action_switch_on(self) -> None:
        """Close the dialog and open the settings of the account's numbers."""
        self.dismiss(None)
        self.app.call_later(self.app.run_action, "screen.flow('inbox.numbers')")
