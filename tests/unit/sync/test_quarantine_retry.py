"""What an earlier mmstui set aside and this one understands comes among the messages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mmstui.domain.messages import Kind, Message
from mmstui.domain.phone.numbers import UNKNOWN_SENDER
from mmstui.domain.times import eastern
from mmstui.domain.wire import BadRow
from mmstui.store import Store
from mmstui.sync.quarantine_retry import STEP
from support.deleted import delete_messages
from support.fake_service import SHOP
from support.listings import page
from support.stores import NOON
from support.world import World

HOUR = timedelta(hours=1)


def row(server_id: int, text: str, *, ago: timedelta = HOUR, **others: Any) -> dict[str, Any]:
    """As VoIP.ms wrote it."""
    fields = {
        "id": str(server_id),
        "date": eastern.render(NOON - ago),
        "type": "1",
        "did": SHOP,
        "contact": "",
        "message": text,
    }
    return fields | others


def set_aside(store: Store, *rows: object, kind: str = "sms") -> None:
    """As an earlier version did."""
    raws = [one if isinstance(one, str) else json.dumps(one) for one in rows]
    bad = tuple(BadRow(kind, raw, "contact: missing") for raw in raws)
    page_ = replace(page([]), bad=bad, count=len(bad))
    store.intake.ingest([page_], source="backfill", now=NOON)


def of_nobody(store: Store) -> list[Message]:
    conversation = store.inbox.conversation(SHOP, UNKNOWN_SENDER)
    return [] if conversation is None else store.inbox.thread(conversation.id, limit=1000)


async def test_a_message_without_a_sender_is_shown_after_all(world: World) -> None:
    store = world.store
    set_aside(store, row(7, "Your code is 731604"), row(6, "long ago", ago=timedelta(days=40)))
    picture = "https://example.com/a.png"
    set_aside(store, row(3, "", col_media1=picture), kind="mms")
    async with world.running(world.engine()):
        await world.time.advance(1)
    found = of_nobody(store)
    assert [(m.server_id, m.text, m.kind, m.unread) for m in found] == [
        (6, "long ago", Kind.SMS, False),  # history when it came
        (3, "", Kind.MMS, True),
        (7, "Your code is 731604", Kind.SMS, True),
    ]
    assert [file.url for message in found for file in message.media] == [picture]
    assert store.quarantine.count() == 0


async def test_a_sync_does_it_too(world: World) -> None:
    set_aside(world.store, row(7, "Your code is 731604"))
    await world.done(world.engine().once())
    assert [m.text for m in of_nobody(world.store)] == ["Your code is 731604"]
    assert world.store.quarantine.count() == 0


async def test_what_is_still_not_understood_stays(world: World) -> None:
    store = world.store
    rows = [
        row(1, "no date", date="soon"),
        row(2, "ours, to nobody", type="0"),
        row(3, "x", did=""),
        row(4, "no text", message=["?"]),
        "[1, 2",
        '"a word"',
        "null",
        "[" * 20_000,
        {"kind": "sms", "id": 5, "direction": "in", "did": SHOP, "contact": "", "text": "ours"},
    ]
    set_aside(store, *rows)
    set_aside(store, row(9, "of a kind that is none"), kind="fax")
    async with world.running(world.engine()):
        await world.time.advance(1)
    assert of_nobody(store) == []
    assert store.quarantine.count() == len(rows) + 1
    assert world.signal("trouble") is None


async def test_killed_between_it_takes_nothing_twice(world: World) -> None:
    """More than one step; what the poll has kept meanwhile, or the last time, is here once."""
    store = world.store
    rows = [row(number, f"text {number}") for number in range(1, STEP + 3)]
    set_aside(store, *rows)
    for _ in range(2):
        await world.done(world.engine().once())
        assert len(of_nobody(store)) == len(rows)
        assert store.quarantine.count() == 0
        set_aside(store, *rows[:3])


async def test_what_was_deleted_stays_deleted(world: World) -> None:
    store = world.store
    set_aside(store, row(1, "first"))
    await world.done(world.engine().once())
    (message,) = of_nobody(store)
    delete_messages(store, [message.id])
    set_aside(store, row(1, "first"))
    await world.done(world.engine().once())
    assert (of_nobody(store), store.quarantine.count()) == ([], 0)
