"""New messages as they are shown: what a program that hears of each message is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mmstui.domain.notices import as_shown

if TYPE_CHECKING:
    from mmstui.center.inbox import Inbox
    from mmstui.domain.messages import Message


class NewMessage(NamedTuple):
    """A message as shown, and the name of its contact, if it has one."""

    message: Message
    name: str | None


def new_messages(inbox: Inbox, message_ids: Sequence[int]) -> list[NewMessage]:
    """Return the messages that rows of one batch of events are, each once.

    Rows may belong to a message that an earlier batch had. Then a further leg of a group text says
    nothing new, and is left out; a further part of a long text is returned by itself.
    """
    rows = {row.id: row for row in inbox.messages(message_ids)}
    found: list[Message] = []
    for shown in as_shown(list(rows.values()), inbox.shown(list(rows))):
        own = {row.id for row in (shown, *shown.legs, *shown.parts)}
        late_parts = [rows[part.id] for part in shown.parts if part.id in rows]
        found += [shown] if own <= rows.keys() else late_parts
    conversations = inbox.conversations(sorted({each.conversation_id for each in found}))
    named = {key: row.title for key, row in conversations.items() if row.named}
    return [NewMessage(each, named.get(each.conversation_id)) for each in found]
