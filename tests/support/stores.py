"""Stores for tests: a clock that is moved by hand, and messages put straight into the tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mmstui.domain.messages import Direction, Kind, MediaState, Message, State
from mmstui.domain.searching.search_query import parse
from mmstui.store import AccountKey, Store
from mmstui.store.reading import conversation_rows
from mmstui.store.searching import search_index
from mmstui.store.sqlite.codec import tie, to_ms
from support import copies

ACCOUNT = AccountKey.of("https://voip.ms/api/v1/rest.php", "shop@example.com")

SHOP = "5145550100"  #: a DID
ANN = "5145550111"
BOB = "5145550122"

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  #: noon in New York


class FakeClock:
    """Seconds since the epoch, moved by hand; `at` is the same as an aware datetime."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at.timestamp()

    def advance(self, by: timedelta) -> datetime:
        """Let time pass, and return the new time."""
        self.at += by
        return self.at


def make_store(
    home: Path,
    *,
    account: AccountKey = ACCOUNT,
    clock: Callable[[], float] | None = None,
    read_only: bool = False,
) -> Store:
    """A store below `home`, at noon unless told otherwise. Close it."""
    return Store.open(home, account, clock=clock or FakeClock(), read_only=read_only)


def copied_store(
    home: Path, *, account: AccountKey = ACCOUNT, clock: Callable[[], float] | None = None
) -> Store:
    """As `make_store`, much faster: a new store is a copy of one that was made before."""
    copies.put_copy(copies.empty, account, home)
    return make_store(home, account=account, clock=clock)


def put(
    store: Store,
    text: str = "Hello",
    *,
    did: str = SHOP,
    contact: str = ANN,
    at: datetime = NOON,
    kind: Kind = Kind.SMS,
    direction: Direction = Direction.IN,
    state: State | None = None,
    server_id: int | None = None,
    unread: bool = False,
    media: Sequence[str] = (),
    **columns: Any,
) -> int:
    """Put one message into a conversation, made if missing; its id.

    `media` are MIME types of files that are still to come. `columns` are set as they are.
    """
    if state is None:
        state = State.RECEIVED if direction is Direction.IN else State.SENT
    with store.database.writing() as transaction:
        connection = transaction.connection
        conversation = conversation_rows.ensure(connection, [(did, contact)], transaction.rev)[
            did, contact
        ]
        values = {
            "conversation_id": conversation,
            "kind": kind,
            "server_id": server_id,
            "direction": direction,
            "state": state,
            "text": text,
            "at": to_ms(at),
            "tie": 0,
            "unread": unread,
            **columns,
        }
        (message_id,) = connection.execute(
            f"INSERT INTO message ({', '.join(values)}) "
            f"VALUES ({', '.join('?' * len(values))}) RETURNING id",
            list(values.values()),
        ).fetchone()
        connection.execute(
            "UPDATE message SET tie = ? WHERE id = ?", (tie(server_id, message_id), message_id)
        )
        search_index.index(connection, [message_id])
        connection.executemany(
            "INSERT INTO media (message_id, position, name_shown, type, url, state, due_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    message_id,
                    position,
                    f"file{position}",
                    mime,
                    f"https://voip.ms/media/{message_id}/{position}",
                    MediaState.PENDING,
                    to_ms(at),
                )
                for position, mime in enumerate(media)
            ],
        )
        transaction.touch([conversation])
    return int(message_id)


def put_thread(
    store: Store, count: int, *, did: str = SHOP, contact: str = ANN, first: datetime = NOON
) -> int:
    """Put a long thread of texts from both sides, a minute apart; the conversation's id."""
    with store.database.writing() as transaction:
        connection = transaction.connection
        conversation = conversation_rows.ensure(connection, [(did, contact)], transaction.rev)[
            did, contact
        ]
        (before,) = connection.execute("SELECT coalesce(max(server_id), 0) FROM message").fetchone()
        connection.executemany(
            "INSERT INTO message (conversation_id, kind, server_id, direction, state, text, at, "
            "tie) VALUES (?, 'sms', ?, ?, ?, ?, ?, ?)",
            (
                (
                    conversation,
                    before + number,
                    *(("in", "received"), ("out", "sent"))[number % 2],
                    f"Message {number}",
                    to_ms(first + timedelta(minutes=number)),
                    before + number,
                )
                for number in range(1, count + 1)
            ),
        )
        transaction.touch([conversation])
    return conversation


def find(store: Store, typed: str, **options: Any) -> list[Message]:
    """Return the messages that a query finds, the newest first."""
    return store.searching.newest(parse(typed), **options)
