"""Rows, pages and complete polls of VoIP.ms, for the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from mmstui.domain.messages import Attachment, Direction, Kind, MediaKind, Message
from mmstui.domain.times import eastern
from mmstui.domain.times.clock_skew import Before, Skew
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store import Store
from mmstui.store.receiving.intake import IngestResult, PollCoverage
from support.stores import ANN, NOON, SHOP

IN, OUT = Direction.IN, Direction.OUT
SMS, MMS = Kind.SMS, Kind.MMS
NO_SKEW = timedelta(0)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
#: Before an attempt: the conversation was looked at, and the clocks agree.
LOOKED = Before(Skew(NO_SKEW, SECOND), looked=True)


def sms(
    server_id: int,
    text: str = "Hello",
    *,
    at: datetime = NOON,
    direction: Direction = OUT,
    contact: str = ANN,
    did: str = SHOP,
    carrier: str = "",
) -> ServerMessage:
    """Return a row of getSMS."""
    return ServerMessage(
        Kind.SMS, server_id, eastern.render(at), at, direction, did, contact, text, (), carrier
    )


def mms(server_id: int, text: str = "", *files: str, **rest: Any) -> ServerMessage:
    """A row of getMMS; `files` are names, such as `cat.png`."""
    row = sms(server_id, text, **rest)
    urls = tuple(f"https://voip.ms/media/{server_id}/{name}" for name in files)
    return ServerMessage(
        Kind.MMS, server_id, row.date, row.at, row.direction, row.did, row.contact, text, urls,
        row.carrier_status,
    )  # fmt: skip


def page(rows: Iterable[ServerMessage], *, server_time: datetime | None = None) -> Page:
    """Return an answer with these rows."""
    listed = tuple(sorted(rows, key=lambda row: (row.at, row.server_id)))
    return Page(listed, (), len(listed), server_time, "")


def unchanged() -> Page:
    """Return an answer with the same body as the one before."""
    return Page((), (), 0, None, "", unchanged=True)


def poll(
    store: Store,
    *rows: ServerMessage,
    at: datetime = NOON,
    asked_at: datetime | None = None,
    source: str = "poll",
    complete: bool = True,
    server_time: datetime | None = None,
    first_day: datetime | None = None,
    cut: bool = False,
    pages: Sequence[Page] | None = None,
) -> IngestResult:
    """Look at both kinds: what VoIP.ms lists of yesterday and today is `rows`.

    `at` and `asked_at` are our clock, `server_time` the server's; `pages` are instead of `rows`.
    """
    server_time = at if server_time is None else server_time
    first = first_day or server_time - timedelta(days=1)
    coverage = PollCoverage(eastern.day(first), server_time, cut)
    if pages is None:
        pages = [
            page((row for row in rows if row.kind is kind), server_time=server_time)
            for kind in (MMS, SMS)
        ]
    return store.intake.ingest(
        pages,
        source=source,
        now=at,
        asked_at=asked_at,
        complete={SMS: coverage, MMS: coverage} if complete else None,
    )


def written(store: Store, text: str = "Hello", *, contact: str = ANN, **rest: Any) -> int:
    """Queue a message of ours; return its id."""
    rest.setdefault("kind", SMS)
    (message_id,) = store.outbox.queue(did=SHOP, contacts=[contact], text=text, **rest)
    return message_id


def begun(store: Store, message_id: int, *, at: datetime = NOON, skew: timedelta = NO_SKEW) -> int:
    """Begin an attempt to send it; return the attempt's id."""
    before = Before(Skew(skew, skew + SECOND), looked=True)
    attempt_id = store.outbox.begin_attempt(message_id, "us", at, before)
    assert attempt_id is not None
    return attempt_id


def lost(
    store: Store,
    text: str = "Hello",
    *,
    at: datetime = NOON,
    skew: timedelta = NO_SKEW,
    ended: datetime | None = None,
    **rest: Any,
) -> int:
    """A message of ours whose request got no answer; `ended` when it had begun, unless told."""
    message_id = written(store, text, **rest)
    attempt = begun(store, message_id, at=at, skew=skew)
    store.outbox.attempt_unknown(attempt, "time", "Late.", ended or at)
    return message_id


def given_up(store: Store, text: str = "Hello", **rest: Any) -> int:
    """Return a message of ours that polls did not find."""
    message_id = lost(store, text, **rest)
    for minutes in (1, 2, 6):
        poll(store, at=NOON + minutes * MINUTE)
    assert message(store, message_id).state == "unconfirmed"
    return message_id


def message(store: Store, message_id: int) -> Message:
    """Return a message that must exist."""
    found = store.inbox.message(message_id)
    assert found is not None
    return found


def texts(store: Store, contact: str = ANN) -> list[str]:
    """Return the texts of the thread with a contact."""
    conversation = store.inbox.conversation(SHOP, contact)
    return [m.text for m in store.inbox.thread(conversation.id)] if conversation else []


def attached(store: Store, name: str = "cat.jpg", mime: str = "image/jpeg") -> Attachment:
    """Return an attachment in the store's own folder."""
    path = store.attachment_folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"file")
    return Attachment(str(path), name, mime, 4, MediaKind.PHOTO)
