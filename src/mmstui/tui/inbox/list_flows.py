"""What the inbox's keys do to move between conversations."""

from __future__ import annotations

from collections.abc import Sequence

from mmstui.domain.messages import Conversation
from mmstui.domain.times.days import Span
from mmstui.domain.views import View
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.screen_protocol import InboxFace


async def open_chosen(inbox: InboxFace, chosen: ConversationList.Opened) -> None:
    """Open the conversation that was chosen in the list."""
    await inbox.open(chosen.conversation)
    if chosen.reply and inbox.thread is not None:
        inbox.pane.writing.focus_box()


def rows_of(inbox: InboxFace, ids: Sequence[int]) -> list[Conversation]:
    """Return conversations as the store has them now, in the given order; without those gone."""
    rows = inbox.center.inbox.conversations(ids)
    return [rows[number] for number in ids if number in rows]


async def open_other_did(inbox: InboxFace, did: str, contact: str) -> None:
    """Open the conversation of the other DID that a message was sent from."""
    if (conversation := inbox.center.inbox.conversation(did, contact)) is not None:
        composing = inbox.pane.writing.composing
        await inbox.open(conversation)
        if composing:
            inbox.pane.writing.focus_box()


async def open_neighbour(inbox: InboxFace, step: int) -> None:
    """Open the conversation `step` rows below the open one."""
    row = inbox.list.viewport.neighbour(_opened(inbox), step)
    if row is not None:
        await inbox.open(row, focus=not inbox.list.has_focus)


async def open_next_unread(inbox: InboxFace) -> None:
    """Open the next unread conversation of the list, wrapping around."""
    unread, opened = await inbox.list.order.unread(), _opened(inbox)
    if not unread or unread == [opened]:
        inbox.say("Nothing unread.", timeout=3)
        return
    wanted = next_of(inbox.list.ids, opened, set(unread))
    rows = inbox.center.inbox.conversations([wanted if wanted is not None else unread[0]])
    for row in rows.values():
        await inbox.open(row)


def next_unread(inbox: InboxFace, current: int | None, step: int) -> Conversation | None:
    """Return the next unread conversation of the list, or with -1 the previous, wrapping around."""
    unread = inbox.center.inbox.conversation_ids(view=View.UNREAD, dids=inbox.filters.dids)
    found = next_of(inbox.list.ids, current, set(unread), step)
    if found is None:
        inbox.say("Nothing else unread.", timeout=3)
        return None
    return inbox.center.inbox.conversations([found]).get(found)


def next_of(ids: Sequence[int], current: int | None, wanted: set[int], step: int = 1) -> int | None:
    """Return the first of `wanted` after `current` in an order, wrapping around; None if none."""
    order = ids if step > 0 else [*reversed(ids)]
    start = order.index(current) + 1 if current is not None and current in order else 0
    for number in (*order[start:], *order[:start]):
        if number in wanted and number != current:
            return number
    return None


def show_days(inbox: InboxFace, conversation_id: int, during: Sequence[Span]) -> None:
    """Scroll to the newest message in the days of the filter; the thread stays whole."""
    stored = inbox.center.inbox
    found, newest = (
        stored.newest_during(conversation_id, during),
        stored.thread(conversation_id, limit=1),
    )
    if found is not None and [found.id] != [message.id for message in newest]:
        inbox.pane.view.show_message(found.id)


def _opened(inbox: InboxFace) -> int | None:
    return inbox.conversation.id if inbox.conversation is not None else None
