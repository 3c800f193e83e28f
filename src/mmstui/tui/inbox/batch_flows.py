"""Inbox actions for messages to several people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmstui.domain.messages import Conversation
from mmstui.tui.inbox.dialogs import InboxDialogs
from mmstui.tui.jobs import job

if TYPE_CHECKING:
    from mmstui.tui.compose.pane import ComposePane
    from mmstui.tui.thread.actions import ThreadActions


class BatchFlows(InboxDialogs):
    """Batch actions of `InboxScreen`. Dialogs are imported when first opened."""

    if TYPE_CHECKING:

        async def open(self, conversation: Conversation, *, focus: bool = True) -> None: ...
        def close_thread(self) -> None: ...

    def on_thread_actions_batch_wanted(self, event: ThreadActions.BatchWanted) -> None:
        """Show everyone that a message of the thread was sent to."""
        event.stop()
        if event.message.batch is not None:
            self.show_batch(event.message.batch)

    def on_compose_pane_sent_to_several(self, event: ComposePane.SentToSeveral) -> None:
        """Show the states of the messages that were just queued."""
        event.stop()
        messages = self.center.inbox.messages(event.message_ids)
        self.close_thread()
        for name in {message.batch for message in messages if message.batch is not None}:
            self.show_batch(name)

    def action_last_batch(self) -> None:
        """Show the last batch."""
        if (name := self.center.inbox.last_batch()) is None:
            self.notify("Nothing was sent to several people yet.", markup=False)
        else:
            self.show_batch(name)

    @job("What became of the messages is not shown: press B.", group="dialog")
    async def show_batch(self, name: str) -> None:
        """Show the state of a batch; then open the thread of the chosen message, if any."""
        from mmstui.tui.compose.batch_view import BatchView

        message = await self.app.push_screen_wait(BatchView(self.center, name, zone=self.zone))
        if message is None:
            return
        found = self.center.inbox.conversations([message.conversation_id])
        for conversation in found.values():
            await self.open(conversation)
