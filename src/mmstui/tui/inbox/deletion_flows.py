"""The flows that delete; `triage_flows` undoes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from textual.notifications import SeverityLevel

from mmstui.domain.deletions import Asked, Place
from mmstui.domain.messages import Conversation, Leaving, Message
from mmstui.tui.deletion import dialog_text
from mmstui.tui.deletion.commands import DELETE
from mmstui.tui.inbox.screen_protocol import InboxFace, ThreadFace
from mmstui.tui.jobs import job, written
from mmstui.tui.thread.commands import DROP

#: Seconds that the result of a deletion is shown: the user may look elsewhere.
RESULT_TIMEOUT: Final = 8.0
NOTHING_LEFT: Final = "There was nothing of it to delete any more."


@job(
    f"Perhaps nothing was deleted: look at the list, then press {DELETE.key} again.", group="dialog"
)
async def delete_conversations(inbox: InboxFace, rows: Sequence[Conversation]) -> None:
    """Ask how to delete whole conversations, and request it: all of them are one step of undo."""
    if not rows:
        inbox.say(NOTHING_LEFT)
        return
    place, newest = await ask_place(inbox, rows, some_days=inbox.filters.days is not None)
    if place is None:
        return
    ids = [row.id for row in rows]
    requested = inbox.center.deletions.delete_conversations(ids, place, newest)
    marked = inbox.list.viewport.marked.among(ids)
    inbox.list.unmark(ids)
    try:
        deletions = await written(requested)
    except Exception:
        mark_again(inbox, marked)
        raise
    await see_deleted(inbox, deletions)


def mark_again(inbox: InboxFace, marked: Sequence[int]) -> None:
    """Mark conversations as before a write that failed."""
    if marked:
        inbox.list.viewport.marked.add(marked)
        inbox.list.show_marks()


async def ask_place(
    face: ThreadFace, rows: Sequence[Conversation], *, some_days: bool = False
) -> tuple[Place | None, int]:
    """Ask from where to delete conversations; return that, and the newest of their messages."""
    from mmstui.tui.deletion.dialog import DeleteDialog

    center = face.center
    ids = [row.id for row in rows]
    preview = await asyncio.to_thread(center.deletions.preview_of_many, ids)
    wanted = dialog_text.of_conversations(
        rows, preview, face.clock(), face.zone, status=center.status(), some_days=some_days
    )
    return await face.ask(DeleteDialog(wanted)), preview.newest


@job(f"Perhaps not deleted: look at the message, then press {DROP.key} again.", group="dialog")
async def delete_message(inbox: InboxFace, message: Message) -> None:
    """Ask how to delete a message that VoIP.ms has, and request it."""
    from mmstui.tui.deletion.dialog import DeleteDialog

    center = inbox.center
    preview = await asyncio.to_thread(center.deletions.preview_of, message.row_ids)
    row = center.inbox.conversations([message.conversation_id]).get(message.conversation_id)
    wanted = dialog_text.of_message(message, row, preview, inbox.zone, status=center.status())
    place = await inbox.ask(DeleteDialog(wanted))
    if place is not None:
        asked = await written(center.deletions.delete_message(message, place))
        await see_deleted(inbox, [asked] if asked is not None else [])


async def see_deleted(inbox: InboxFace, deletions: Sequence[Asked]) -> None:
    """Say what is to be deleted, and show what is left."""
    if not deletions:
        inbox.say(NOTHING_LEFT)
        return
    inbox.deletions.cancelled = False
    inbox.say(dialog_text.done(deletions))
    if any(deletion.here for deletion in deletions):
        # The user asked for the deletion, so the list is reordered at once.
        await inbox.set_filters(inbox.filters)
    thread = inbox.thread
    if thread is not None and thread.key in {(each.did, each.contact) for each in deletions}:
        found = inbox.center.inbox.conversation(*thread.key)
        if found is None or not (found.total or found.draft):
            inbox.close_thread()


class DeletionProgress:
    """Says when deleting at VoIP.ms has ended."""

    def __init__(self) -> None:
        #: Whether the user cancelled the current deletion; its result has been shown then.
        self.cancelled = False

    def report(self, inbox: InboxFace, before: Leaving, now: Leaving) -> None:
        """Say what has ended between two states."""
        failed = max(0, now.failed - before.failed)
        count = 0
        if before.begun and before.left and not now.left:
            count = before.total - before.left + max(0, now.ended - before.ended)
            if self.cancelled:
                count, self.cancelled = 0, False
        if (ending := dialog_text.ended(count, failed)) is not None:
            severity: SeverityLevel = "error" if ending.failed else "information"
            inbox.say(ending.words, severity=severity, timeout=RESULT_TIMEOUT)
