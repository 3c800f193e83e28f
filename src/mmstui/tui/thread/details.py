"""The dialog of `!`: shows the details of a message, and follows the store while it is open."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.events import EventBatch
from mmstui.domain.message_details import Details
from mmstui.domain.messages import Direction
from mmstui.domain.phone import numbers
from mmstui.domain.text.sanitise import display, meant
from mmstui.tui.events import follow, unfollow
from mmstui.tui.thread import details_commands
from mmstui.tui.thread.details_text import entries
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.copying import Copying
from mmstui.tui.ui.description_list import Entry
from mmstui.tui.ui.description_view import DescriptionView
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter


class MessageDetails(Dialog[bool]):
    """A dialog of labels and values. Returns True to put the message back in the box."""

    NARROW_TEXT_COLUMN = 11
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*details_commands.ALL)]

    def __init__(self, center: MessageCenter, details: Details, zone: tzinfo) -> None:
        super().__init__("Message details")
        self._center = center
        self._details = details
        self._zone = zone
        self._home = Path.home()
        self._ledger = DescriptionView(self._entries(), text_column=self.TEXT_COLUMN)
        keys = [
            hint("copy text", details_commands.COPY),
            hint("copy number", details_commands.COPY_NUMBER),
            dialog_commands.SCROLL_HINT,
        ]
        if self._ours:
            keys.insert(0, hint("edit again", details_commands.EDIT))
        self.footer.show(Button("close", details_commands.CLOSE.key), tuple(keys))

    @property
    def _ours(self) -> bool:
        return self._details.message.direction is Direction.OUT

    def _entries(self) -> list[Entry]:
        writer = self._center.people.writer(self._details.message)
        return entries(self._details, self._zone, self._home, writer)

    def compose_body(self) -> ComposeResult:
        """Yield the labels and values."""
        yield self._ledger

    def body_height(self) -> int:
        """Count the lines of the values at this width."""
        return self._ledger.break_to(self.inner)

    def fitted(self) -> None:
        """Repaint at another width."""
        self._ledger.text_column = self.text_column
        self._ledger.refresh()

    def on_mount(self) -> None:
        """Follow the store."""
        follow(self, self._happened)

    def on_unmount(self) -> None:
        unfollow(self)

    def _happened(self, batch: EventBatch) -> None:
        # After every batch: an attempt or a deletion may move on while the conversation does not.
        found = self._center.inbox.details(self._details.message.id)
        if found is not None and found != self._details:
            self._details = found
            self._ledger.show(self._entries())
            self.fit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable editing only for our own messages; `f` forwards received ones."""
        if action == "edit":
            return self._ours
        return super().check_action(action, parameters)

    def on_dialog_footer_pressed(self, event: DialogFooter.Pressed) -> None:
        """Close the dialog."""
        event.stop()
        self.dismiss(None)

    def action_edit(self) -> None:
        """Put the message back in the box."""
        self.dismiss(True)

    def action_copy(self) -> None:
        """Copy the message's text."""
        Copying(self).copy(meant(self._details.message.text), "text")

    def action_copy_number(self) -> None:
        """Copy the contact's number in E.164 form."""
        Copying(self).copy(display(numbers.e164(self._details.message.contact)), "number")
