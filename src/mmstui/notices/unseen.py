"""Those of new messages that nobody has seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mmstui.domain.notices import Arrived, as_shown, is_news

if TYPE_CHECKING:
    from mmstui.center.inbox import Inbox


def unseen(inbox: Inbox, message_ids: Sequence[int], started: datetime) -> list[Arrived]:
    """Return those of new messages that nobody has seen, as they are shown.

    Takes some milliseconds: call it in a thread.
    """
    not_seen = [number for number in message_ids if number not in inbox.seen]
    rows = [row for row in inbox.messages(not_seen) if is_news(row, started)]
    messages = as_shown(rows, inbox.shown([row.id for row in rows]))
    conversations = inbox.conversations(sorted({each.conversation_id for each in messages}))
    return [
        Arrived(each, conversations[each.conversation_id])
        for each in messages
        if each.conversation_id in conversations
    ]
