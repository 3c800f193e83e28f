"""What happened in the store, as events. `center.feed` publishes them, in batches.

An event is published after the transaction that it is about was committed, by this process or by
another process of the account, at most ten times a second. What happened in between is merged: ids
of the same kind of event are united, rise, and are named once. The order in which things happened
is not kept, and an id may name something that was deleted since.

Promised, also for what another process wrote:

- Nothing that happened while a process listens is left out; what happened before is not told.
- A message is told by `MessagesArrived` once at most, and exactly once if it is still there when
  the batch is read. Whether a poll was the first to see it is recorded with the message.
- `ConversationsChanged` names every conversation with a message, draft, name or flag that changed,
  so a listener that only reads again needs no other event.

Not promised: that an event has a batch of its own, or that the store still is as the event says. A
listener reads the store, which may be newer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeAlias, TypeVar

from mmstui.domain.records import record

Ids: TypeAlias = tuple[int, ...]


@record
class MessagesArrived:
    """VoIP.ms listed messages that were not in the store before.

    `incoming`: received. Otherwise sent from elsewhere, such as the portal or another program; a
    message sent from here is told by `StatesChanged`.

    `polled_first`: a poll was the first to see them, so they are new to the user. If no mmstui ran
    for some days, they may be days old, and if a reply followed, they are read already: look at
    `Message.at` and `Message.unread`. A row that was set aside within two days of its date counts
    too, once a newer mmstui understands it. Otherwise a first sync or a backfill fetched them as
    history.

    Messages that a poll saw first are always named. History is not if more than 1,000 messages came
    since the last batch: its conversations are told by `ConversationsChanged`.
    """

    message_ids: Ids
    conversation_ids: Ids
    incoming: bool
    polled_first: bool


@record
class StatesChanged:
    """Messages were queued here, or their state, delivery status or presence at VoIP.ms changed."""

    message_ids: Ids


@record
class ConversationsRead:
    """These conversations have fewer unread messages: read here, answered elsewhere or deleted."""

    conversation_ids: Ids


@record
class ConversationsChanged:
    """Rows of the conversation list changed, or messages, files, drafts or flags behind them."""

    conversation_ids: Ids


@record
class DirectoryChanged:
    """DIDs, their settings, or names of the phonebook changed here."""


@record
class PendingChangesChanged:
    """A change for VoIP.ms, of a DID or the phonebook, was asked for, moved on, or ended."""


@record
class DeletionsChanged:
    """A deletion was asked for, undone, moved on, or ended."""


@record
class StatusChanged:
    """Something was written, so the header may differ: counts, connection, outbox, deletions.

    Part of every batch of the feed.
    """


@record
class EverythingChanged:
    """Read all conversations again: too many changed to name, or what all of them show, say a DID.

    Published instead of `ConversationsChanged`.
    """


StoreEvent: TypeAlias = (
    MessagesArrived
    | StatesChanged
    | ConversationsRead
    | ConversationsChanged
    | DirectoryChanged
    | PendingChangesChanged
    | DeletionsChanged
    | StatusChanged
    | EverythingChanged
)
E = TypeVar("E", bound=StoreEvent)


@record
class EventBatch:
    """What happened since the last batch: one event of a kind, and up to four `MessagesArrived`."""

    events: tuple[StoreEvent, ...] = ()

    def of(self, kind: type[E]) -> tuple[E, ...]:
        """Return the events of a kind."""
        return tuple(event for event in self.events if isinstance(event, kind))

    @property
    def everything(self) -> bool:
        """Whether all conversations are to be read again; `conversation_ids` is empty then."""
        return bool(self.of(EverythingChanged))

    @property
    def conversation_ids(self) -> Ids:
        """The conversations that changed."""
        return tuple(i for event in self.of(ConversationsChanged) for i in event.conversation_ids)

    def concerns(self, conversation_ids: Collection[int]) -> bool:
        """Return whether one of these conversations changed, or may have changed."""
        return self.everything or not set(self.conversation_ids).isdisjoint(conversation_ids)

    def followed_by(self, later: EventBatch) -> EventBatch:
        """Return this batch merged with a later batch."""
        return merged((*self.events, *later.events))


def merged(events: Iterable[StoreEvent]) -> EventBatch:
    """Return events as a batch: alike ones are united, and none is without ids."""
    ids: dict[tuple[Any, ...], dict[str, set[int]]] = {}
    for event in events:
        values = {name: getattr(event, name) for name in event.__match_args__}
        named = {name: value for name, value in values.items() if isinstance(value, tuple)}
        key = (type(event), *((name, values[name]) for name in values.keys() - named.keys()))
        union = ids.setdefault(key, {name: set() for name in named})
        for name, value in named.items():
            union[name].update(value)
    if (EverythingChanged,) in ids:
        ids.pop((ConversationsChanged,), None)
    return EventBatch(
        tuple(
            kind(**dict(rest), **{name: tuple(sorted(found)) for name, found in union.items()})
            for (kind, *rest), union in ids.items()
            if not union or any(union.values())
        )
    )
