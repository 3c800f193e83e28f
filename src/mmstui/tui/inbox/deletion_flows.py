"""The flows that delete; `triage_flows` undoes."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Final

from textual.notifications import SeverityLevel

from mmstui.domain.deletions import Asked, Place
from mmstui.domain.messages import Conversation, Leaving, Message
from mmstui.tui.deletion import dialog_text
from mmstui.tui.deletion.commands import DELETE
from mmstui.tui.inbox.face import InboxFace, ThreadFace
from mmstui.tui.jobs import job, written
from mmstui.tui.thread.commands import DROP

#: Seconds that the result of a deletion is shown: the user may look elsewhere.
RESULT_TIMEOUT: Final = 8.0


@job(
    f"Perhaps nothing was deleted: look at the list, then press {DELETE.key} again.", group="dialog"
)
async def delete_conversation(inbox: InboxFace, row: Conversation) -> None:
    """Ask how to delete a whole conversation, and request it."""
    place, newest = await ask_place(inbox, row, some_days=inbox.filters.days is not None)
    if place is not None:
        requested = inbox.center.deletions.delete_conversation(row.id, place, newest)
        await see_deleted(inbox, requested)


async def ask_place(
    face: ThreadFace, row: Conversation, *, some_days: bool = False
) -> tuple[Place | None, int]:
    """Ask from where to delete a conversation; return that, and its newest message."""
    from mmstui.tui.deletion.dialog import DeleteDialog

    center = face.center
    preview = await asyncio.to_thread(center.deletions.preview, row.id)
    wanted = dialog_text.of_conversation(
        row, preview, face.clock(), face.zone, status=center.status(), some_days=some_days
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
        await see_deleted(inbox, center.deletions.delete_message(message, place))


async def see_deleted(inbox: InboxFace, requested: Future[Asked | None]) -> None:
    """Wait until a deletion is requested, say so, and show what is left."""
    deletion = await written(requested)
    if deletion is None:
        inbox.say("There was nothing of it to delete any more.")
        return
    inbox.deletions.cancelled = False
    inbox.say(dialog_text.done(deletion))
    if deletion.here:
        # The user asked for the deletion, so the list is reordered at once.
        await inbox.set_filters(inbox.filters)
    if inbox.thread is not None and inbox.thread.key == (deletion.did, deletion.contact):
        found = inbox.center.inbox.conversation(deletion.did, deletion.contact)
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
