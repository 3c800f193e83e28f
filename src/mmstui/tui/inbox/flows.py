"""Which flow answers a key or a message: the two tables behind the inbox screen."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from mmstui.tui.inbox import account_flows as account
from mmstui.tui.inbox import batch_flows as batch
from mmstui.tui.inbox import deletion_flows as deletion
from mmstui.tui.inbox import filter_flows as filters
from mmstui.tui.inbox import list_flows as listed
from mmstui.tui.inbox import media_flows as media
from mmstui.tui.inbox import triage_flows as triage
from mmstui.tui.inbox import writing_flows as writing
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.triage.view_words import KEYS

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen
    from mmstui.tui.ui.flow_wanted import FlowWanted


def check_now(inbox: InboxScreen) -> None:
    """Poll VoIP.ms now; the list shows only what is in its view again."""
    inbox.list.viewport.touched.clear()
    inbox.list.order.changed()
    inbox.center.sync.check_now()
    inbox.post_message(inbox.CheckWanted())


async def leave(inbox: InboxScreen) -> None:
    """Go back from an open thread, else quit."""
    if inbox.thread is not None:
        await inbox.action_back()
    else:
        inbox.call_next(inbox.app.action_quit)


def begin_triage(inbox: InboxScreen) -> None:
    """Show triage mode, whose modules are imported when it is first wanted."""
    from mmstui.tui.inbox import triage_mode

    triage_mode.begin_triage(inbox)


#: What a command does, by its id. A flow may be awaited.
FLOWS: Final[dict[str, Callable[[InboxScreen], object]]] = {
    "inbox.next_pane": lambda inbox: inbox.focus_next(),
    "inbox.previous_pane": lambda inbox: inbox.focus_previous(),
    "inbox.next": lambda inbox: listed.open_neighbour(inbox, 1),
    "inbox.previous": lambda inbox: listed.open_neighbour(inbox, -1),
    "inbox.next_unread": listed.open_next_unread,
    "inbox.check": check_now,
    "inbox.leave": leave,
    "inbox.go_to": writing.go_to,
    "inbox.new": writing.new_message,
    "inbox.template": writing.write_template,
    "inbox.last_batch": batch.show_last_batch,
    "inbox.unread_only": filters.toggle_unread_only,
    "inbox.dids": filters.choose_dids,
    "inbox.days": filters.choose_days,
    "inbox.zone": filters.choose_zone,
    "inbox.numbers": account.show_numbers,
    "inbox.note": account.write_note,
    "inbox.phonebook": account.show_phonebook,
    "inbox.account": account.show_account,
    "inbox.set_aside": account.show_set_aside,
    "list.discard": triage.discard_drafts,
    "triage.done": triage.done,
    "triage.snooze": triage.snooze,
    "triage.pin": triage.pin,
    "triage.unread": triage.unread,
    "triage.mute": triage.mute,
    "triage.block": triage.block,
    "triage.undo": triage.undo,
    "triage.start": begin_triage,
    "inbox.views": filters.choose_view,
    **{f"view.{view}": partial(filters.show_view, view=view) for view in KEYS},
    "inbox.find": lambda inbox: inbox.finding.begin(),
    "find.keep": lambda inbox: inbox.finding.choose(),
    "inbox.search": lambda inbox: inbox.finding.everywhere.begin(),
    "inbox.next_hit": lambda inbox: inbox.finding.to_hit(1),
    "inbox.previous_hit": lambda inbox: inbox.finding.to_hit(-1),
}


async def start(inbox: InboxScreen, command: str) -> None:
    """Start the flow of a command. The next key comes after it, unless the flow is a job."""
    await _finish(FLOWS[command](inbox))


async def answer(inbox: InboxScreen, wanted: FlowWanted) -> None:
    """Start the flow that a widget's message asks for."""
    match wanted:
        case ConversationList.Opened():
            await listed.open_chosen(inbox, wanted)
        case ConversationList.DeleteWanted():
            deletion.delete_conversations(inbox, listed.rows_of(inbox, wanted.ids))
        case _:
            await _finish(_answer_pane(inbox, wanted))


async def _finish(flow: object) -> None:
    if inspect.isawaitable(flow):
        await flow


def _answer_pane(inbox: InboxScreen, wanted: FlowWanted) -> object:
    """Answer a message of the thread's pane, whose modules are imported after the first frame."""
    from mmstui.tui.compose import attaching, discarding, editor_flow, scheduling, template_flow
    from mmstui.tui.compose.input import MessageInput
    from mmstui.tui.compose.pane import ComposePane
    from mmstui.tui.thread.actions import ThreadActions

    match wanted:
        case ThreadActions.DeleteWanted(message):
            return deletion.delete_message(inbox, message)
        case ThreadActions.LaterWanted(message):
            return scheduling.reschedule(inbox.pane.writing, inbox.zone, message)
        case ThreadActions.RemindWanted(message):
            return scheduling.remind_of(inbox.pane.writing, inbox.zone, message)
        case ThreadActions.EditWanted(message):
            return scheduling.edit_message(inbox.pane.writing, inbox.zone, message)
        case ThreadActions.DetailsWanted(message):
            return writing.show_details(inbox, message)
        case ThreadActions.ForwardWanted(message):
            return writing.forward(inbox, message)
        case ThreadActions.NameWanted(message) if inbox.conversation is not None:
            return account.name_number(inbox, inbox.conversation, message)
        case ThreadActions.FilesWanted(message):
            return media.list_files(inbox, message)
        case ThreadActions.ViewWanted(message):
            return media.view_picture(inbox, message)
        case ThreadActions.BatchWanted(message) if message.batch is not None:
            return batch.show_batch(inbox, message.batch)
        case ComposePane.SentToSeveral(message_ids):
            batch.show_sent(inbox, message_ids)
        case ComposePane.ConversationWanted(did, contact):
            return listed.open_other_did(inbox, did, contact)
        case ComposePane.DidWanted(current):
            return attaching.choose_did(inbox.pane.writing, current)
        case MessageInput.AttachWanted(()):
            return attaching.choose_files(inbox.pane.writing, inbox.zone)
        case MessageInput.AttachWanted(paths):
            return attaching.attach_files(inbox.pane.writing, inbox.zone, paths)
        case MessageInput.DiscardWanted():
            return discarding.discard_draft(inbox.pane.writing)
        case MessageInput.LaterWanted():
            return scheduling.send_later(inbox.pane.writing, inbox.zone)
        case MessageInput.ReminderWanted():
            return scheduling.remind_of_box(inbox.pane.writing, inbox.zone)
        case MessageInput.TemplateWanted():
            return template_flow.put_in_template(inbox.pane.writing, inbox.zone)
        case MessageInput.EditorWanted():
            return editor_flow.edit_elsewhere(inbox.pane.writing)
        case MessageInput.PictureWanted():
            return attaching.attach_picture(inbox.pane.writing, inbox.zone)
    return None
