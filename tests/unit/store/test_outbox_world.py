"""Everything that can happen to the outbox, in any order, against a server that tells the truth.

A user, a sender, polls, crashes and other clients act on one store and one model of VoIP.ms, in
virtual time. Whatever the order: nothing goes without the user's word for it, no two requests of a
conversation are under way at once, and when all is quiet the store says what the server has.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mmstui.domain.messages import State
from mmstui.domain.problems import RequestClash
from mmstui.domain.wire import ServerMessage
from support.listings import IN, MINUTE, NO_SKEW, SECOND, SMS, poll, sms
from support.stores import ANN, BOB, NOON, SHOP, FakeClock, make_store

CONTACTS = st.sampled_from([ANN, BOB])
TEXTS = st.sampled_from(["ok", "don't", "hi 🎉"])
#: How the service may hand a text back.
TOLD = {"ok": ["ok", "ok "], "don't": ["don't", "don\\'t"], "hi 🎉": ["hi 🎉", "hi"]}


@dataclass
class Request:
    """One request of ours: what the server knows of it, and what we were told."""

    message_id: int
    contact: str
    text: str
    row: int | None = None  #: the server took it under this id
    answered: bool = False


@dataclass
class Server:
    """VoIP.ms: rows by id, each listed from some moment on."""

    rows: dict[int, ServerMessage] = field(default_factory=dict)
    listed_from: dict[int, datetime] = field(default_factory=dict)

    def take(self, contact: str, text: str, at: datetime, delay: timedelta) -> int:
        """A text is accepted; its id."""
        server_id = 100 + len(self.rows)
        self.rows[server_id] = sms(server_id, text, contact=contact, at=at)
        self.listed_from[server_id] = at + delay
        return server_id

    def listed(self, at: datetime) -> list[ServerMessage]:
        """What it lists at a moment."""
        return [row for row in self.rows.values() if self.listed_from[row.server_id] <= at]


class World(RuleBasedStateMachine):
    """One account, one store, and whoever acts on them."""

    def __init__(self) -> None:
        super().__init__()
        # Waiting for a disk is most of the time otherwise, and disks are not what is tried here.
        memory = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.clock = FakeClock()
        self.store = make_store(Path(self.folder.name), clock=self.clock)
        self.server = Server()
        self.words: Counter[int] = Counter()  #: how often each message may still go
        self.requests: dict[int, Request] = {}
        self.under_way: list[int] = []
        self.owner = 0

    def teardown(self) -> None:
        self.all_is_quiet()
        self.store.close()
        self.folder.cleanup()

    # The user.

    @rule(contact=CONTACTS, text=TEXTS, key=st.sampled_from([None, None, "k"]))
    def write(self, contact: str, text: str, key: str | None) -> None:
        before = self._count()
        with suppress(RequestClash):
            (message_id,) = self.store.outbox.queue(
                did=SHOP, contacts=[contact], text=text, kind=SMS, request_id=key
            )
            if self._count() > before:
                self.words[message_id] += 1

    @precondition(lambda self: self.words)
    @rule(data=st.data(), key=st.sampled_from(["again", "drop", "undo", "hold"]))
    def press(self, data: st.DataObject, key: str) -> None:
        message_id = data.draw(st.sampled_from(sorted(self.words)))
        outbox = self.store.outbox
        match key:
            case "again":
                waits = self._state(message_id)
                if outbox.send_again(message_id):
                    assert waits in {"failed", "held", "unconfirmed"}
                    # A message that never left keeps the one word it had.
                    self.words[message_id] = max(self.words[message_id], 1)
            case "drop":
                outbox.drop(message_id)
            case "undo":
                outbox.undo_drop(message_id)
            case _:
                outbox.hold(message_id)

    # The sender.

    @rule(
        data=st.data(),
        reaches=st.booleans(),
        end=st.sampled_from(["answer", "answer later", "lost", "crash"]),
        delay=st.integers(0, 90),
    )
    def send(self, data: st.DataObject, reaches: bool, end: str, delay: int) -> None:
        item = self.store.outbox.next_to_send(self.clock.at)
        if item is None:
            return
        attempt = self.store.outbox.begin_attempt(
            item.message_id, str(self.owner), self.clock.at, NO_SKEW
        )
        if attempt is None:
            return
        self.words[item.message_id] -= 1
        assert self.words[item.message_id] >= 0, "nobody said that it should go (again)"
        request = Request(item.message_id, item.contact, item.text)
        self.requests[attempt] = request
        if reaches:
            told = data.draw(st.sampled_from(TOLD[item.text]))
            late = timedelta(seconds=delay)
            request.row = self.server.take(item.contact, told, self.clock.at, late)
        match end:
            case "answer":
                self._answer(attempt, data)
            case "answer later":
                self.under_way.append(attempt)
            case "lost":
                self.store.outbox.attempt_unknown(attempt, "time", "Late.", self.clock.at)
            case _:
                self._crash()

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        attempt = data.draw(st.sampled_from(self.under_way))
        self.under_way.remove(attempt)
        self._answer(attempt, data)

    @rule()
    def crash(self) -> None:
        self._crash()

    def _crash(self) -> None:
        """Another process takes the lock; the old one may still hear answers, late."""
        self.owner += 1
        self.store.outbox.take_over(str(self.owner), self.clock.at)

    def _answer(self, attempt: int, data: st.DataObject) -> None:
        request, outbox = self.requests[attempt], self.store.outbox
        request.answered = True
        if request.row is not None:
            outbox.attempt_sent(attempt, request.row, self.clock.at)
            return
        end = data.draw(st.sampled_from(["refused", "held", "requeued"]))
        before = self._state(request.message_id)
        if end == "refused":
            outbox.attempt_refused(attempt, "sms_failed", "No.")
        elif end == "held":
            outbox.attempt_held(attempt, "limit_reached", "No.")
        else:
            outbox.attempt_requeued(attempt, self.clock.at + SECOND, network=True)
        if before in {"sending", "unknown", "unconfirmed", "sent"}:
            self.words[request.message_id] += self._state(request.message_id) == "queued"

    # Others.

    @rule(contact=CONTACTS)
    def someone_writes(self, contact: str) -> None:
        server_id = self.server.take(contact, "What's up?", self.clock.at, NO_SKEW)
        row = self.server.rows[server_id]
        self.server.rows[server_id] = sms(
            server_id, row.text, contact=contact, at=row.at, direction=IN
        )

    @rule(seconds=st.integers(1, 400))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @rule(complete=st.booleans())
    def look(self, complete: bool) -> None:
        self._poll(complete=complete)

    def _poll(self, *, complete: bool = True) -> None:
        poll(
            self.store,
            *self.server.listed(self.clock.at),
            at=self.clock.at,
            complete=complete,
            first_day=NOON - timedelta(days=1),
        )

    # What must hold.

    @invariant()
    def no_conversation_has_two_requests_under_way(self) -> None:
        sending = self.store.database.read(
            "SELECT conversation_id FROM message WHERE state = 'sending'"
        )
        assert len(sending) == len(set(sending))

    @invariant()
    def an_answer_stands(self) -> None:
        """What was answered with an id is sent, and that row is its own."""
        stands = {
            attempt: ends
            for attempt, *ends in self.store.database.read(
                "SELECT a.id, a.server_id, a.state, m.state "
                "FROM attempt AS a JOIN message AS m ON m.id = a.message_id"
            )
        }
        for attempt, request in self.requests.items():
            if request.answered and request.row is not None:
                assert stands[attempt] == [request.row, "sent", "sent"]

    @invariant()
    def what_was_never_tried_waits(self) -> None:
        tried = {request.message_id for request in self.requests.values()}
        untried = self.store.database.read(
            "SELECT id, state FROM message WHERE origin <> 'server' AND state NOT IN "
            "('queued', 'held')"
        )
        assert all(message_id in tried for message_id, _ in untried)

    def all_is_quiet(self) -> None:
        """Answers that will come have come, and VoIP.ms has been asked often enough."""
        self._crash()
        for minutes in (2, 2, 2, 2):
            self.clock.advance(minutes * MINUTE)
            self._poll()
        states = Counter(s for (s,) in self.store.database.read("SELECT state FROM message"))
        assert not states.keys() & {State.SENDING, State.UNKNOWN}
        reached = Counter((r.contact, r.text) for r in self.requests.values() if r.row is not None)
        assert self._found() == reached, "an attempt counts as sent exactly if it got there"
        self._every_row_is_there_once()

    def _found(self) -> Counter[tuple[str, str]]:
        found = self.store.database.read(
            "SELECT c.contact, m.text FROM attempt AS a JOIN message AS m ON m.id = a.message_id "
            "JOIN conversation AS c ON c.id = m.conversation_id WHERE a.server_id IS NOT NULL"
        )
        return Counter((contact, text) for contact, text in found)

    def _every_row_is_there_once(self) -> None:
        owned = self.store.database.read(
            "SELECT server_id FROM attempt WHERE server_id IS NOT NULL"
        )
        alone = self.store.database.read("SELECT server_id FROM message WHERE origin = 'server'")
        there = sorted(server_id for (server_id,) in (*owned, *alone))
        assert there == sorted(self.server.rows)

    def _state(self, message_id: int) -> str:
        ((state,),) = self.store.database.read(
            "SELECT state FROM message WHERE id = ?", (message_id,)
        )
        return str(state)

    def _count(self) -> int:
        ((count,),) = self.store.database.read("SELECT count(*) FROM message")
        return int(count)


TestWorld = World.TestCase
TestWorld.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
