"""A user, a sender, polls, crashes and other clients, acting on one store and a model of VoIP.ms.

Everything is drawn from one seed, in virtual time. What was done is kept in `story`, so that a
failure can be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from mmstui.domain.messages import OPEN_STATES, State
from mmstui.domain.problems import RequestClash
from mmstui.domain.wire import ServerMessage
from support.listings import IN, LOOKED, MINUTE, NO_SKEW, SECOND, SMS, poll, sms
from support.stores import ANN, BOB, NOON, SHOP, FakeClock, copied_store

#: How the service may hand a text back.
TOLD = {"ok": ["ok", "ok "], "don't": ["don't", "don\\'t"], "hi 🎉": ["hi 🎉", "hi"]}


@dataclass
class Request:
    """One request of ours, with its result and the answer that we got."""

    message_id: int
    contact: str
    text: str
    known: int  #: the highest id any poll had listed when it began
    row: int | None  #: the server took it under this id
    answered: bool = False


@dataclass
class Server:
    """VoIP.ms: rows by id, each listed from some time on."""

    rows: dict[int, ServerMessage] = field(default_factory=dict)
    listed_from: dict[int, datetime] = field(default_factory=dict)

    def take(self, row: ServerMessage, delay: timedelta = NO_SKEW) -> int:
        """Add a message, which is listed after a while."""
        self.rows[row.server_id] = row
        self.listed_from[row.server_id] = row.at + delay
        return row.server_id

    @property
    def next_id(self) -> int:
        """Return the id of its next message."""
        return 100 + len(self.rows)

    def listed(self, at: datetime) -> list[ServerMessage]:
        """Return the rows that it lists at a time."""
        return [row for row in self.rows.values() if self.listed_from[row.server_id] <= at]


class World:
    """One account and whoever acts on it. Close it."""

    def __init__(self, seed: int, home: Path) -> None:
        self._random = Random(seed)
        self.clock = FakeClock()
        self.store = copied_store(home, clock=self.clock)
        self.server = Server()
        self.words: Counter[int] = Counter()  #: how often each message may still go
        self.requests: dict[int, Request] = {}
        self.under_way: list[int] = []
        self.portal: Counter[tuple[str, str]] = Counter()
        self.story: list[str] = []
        self._owner = 0
        self._known = 0
        self._acts: list[tuple[int, Callable[[], None]]] = [
            (3, self.write),
            (8, self.send),
            (4, self.hear),
            (1, self.crash),
            (5, self.press),
            (2, self.the_portal_sends),
            (1, self.someone_writes),
            (8, self.look),
        ]

    def live(self, steps: int) -> None:
        """Run random steps, and check the invariants after each."""
        acts = [act for _, act in self._acts]
        for act in self._random.choices(acts, [weight for weight, _ in self._acts], k=steps):
            act()
            self.check()
        self.quiet()

    # The user.

    def write(self) -> None:
        contact, text = self._contact(), self._text()
        key = self._random.choice([None, None, None, "k"])
        (before,) = self._one("SELECT count(*) FROM message")
        with suppress(RequestClash):
            (message_id,) = self.store.outbox.queue(
                did=SHOP, contacts=[contact], text=text, kind=SMS, request_id=key
            )
            (after,) = self._one("SELECT count(*) FROM message")
            self.words[message_id] += after - before
            self.story.append(f"write {message_id} {text!r} to {contact} key {key}")

    def press(self) -> None:
        if not self.words:
            return
        message_id = self._random.choice(sorted(self.words))
        key = self._random.choice(["again", "again", "again", "drop", "undo", "hold"])
        outbox = self.store.outbox
        if key == "again":
            before = self._state(message_id)
            did = outbox.send_again(message_id)
            assert not did or before in {"failed", "held", "unconfirmed"}
            self.words[message_id] = max(self.words[message_id], int(did))
        else:
            press = {"drop": outbox.drop, "undo": outbox.undo_drop, "hold": outbox.hold}[key]
            did = press(message_id)
        self.story.append(f"press {key} on {message_id}: {did}")

    # The sender.

    def send(self) -> None:
        item = self.store.outbox.next_to_send(self.clock.at)
        if item is None:
            self.write()
            item = self.store.outbox.next_to_send(self.clock.at)
        if item is None:
            return
        attempt = self.store.outbox.begin_attempt(
            item.message_id, str(self._owner), self.clock.at, LOOKED
        )
        assert attempt is not None
        self.words[item.message_id] -= 1
        assert self.words[item.message_id] >= 0, "nobody said that it should go (again)"
        row = None
        if self._random.random() < 0.6:
            told = self._random.choice(TOLD[item.text])
            late = timedelta(seconds=self._random.choice([0, 0, 5, 90, 900]))
            row = self.server.take(
                sms(self.server.next_id, told, contact=item.contact, at=self.clock.at), late
            )
        self.requests[attempt] = Request(item.message_id, item.contact, item.text, self._known, row)
        end = self._random.choice(["answer", "later", "later", "lost", "lost", "crash"])
        self.story.append(f"attempt {attempt} of {item.message_id}, row {row}: {end}")
        if end == "answer":
            self._answer(attempt)
        elif end == "lost":
            self.store.outbox.attempt_unknown(attempt, "time", "Late.", self.clock.at)
        else:
            self.under_way.append(attempt)
            if end == "crash":
                self.crash()

    def hear(self) -> None:
        """Deliver a late answer, perhaps to a process that has lost the lock."""
        if self.under_way:
            attempt = self._random.choice(self.under_way)
            self.under_way.remove(attempt)
            self._answer(attempt)

    def crash(self) -> None:
        """Another process takes the lock."""
        self._owner += 1
        count = self.store.outbox.take_over(str(self._owner), self.clock.at)
        self.story.append(f"take over {count}")

    def _answer(self, attempt: int) -> None:
        request, outbox = self.requests[attempt], self.store.outbox
        request.answered = True
        if request.row is not None:
            outbox.attempt_sent(attempt, request.row, self.clock.at)
            self.story.append(f"answer {attempt}: {request.row}")
            return
        before = self._state(request.message_id)
        end = self._random.choice(["refused", "held", "requeued"])
        if end == "refused":
            outbox.attempt_refused(attempt, "sms_failed", "No.")
        elif end == "held":
            outbox.attempt_held(attempt, "limit_reached", "No.")
        else:
            outbox.attempt_requeued(attempt, self.clock.at + SECOND, network=True)
            if before != "queued":
                self.words[request.message_id] += self._state(request.message_id) == "queued"
        self.story.append(f"answer {attempt}: {end}")

    # Others.

    def someone_writes(self) -> None:
        self.server.take(
            sms(self.server.next_id, "Hm?", contact=self._contact(), at=self.clock.at, direction=IN)
        )

    def the_portal_sends(self) -> None:
        """Let the user send the same text in the portal."""
        contact, text = self._contact(), self._text()
        row = self.server.take(sms(self.server.next_id, text, contact=contact, at=self.clock.at))
        self.portal[contact, text] += 1
        self.story.append(f"portal sends {text!r} to {contact}: {row}")

    def look(self) -> None:
        self.clock.advance(self._random.choice([1, 10, 60, 200, 400]) * SECOND)
        self._poll(complete=self._random.random() < 0.9)

    def _poll(self, *, complete: bool = True) -> None:
        listed = self.server.listed(self.clock.at)
        self._known = max([self._known, *(row.server_id for row in listed)])
        poll(
            self.store,
            *listed,
            at=self.clock.at,
            complete=complete,
            first_day=NOON - timedelta(days=1),
        )
        self.story.append(f"poll at {self.clock.at:%H:%M:%S}: up to {self._known}")

    # What must hold.

    def check(self) -> None:
        """Check the invariants that always hold."""
        sending = self._all("SELECT conversation_id FROM message WHERE state = 'sending'")
        assert len(sending) == len(set(sending)), "one request of a conversation at a time"
        tried = {request.message_id for request in self.requests.values()}
        for message_id, state in self._all(
            "SELECT id, state FROM message WHERE origin <> 'server' AND state <> 'queued'"
        ):
            assert message_id in tried or state == "held", "what was not tried waits"
        for attempt, server_id, state, of_message in self._all(
            "SELECT a.id, a.server_id, a.state, m.state "
            "FROM attempt AS a JOIN message AS m ON m.id = a.message_id"
        ):
            request = self.requests[attempt]
            assert (server_id is not None) == (state == "sent")
            if server_id is not None:
                assert of_message == "sent", "what is at the server is not queued, held or failed"
                assert self.server.rows[server_id].contact == request.contact
            if request.answered:
                assert server_id == request.row, "an answer stands"
            elif server_id is not None:
                assert server_id > request.known, "a row that was there before is not ours"

    def quiet(self) -> None:
        """Deliver all answers, and poll often enough."""
        self.crash()
        for minutes in (16, 2, 2, 2):
            self.clock.advance(minutes * MINUTE)
            self._poll()
        self.check()
        states = {state for (state,) in self._all("SELECT state FROM message")}
        assert not states & {State.SENDING, State.UNKNOWN}
        reached = Counter((r.contact, r.text) for r in self.requests.values() if r.row is not None)
        found: Counter[tuple[str, str]] = Counter(
            self._all(
                "SELECT c.contact, m.text FROM attempt AS a "
                "JOIN message AS m ON m.id = a.message_id "
                "JOIN conversation AS c ON c.id = m.conversation_id WHERE a.server_id IS NOT NULL"
            )
        )
        assert found >= reached, "what got there counts as sent"
        assert found <= reached + self.portal, "and nothing else, but for what looks like it"
        self._every_row_is_there_once()
        self._the_list_is_true()

    def _every_row_is_there_once(self) -> None:
        there = self._all(
            "SELECT server_id FROM attempt WHERE server_id IS NOT NULL "
            "UNION ALL SELECT server_id FROM message WHERE origin = 'server'"
        )
        assert sorted(server_id for (server_id,) in there) == sorted(self.server.rows)

    def _the_list_is_true(self) -> None:
        for conversation_id in self.store.inbox.conversation_ids(everything=True):
            row = self.store.inbox.conversations([conversation_id])[conversation_id]
            thread = self.store.inbox.thread(conversation_id)
            assert (row.total, row.unread) == (len(thread), sum(m.unread for m in thread))
            states = [m.state for m in thread if m.state in OPEN_STATES]
            assert row.state == min(states, key=OPEN_STATES.index, default=None)

    def _contact(self) -> str:
        return self._random.choice([ANN, ANN, ANN, BOB])

    def _text(self) -> str:
        return self._random.choice(["ok", "ok", *TOLD])

    def _state(self, message_id: int) -> str:
        (state,) = self._one(f"SELECT state FROM message WHERE id = {message_id}")
        return str(state)

    def _one(self, sql: str) -> tuple[Any]:
        ((value,),) = self._all(sql)
        return (value,)

    def _all(self, sql: str) -> list[Any]:
        return self.store.database.read(sql)
