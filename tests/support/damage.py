"""Ways in which a disk can damage a store, and a store to repair."""

from __future__ import annotations

import os
import random
from datetime import date, timedelta
from pathlib import Path

from mmstui.domain.messages import Draft, Kind
from mmstui.store import Store
from support.deleted import delete_messages
from support.stores import ACCOUNT, ANN, BOB, NOON, SHOP, FakeClock, make_store, put

PAGE = 4096
HISTORY = 600


def database_of(home: Path) -> Path:
    return ACCOUNT.folder(home) / "messages.sqlite3"


def precious_store(home: Path, history: int = HISTORY) -> Store:
    """A store with history, drafts, a queued, a held and an unknown message, and a deletion."""
    clock = FakeClock()
    store = make_store(home, clock=clock)
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "INSERT INTO mark (kind, completed_at, server_at) VALUES ('sms', ?1, ?1)",
            (int(clock() * 1000),),
        )
    store.intake.finish_window(Kind.SMS, date(2026, 1, 1), date(2026, 3, 1), history, clock.at)
    put(store, "unwanted", server_id=history + 1)
    for number in range(history):
        put(
            store, f"History {number} " + "x" * 200, contact=(ANN, BOB)[number % 2],
            at=NOON - timedelta(hours=number), server_id=number + 1,
        )  # fmt: skip
    (unwanted,) = store.database.read("SELECT id FROM message WHERE text = 'unwanted'")
    delete_messages(store, list(unwanted))
    for text in ("on its way", "refused", "waiting"):
        store.outbox.queue(did=SHOP, contacts=[ANN], text=text, kind=Kind.SMS)
        item = store.outbox.next_to_send(clock.at)
        assert item is not None
        if text != "waiting":
            attempt = store.outbox.begin_attempt(item.message_id, "me", clock.at)
            assert attempt is not None
            if text == "refused":
                store.outbox.attempt_held(attempt, "limit_reached", "Enough for today.")
            else:
                store.outbox.attempt_unknown(attempt, "no_answer_in_time", "None.", clock.at)
    store.drafts.save(SHOP, ANN, Draft("draft to Ann"))
    store.drafts.save("", "", Draft("draft to nobody"))
    return store


def overwrite(path: Path, start: int, count: int) -> None:
    """Overwrite a part of the file with random bytes."""
    with path.open("r+b") as stream:
        stream.seek(start)
        stream.write(random.Random(start).randbytes(count))


def overwrite_page_with(path: Path, text: bytes) -> None:
    """Overwrite the page that contains a text."""
    place = path.read_bytes().find(text)
    assert place >= PAGE, "not there, or on the first page"
    overwrite(path, place // PAGE * PAGE, PAGE)


def truncate(path: Path, share: float) -> None:
    """Cut the file to a share of its pages."""
    os.truncate(path, int(path.stat().st_size // PAGE * share) * PAGE)
