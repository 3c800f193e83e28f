"""New messages as they are shown: what a program that hears of each message is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mmstui.center.inbox import Inbox
    from mmstui.domain.messages import Message


class NewMessage(NamedTuple):
    """A message as shown, and the name of its contact, if it has one.

    `blocked`: the user wants no notice of its conversation, ever.
    """

    message: Message
    name: str | None
    blocked: bool = False


def new_messages(inbox: Inbox, message_ids: Sequence[int]) -> list[NewMessage]:
    """Return the messages that new rows are, each once; a reaction is its own sentence.

    A leg of a group text that is here already is nothing new. The rest of a text whose first part
    was told before is told by itself.
    """
    found: list[Message] = []
    new = set(message_ids)
    for row in inbox.messages(message_ids):
        message = inbox.containing(row.id, signs=False) or row
        if message.id == row.id:
            found.append(message)
        elif message.parts and message.id not in new:
            found.append(row)
    conversations = inbox.conversations(sorted({each.conversation_id for each in found}))
    named = {key: row.title for key, row in conversations.items() if row.named}
    blocked = {key for key, row in conversations.items() if row.blocked}
    return [
        NewMessage(each, named.get(each.conversation_id), each.conversation_id in blocked)
        for each in found
    ]
