"""The flows of messages to several people."""

from __future__ import annotations

from collections.abc import Sequence

from mmstui.tui.compose.batch_commands import LAST
from mmstui.tui.inbox.screen_protocol import InboxFace
from mmstui.tui.jobs import job


def show_sent(inbox: InboxFace, message_ids: Sequence[int]) -> None:
    """Show the states of the messages that were just queued."""
    messages = inbox.center.inbox.messages(message_ids)
    inbox.close_thread()
    for name in {message.batch for message in messages if message.batch is not None}:
        show_batch(inbox, name)


def show_last_batch(inbox: InboxFace) -> None:
    """Show the last batch."""
    if (name := inbox.center.inbox.last_batch()) is None:
        inbox.say("Nothing was sent to several people yet.")
    else:
        show_batch(inbox, name)


@job(f"What became of the messages is not shown: press {LAST.key}.", group="dialog")
async def show_batch(inbox: InboxFace, name: str) -> None:
    """Show the state of a batch; then open the thread of the chosen message, if any."""
    from mmstui.tui.compose.batch_view import BatchView

    message = await inbox.ask(BatchView(inbox.center, name, zone=inbox.zone))
    if message is None:
        return
    found = inbox.center.inbox.conversations([message.conversation_id])
    for conversation in found.values():
        await inbox.open(conversation)
