"""What a thread's keys do with the message under the cursor; most of them post a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.message import Message as Posted

from mmstui.domain.messages import Direction, MediaState, Message, State
from mmstui.domain.phone import numbers
from mmstui.domain.text.links import first_link
from mmstui.domain.text.one_time_codes import code_in
from mmstui.domain.text.sanitise import display, meant
from mmstui.tui.media.media_item import can_view
from mmstui.tui.ui.flow_wanted import FlowWanted
from mmstui.tui.ui.formatting import ago
from mmstui.tui.ui.message_notes import CAN_DROP, CAN_EDIT, CAN_SCHEDULE, CAN_SEND_AGAIN

if TYPE_CHECKING:
    from mmstui.tui.thread.view import ThreadView


class ThreadActions:
    """The messages that `ThreadView` posts for its keys."""

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
    class LaterWanted(FlowWanted):
        """The user wants a message to go at another time."""

        message: Message

    @dataclass
    class RemindWanted(FlowWanted):
        """The user wants to be reminded if nobody answers a message, or not any more."""

        message: Message

    @dataclass
    class EditWanted(FlowWanted):
        """The user wants a message back in the box, to change it."""

        message: Message

    @dataclass
    class DeleteWanted(FlowWanted):
        """The user wants to delete a settled message; a dialog asks first."""

        message: Message

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
        """Name a number of a vCard of the message, or else the number of the thread."""

        message: Message | None


def _send_again(view: ThreadView, message: Message) -> None:
    if _is_painted(view, message):
        view.post_message(view.AgainWanted(message))


def _drop(view: ThreadView, message: Message) -> None:
    """Drop a message that is not settled, or ask how to delete it."""
    if _is_painted(view, message):
        droppable = message.state in CAN_DROP
        view.post_message(view.DropWanted(message) if droppable else view.DeleteWanted(message))


def _change(
    wanted: Callable[[Message], FlowWanted],
) -> Callable[[ThreadView, Message], object]:
    """Post a message about the message under the cursor, if it was painted there."""
    return lambda view, message: _is_painted(view, message) and view.post_message(wanted(message))


def _is_painted(view: ThreadView, message: Message) -> bool:
    """Return False if the message came under the cursor unseen: the key means another one."""
    painted = view.painted_cursor in {None, message.id}
    if not painted:
        view.notify("This message is not here any more.", markup=False, timeout=3)
    return painted


def _copy_code(view: ThreadView) -> None:
    """Copy the newest message's code, or that of the message the user moved to."""
    row, viewport = view.conversation, view.viewport
    messages = view.source.thread(row.id) if row is not None else ()
    newest = [m for m in reversed(messages) if m.direction is Direction.IN]
    found = next(((m, code) for m in newest if (code := code_in(m.text))), None)
    here = view.message if viewport is not None and viewport.moved else None
    further = "; newer messages have none" if found and found[0] is not newest[0] else ""
    if here is not None and (code := code_in(here.text)) is not None:
        further = "; not the newest code" if found and found[0].id != here.id else further
        found = (here, code)
    if found is None or row is None:
        view.notify("No code in this conversation.", markup=False)
        return
    when = ago(view.clock() - found[0].at)
    notification = f"copied {found[1]}, from {row.title}, {when}{further}"
    view.post_message(view.CopyWanted(display(found[1]), "code", notification))


def _view(view: ThreadView, message: Message) -> None:
    """Show the message's picture in the viewer, or list its files."""
    pictures = any(can_view(media) for media in message.media)
    view.post_message(view.ViewWanted(message) if pictures else view.FilesWanted(message))


def _switch_thumbnails(view: ThreadView) -> None:
    """Draw thumbnails in the thread, or do not."""
    if view.app.no_color:
        view.app.notify("No colours, so no pictures in the thread.", markup=False)
        return
    view.draw_pictures(not view.draws_pictures)
    state = "on" if view.draws_pictures else "off"
    view.app.notify(f"pictures in the thread {state}   I switches them", markup=False)


def can_open(message: Message) -> bool:
    """Return whether a message has a file or a link to open."""
    here = any(media.state is MediaState.HERE and media.path for media in message.media)
    return here or first_link(message.text) is not None


class OnMessage(NamedTuple):
    """What a command does with the message under the cursor, and whether that allows it."""

    run: Callable[[ThreadView, Message], object]
    allowed: Callable[[Message], object] = lambda message: True


def _post(wanted: Callable[[Message], Posted]) -> Callable[[ThreadView, Message], object]:
    return lambda view, message: view.post_message(wanted(message))


#: The commands, by id, that need a message under the cursor.
ON_MESSAGE: Final = {
    "thread.again": OnMessage(_send_again, lambda message: message.state in CAN_SEND_AGAIN),
    "thread.batch": OnMessage(_post(ThreadActions.BatchWanted), lambda message: message.batch),
    "thread.drop": OnMessage(_drop, lambda message: message.state is not State.SENDING),
    "thread.later": OnMessage(
        _change(ThreadActions.LaterWanted), lambda message: message.state in CAN_SCHEDULE
    ),
    "thread.remind": OnMessage(
        _change(ThreadActions.RemindWanted), lambda message: message.direction is Direction.OUT
    ),
    "thread.edit": OnMessage(
        _change(ThreadActions.EditWanted), lambda message: message.state in CAN_EDIT
    ),
    "thread.copy": OnMessage(_post(lambda m: ThreadActions.CopyWanted(meant(m.text), "text"))),
    "thread.copy_number": OnMessage(
        # In E.164 form.
        _post(lambda m: ThreadActions.CopyWanted(display(numbers.e164(m.contact)), "number"))
    ),
    "thread.open": OnMessage(_post(ThreadActions.OpenWanted), can_open),
    "thread.forward": OnMessage(_post(ThreadActions.ForwardWanted)),
    "thread.details": OnMessage(_post(ThreadActions.DetailsWanted)),
    "thread.view": OnMessage(_view, lambda message: message.media),
}
#: The other commands of a thread.
ON_THREAD: Final[dict[str, Callable[[ThreadView], object]]] = {
    "thread.reply": lambda view: view.post_message(view.ReplyWanted()),
    "thread.name": lambda view: view.post_message(view.NameWanted(view.message)),
    "thread.files": lambda view: view.post_message(view.FilesWanted(None)),
    "thread.copy_code": _copy_code,
    "thread.thumbnails": _switch_thumbnails,
}
