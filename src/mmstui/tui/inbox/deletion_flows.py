"""Inbox actions that delete, undo and cancel."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from textual.notifications import SeverityLevel

from mmstui.domain.deletions import Asked
from mmstui.domain.messages import Conversation, Leaving, Message
from mmstui.tui.deletion import dialog_text
from mmstui.tui.inbox.dialogs import InboxDialogs
from mmstui.tui.jobs import job, written

if TYPE_CHECKING:
    from mmstui.tui.inbox.conversation_list import ConversationList
    from mmstui.tui.thread.actions import ThreadActions

#: Seconds that the result of a deletion is shown: the user may look elsewhere.
RESULT_TIMEOUT: Final = 8.0


class DeletionFlows(InboxDialogs):
    """Deletion actions of `InboxScreen`. The dialog is imported when first opened."""

    #: Whether the user cancelled the current deletion; its result has been shown then.
    _cancelled = False

    if TYPE_CHECKING:

        def close_thread(self) -> None: ...

    def on_conversation_list_delete_wanted(self, event: ConversationList.DeleteWanted) -> None:
        """Ask how to delete a whole conversation."""
        event.stop()
        self._delete_conversation(event.conversation)

    def on_thread_actions_delete_wanted(self, event: ThreadActions.DeleteWanted) -> None:
        """Ask how to delete a message that VoIP.ms has."""
        event.stop()
        self._delete_message(event.message)

    def on_thread_actions_undo_wanted(self, event: ThreadActions.UndoWanted) -> None:
        """Undo the last deletion: the thread had no message of the outbox to restore."""
        event.stop()
        self.action_undo()

    @job("Perhaps nothing was deleted: look at the list, then press d again.", group="dialog")
    async def _delete_conversation(self, row: Conversation) -> None:
        from mmstui.tui.deletion.dialog import DeleteDialog

        preview = await asyncio.to_thread(self.center.deletions.preview, row.id)
        wanted = dialog_text.of_conversation(
            row, preview, self.clock(), self.zone,
            status=self.center.status(), some_days=self.list.filters.days is not None,
        )  # fmt: skip
        place = await self.app.push_screen_wait(DeleteDialog(wanted))
        if place is not None:
            await self._requested(
                self.center.deletions.delete_conversation(row.id, place, preview.newest)
            )

    @job("Perhaps not deleted: look at the message, then press d again.", group="dialog")
    async def _delete_message(self, message: Message) -> None:
        from mmstui.tui.deletion.dialog import DeleteDialog

        preview = await asyncio.to_thread(self.center.deletions.preview_of, message.row_ids)
        row = self.center.inbox.conversations([message.conversation_id]).get(
            message.conversation_id
        )
        status = self.center.status()
        wanted = dialog_text.of_message(message, row, preview, self.zone, status=status)
        place = await self.app.push_screen_wait(DeleteDialog(wanted))
        if place is not None:
            await self._requested(self.center.deletions.delete_message(message, place))

    async def _requested(self, future: Future[Asked | None]) -> None:
        deletion = await written(future)
        if deletion is None:
            self.notify("There was nothing of it to delete any more.", markup=False)
            return
        self._cancelled = False
        self.notify(dialog_text.done(deletion), markup=False)
        if deletion.here:
            # The user asked for the deletion, so the list is reordered at once.
            await self.set_filters(self.list.filters)
        if self._pane is not None and self._pane.key == (deletion.did, deletion.contact):
            found = self.center.inbox.conversation(deletion.did, deletion.contact)
            if found is None or not (found.total or found.draft):
                self.close_thread()

    def _not_cancelled(self) -> None:
        self._cancelled = False

    @job(
        "Perhaps not taken back: look at the list, then press z again.",
        group="store",
        recover=_not_cancelled,
    )
    async def action_undo(self) -> None:
        """Undo the last deletion; if it is too late for that, cancel what is left of it."""
        if await written(self.center.deletions.undo()) is not None:
            self.notify("taken back", markup=False)
            await self.set_filters(self.list.filters)
            return
        # Set before the write: the deletion may be seen to end first.
        self._cancelled = True
        if (stopped := await written(self.center.deletions.stop())) is not None:
            self.notify(dialog_text.stopped(stopped), markup=False, timeout=RESULT_TIMEOUT)
            await self.set_filters(self.list.filters)
        else:
            self._cancelled = False
            self.notify("Nothing to take back.", markup=False)

    def report_deletion(self, before: Leaving, now: Leaving) -> None:
        """Notify when deleting at VoIP.ms has ended."""
        failed = max(0, now.failed - before.failed)
        count = 0
        if before.begun and before.left and not now.left:
            count = before.total - before.left + max(0, now.ended - before.ended)
            if self._cancelled:
                count, self._cancelled = 0, False
        if (ending := dialog_text.ended(count, failed)) is not None:
            severity: SeverityLevel = "error" if ending.failed else "information"
            self.notify(ending.words, severity=severity, markup=False, timeout=RESULT_TIMEOUT)
