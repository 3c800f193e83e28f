"""Actions of the thread's keys: some move the cursor, others post a message to the pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message as Posted

from mmstui.domain import numbers
from mmstui.domain.links import first_link
from mmstui.domain.messages import Direction, MediaState, Message, State
from mmstui.domain.one_time_codes import code_in
from mmstui.domain.sanitise import display, meant
from mmstui.tui.media.media_item import can_view
from mmstui.tui.ui.flow_wanted import FlowWanted
from mmstui.tui.ui.message_notes import CAN_DROP, CAN_SEND_AGAIN

if TYPE_CHECKING:
    from textual.widget import Widget as Base
else:
    Base = object


class ThreadActions(Base):
    """Actions of `ThreadView`."""

    #: Actions whose availability depends on the message under the cursor.
    DEPENDENT = (
        "again", "batch", "drop", "copy", "copy_number", "open", "forward", "details", "view",
    )  # fmt: skip

    @dataclass
    class ReplyWanted(Posted):
        """The user wants to write a reply."""

    @dataclass
    class AgainWanted(Posted):
        """The user wants to send a message again."""

        message: Message

    @dataclass
    class DropWanted(Posted):
        """The user wants to drop a message that is not settled."""

        message: Message

    @dataclass
    class DeleteWanted(FlowWanted):
        """The user wants to delete a settled message; a dialog asks first."""

        message: Message

    @dataclass
    class UndoWanted(FlowWanted):
        """The user wants to undo the last drop or deletion."""

    @dataclass
    class CopyWanted(Posted):
        """Copy sanitised text to the clipboard. `what` names it; `notification` is a whole text."""

        text: str
        what: str
        notification: str = ""

    @dataclass
    class OpenWanted(Posted):
        """Open the files or the link of a message."""

        message: Message

    @dataclass
    class ViewWanted(FlowWanted):
        """Show a message's picture in the viewer."""

        message: Message

    @dataclass
    class FilesWanted(FlowWanted):
        """List the files of a message, or of the conversation."""

        message: Message | None

    @dataclass
    class BatchWanted(FlowWanted):
        """Show everyone that the message was sent to."""

        message: Message

    @dataclass
    class ForwardWanted(FlowWanted):
        """Forward a message."""

        message: Message

    @dataclass
    class DetailsWanted(FlowWanted):
        """Show the details of a message."""

        message: Message

    @dataclass
    class NameWanted(FlowWanted):
        """Name the number of the thread."""

    if TYPE_CHECKING:

        @property
        def message(self) -> Message | None: ...
        @property
        def moved(self) -> bool: ...
        @property
        def who(self) -> str: ...
        def newest_messages(self) -> Sequence[Message]: ...
        def ago(self, message: Message) -> str: ...
        @property
        def shown(self) -> Sequence[Message]: ...

        painted_cursor: int | None

        def step(self, delta: int) -> None: ...
        def page(self, delta: int) -> None: ...
        def to_first(self) -> None: ...
        def to_last(self) -> None: ...
        @property
        def draws_pictures(self) -> bool: ...
        def draw_pictures(self, drawn: bool) -> None: ...

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the actions that the message under the cursor allows."""
        message = self.message
        if action == "again":
            return message is not None and message.state in CAN_SEND_AGAIN
        if action == "batch":
            return message is not None and message.batch is not None
        if action == "drop":
            return message is not None and message.state is not State.SENDING
        if action in {"copy", "copy_number", "forward", "details"}:
            return message is not None
        if action == "open":
            return message is not None and can_open(message)
        if action == "view":
            return message is not None and bool(message.media)
        return True

    def offers(self, action: str) -> bool:
        """Return whether the footer shows an action."""
        return bool(self.check_action(action, ()))

    def action_down(self) -> None:
        """Move the cursor one message down."""
        self.step(1)

    def action_up(self) -> None:
        """Move the cursor one message up."""
        self.step(-1)

    def action_page_down(self) -> None:
        """Move the cursor one page down."""
        self.page(1)

    def action_page_up(self) -> None:
        """Move the cursor one page up."""
        self.page(-1)

    def action_first(self) -> None:
        """Move the cursor to the oldest message."""
        self.to_first()

    def action_last(self) -> None:
        """Move the cursor to the newest message."""
        self.to_last()

    def action_reply(self) -> None:
        """Write a reply."""
        self.post_message(self.ReplyWanted())

    def action_again(self) -> None:
        """Send the message again."""
        if (message := self._painted_message) is not None:
            self.post_message(self.AgainWanted(message))

    @property
    def _painted_message(self) -> Message | None:
        """The target of `d` and `R`; None if another message came under the cursor unseen."""
        message = self.message
        if message is not None and self.painted_cursor not in {None, message.id}:
            self.notify("This message is not here any more.", markup=False, timeout=3)
            return None
        return message

    def action_drop(self) -> None:
        """Drop a message that is not settled, or ask how to delete it."""
        if (message := self._painted_message) is not None:
            droppable = message.state in CAN_DROP
            self.post_message(self.DropWanted(message) if droppable else self.DeleteWanted(message))

    def action_undo(self) -> None:
        """Undo the last drop or deletion."""
        self.post_message(self.UndoWanted())

    def action_copy(self) -> None:
        """Copy the message's text."""
        if self.message is not None:
            self.post_message(self.CopyWanted(meant(self.message.text), "text"))

    def action_copy_number(self) -> None:
        """Copy the contact's number in E.164 form."""
        if self.message is not None:
            number = display(numbers.e164(self.message.contact))
            self.post_message(self.CopyWanted(number, "number"))

    def action_copy_code(self) -> None:
        """Copy the newest message's code, or that of the message the user moved to."""
        newest = [m for m in reversed(self.newest_messages()) if m.direction is Direction.IN]
        found = next(((m, code) for m in newest if (code := code_in(m.text))), None)
        here = self.message if self.moved else None
        further = "; newer messages have none" if found and found[0] is not newest[0] else ""
        if here is not None and (code := code_in(here.text)) is not None:
            further = "; not the newest code" if found and found[0].id != here.id else further
            found = (here, code)
        if found is None:
            self.notify("No code in this conversation.", markup=False)
            return
        notification = f"copied {found[1]}, from {self.who}, {self.ago(found[0])}{further}"
        self.post_message(self.CopyWanted(display(found[1]), "code", notification))

    def action_batch(self) -> None:
        """Show everyone that the message was sent to."""
        if self.message is not None:
            self.post_message(self.BatchWanted(self.message))

    def action_open(self) -> None:
        """Open the message's files or link."""
        if self.message is not None:
            self.post_message(self.OpenWanted(self.message))

    def action_view(self) -> None:
        """Show the message's picture in the viewer, or list its files."""
        if (message := self.message) is not None and message.media:
            pictures = any(can_view(media) for media in message.media)
            wanted = self.ViewWanted(message) if pictures else self.FilesWanted(message)
            self.post_message(wanted)

    def action_files(self) -> None:
        """List all files of the conversation."""
        if self.message is not None:
            self.post_message(self.FilesWanted(None))

    def action_thumbnails(self) -> None:
        """Toggle thumbnails in the thread."""
        if self.app.no_color:
            self.app.notify("No colours, so no pictures in the thread.", markup=False)
            return
        self.draw_pictures(not self.draws_pictures)
        state = "on" if self.draws_pictures else "off"
        self.app.notify(f"pictures in the thread {state}   I switches them", markup=False)

    def action_forward(self) -> None:
        """Forward the message."""
        if self.message is not None:
            self.post_message(self.ForwardWanted(self.message))

    def action_name(self) -> None:
        """Name the number of the thread."""
        self.post_message(self.NameWanted())

    def action_details(self) -> None:
        """Show the details of the message."""
        if self.message is not None:
            self.post_message(self.DetailsWanted(self.message))


def can_open(message: Message) -> bool:
    """Return whether a message has a file or a link to open."""
    here = any(media.state is MediaState.HERE and media.path for media in message.media)
    return here or first_link(message.text) is not None
