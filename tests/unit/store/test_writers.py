"""Each outgoing message says which Unix user wrote it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from mmstui.domain.messages import Kind
from mmstui.store import Store
from support.stores import ACCOUNT, ANN, NOON, SHOP, FakeClock, copied_store, put

ANA, BEN = 2001, 2002  #: Unix users


def as_person(home: Path, person: int | None = None) -> Store:
    return Store.open(home, ACCOUNT, clock=FakeClock(), person=person)


def queue(store: Store, text: str) -> int:
    (message_id,) = store.outbox.queue(did=SHOP, contacts=[ANN], text=text, kind=Kind.SMS)
    return message_id


def test_the_writer_is_the_user_as_whom_the_process_runs(tmp_path: Path) -> None:
    copied_store(tmp_path).close()
    with closing(as_person(tmp_path)) as store:
        put(store, "Hello")
        queue(store, "Hi")
        came, went = store.inbox.thread(1)
        assert (came.written_by, went.written_by) == (None, os.geteuid())


def test_the_writer_stays_whoever_sends_or_repeats_the_message(tmp_path: Path) -> None:
    copied_store(tmp_path).close()
    with closing(as_person(tmp_path, ANA)) as ana, closing(as_person(tmp_path, BEN)) as ben:
        message_id = queue(ana, "Hi")
        attempt = ben.outbox.begin_attempt(message_id, "service", NOON)
        assert attempt is not None
        ben.outbox.attempt_refused(attempt, "no_sms", "refused")
        assert ben.outbox.send_again(message_id)
        attempt = ben.outbox.begin_attempt(message_id, "service", NOON)
        assert attempt is not None
        ben.outbox.attempt_sent(attempt, 77, NOON)
        (message,) = ana.inbox.messages([message_id])
        assert (message.server_id, message.written_by) == (77, ANA)
