"""The people of a world: the user, in an inbox or at a prompt, and others at VoIP.ms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from faults.simulation.deleting import DeletingUser
from faults.simulation.ledger import Ledger
from faults.simulation.process import Killed, Process, at
from faults.simulation.server import CONTACTS, DIDS
from mmstui.domain.messages import Attachment, Draft, Kind, MediaKind
from mmstui.domain.outgoing import NOW, Then
from mmstui.domain.problems import RequestClash, StoreProblem
from mmstui.store import Store

if TYPE_CHECKING:
    from faults.simulation.world import World

T = TypeVar("T")

TEXTS = ("ok", "ok", "Yes.", "don't", "hi 🎉", "On my way")
HOLD_AFTERS = (None, None, timedelta(minutes=15), timedelta(seconds=20))


class User:
    """Presses keys in a process that is alive."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._keys = 0
        self._dropped: list[int] = []
        self.deleting = DeletingUser(world, self._do)

    def act(self, process: Process) -> None:
        """Do one thing."""
        rng = self._world.rng
        much = 6 if self._world.deletes_much else 1
        later: tuple[tuple[float, Callable[[Process], object]], ...] = ()
        if self._world.leaning.scheduling:
            later = ((6, self.edit_again),)
        actions: Sequence[tuple[float, Callable[[Process], object]]] = (
            (12, self.write),
            (8, self.send_again),
            (4, self.drop),
            (3, self.undo_drop),
            (2, self.hold),
            (2, self.read),
            (2 * much, self.deleting.delete_message),
            (1 * much, self.deleting.delete_conversation),
            (1 * much, self.deleting.take_back),
            (0.3 * much, self.deleting.stop),
            (3, self.draft),
            (3, self.check_now),
            (2, self.look),
            *later,
        )
        (action,) = rng.choices(
            [action for _, action in actions], [weight for weight, _ in actions]
        )
        action(process)
        if process.alive and rng.random() < 0.8:
            process.engine.wake()

    def write(self, process: Process) -> list[int]:
        """Send a message to one or both contacts."""
        rng = self._world.rng
        contacts = list(CONTACTS) if rng.random() < 0.1 else [rng.choice(CONTACTS)]
        did, text = rng.choice(DIDS), rng.choice(TEXTS)
        kind, files = Kind.SMS, tuple[Attachment, ...]()
        if rng.random() < 0.3:
            kind = Kind.MMS
            files = tuple(
                self._file(process.store, name)
                for name in rng.choice([(), ("a.png",), ("a.png",), ("a.png", "b.png")])
            )
            text = rng.choice([text, ""]) if files else text
        origin = rng.choice(["inbox", "command"])
        key = self._key() if origin == "command" else None
        draft = (did, contacts[0]) if rng.random() < 0.5 else None
        then = NOW
        if self._world.leaning.scheduling and rng.random() < 0.5:
            then = Then(at=at(int(self._world.wall() + rng.uniform(-5, 240))))

        def queue() -> list[int]:
            return process.store.outbox.queue(
                did=did, contacts=contacts, text=text, attachments=files, kind=kind,
                origin=origin, hold_after=rng.choice(HOLD_AFTERS), request_id=key,
                clear_draft=draft, then=then,
            )  # fmt: skip

        self._world.step(f"user writes {text!r} to {contacts} in {process.name}")
        before = self._texts()
        again = key is not None and bool(
            self._world.laws.read("SELECT 1 FROM message WHERE request_id = ?", key)
        )
        with suppress(RequestClash):
            ids = self._do(process, queue) or []
            for message_id in ids:
                self._ledger.wrote(message_id, text)
                if then.at is not None and not again and self._state(message_id) == "scheduled":
                    self._ledger.scheduled[message_id] = then.at
                    self._ledger.ever_scheduled += 1
                    self._ledger.written[message_id].touched = True
            # Of a key that was used before there is no new message to tell that it was committed.
            if draft is not None and (
                ids or self._texts() != before or (again and not self._has_draft(*draft))
            ):
                self._ledger.drafts.pop(draft, None)
            return ids
        return []

    def send_again(self, process: Process) -> None:
        early = self._world.leaning.scheduling and self._world.rng.random() < 0.2
        states = ("scheduled",) if early else ()
        message_id, state = self._pick("failed", "held", "unconfirmed", *states)
        if message_id is None:
            return
        self._world.step(f"user sends {message_id} again")
        # It counts before anybody can act on it.
        written = self._ledger.written[message_id]
        granted = (written.grants, written.touched)
        written.grants += state == "unconfirmed"
        written.touched = True
        scheduled = self._ledger.scheduled.pop(message_id, None)
        self._do(process, lambda: process.store.outbox.send_again(message_id))
        if scheduled is not None and self._state(message_id) == "scheduled":
            self._ledger.scheduled[message_id] = scheduled
        if self._state(message_id) == state:
            written.grants, written.touched = granted
        else:
            self._world.again += state == "unconfirmed"

    def edit_again(self, process: Process) -> None:
        """Take a message back into its conversation's draft, as `x` does; often it is too late."""
        states = ("queued", "held", "failed", "scheduled", "sending", "unknown", "unconfirmed")
        message_id, _ = self._pick(*states)
        if message_id is None:
            return
        ((did, contact, text),) = self._world.laws.read(
            "SELECT c.did, c.contact, m.text FROM message AS m "
            "JOIN conversation AS c ON c.id = m.conversation_id WHERE m.id = ?",
            message_id,
        )
        self._world.step(f"user takes {message_id} back into the box")
        written = self._ledger.written[message_id]
        self._do(process, lambda: process.store.outbox.take_back(message_id, Draft(text)))
        if not self._world.laws.read("SELECT 1 FROM message WHERE id = ?", message_id):
            # It is the user's to send again: what was not there before must not come there now.
            written.deleted = True
            written.grants -= 1
            self._ledger.scheduled.pop(message_id, None)
            self._ledger.ever_edited += 1
            self._ledger.drafts.pop((did, contact), None)
            if text:
                self._ledger.drafts[did, contact] = text

    def drop(self, process: Process) -> None:
        message_id, _ = self._pick("queued", "held", "failed", "unknown", "unconfirmed")
        if message_id is not None:
            self._world.step(f"user drops {message_id}")
            self._do(process, lambda: process.store.outbox.drop(message_id))
            self._dropped.append(message_id)

    def undo_drop(self, process: Process) -> None:
        # What was deleted is hidden too, and no key brings it back.
        if self._dropped:
            message_id = self._world.rng.choice(self._dropped)
            self._world.step(f"user undoes the drop of {message_id}")
            self._do(process, lambda: process.store.outbox.undo_drop(message_id))

    def hold(self, process: Process) -> None:
        message_id, _ = self._pick("queued")
        if message_id is not None:
            self._world.step(f"user holds {message_id}")
            self._do(process, lambda: process.store.outbox.hold(message_id))

    def read(self, process: Process) -> None:
        found = self._world.laws.read("SELECT id FROM message WHERE unread = 1")
        ids = [row[0] for row in found]
        self._world.step(f"user reads {len(ids)}")
        self._do(process, lambda: process.store.flags.mark_read(ids))

    def draft(self, process: Process) -> None:
        rng = self._world.rng
        key = (rng.choice(DIDS), rng.choice(CONTACTS))
        text = rng.choice(["half a sen", "half a sentence", ""])
        self._world.step(f"user types {text!r}")
        self._do(process, lambda: process.store.drafts.save(*key, Draft(text)))
        found = self._world.laws.read("SELECT text FROM draft WHERE did = ? AND contact = ?", *key)
        if found == ([(text,)] if text else []):
            self._ledger.drafts[key] = text
            if not text:
                del self._ledger.drafts[key]

    def check_now(self, process: Process) -> None:
        """Ask for a poll, as ctrl+r does."""
        self._world.step("user asks for a poll")

        def ask() -> None:
            process.store.outbox.end_network_waits()
            process.store.signals.request("poll_request", "", at(self._world.wall()))

        self._do(process, ask)

    def look(self, process: Process) -> None:
        self._world.step("user moves a key")
        process.engine.set_focus(self._world.rng.random() < 0.5)
        self._do(process, lambda: process.store.outbox.touch(at(self._world.wall())))

    def forget(self, message_ids: set[int]) -> None:
        """Forget deleted messages: their removal is not undone."""
        self._dropped = [each for each in self._dropped if each not in message_ids]

    # How.

    @property
    def _ledger(self) -> Ledger:
        return self._world.ledger

    def _do(self, process: Process, work: Callable[[], T]) -> T | None:
        """Return the result; None if it failed, or if the process died."""
        try:
            return work()
        except Killed:
            process.kill("at a commit")
        except StoreProblem:
            pass
        return None

    def _pick(self, *states: str) -> tuple[int | None, str]:
        marks = ", ".join("?" * len(states))
        found = self._world.laws.read(
            "SELECT id, state FROM message WHERE origin <> 'server' AND dropped = 0 "
            f"AND state IN ({marks})",
            *states,
        )
        if not found:
            return None, ""
        message_id, state = self._world.rng.choice(found)
        return message_id, str(state)

    def _state(self, message_id: int) -> str:
        ((state,),) = self._world.laws.read("SELECT state FROM message WHERE id = ?", message_id)
        return str(state)

    def _texts(self) -> list[tuple[Any, ...]]:
        return self._world.laws.read("SELECT id FROM message WHERE origin <> 'server'")

    def _has_draft(self, did: str, contact: str) -> bool:
        return bool(
            self._world.laws.read("SELECT 1 FROM draft WHERE did = ? AND contact = ?", did, contact)
        )

    def _key(self) -> str:
        """Return the key of a `send --id`, sometimes the one before."""
        if self._world.rng.random() < 0.8:
            self._keys += 1
        return f"k{self._keys}"

    def _file(self, store: Store, name: str) -> Attachment:
        path = store.attachment_folder / name
        return Attachment(str(path), name, "image/png", 3, MediaKind.PHOTO)


class Others:
    """People who write to us, and whoever uses the account besides us."""

    def __init__(self, world: World) -> None:
        self._world = world

    def act(self) -> None:
        """Do one thing."""
        world, rng = self._world, self._world.rng
        did, contact = rng.choice(DIDS), rng.choice(CONTACTS)
        kind = rng.choice([Kind.SMS, Kind.SMS, Kind.MMS])
        files: tuple[str, ...] = ("a.png",) if kind is Kind.MMS and rng.random() < 0.6 else ()
        draw = rng.random()
        if draw < 0.5 and world.leaning.legs:
            world.step(f"{contact} writes to a group")
            world.server.add_legs(rng.choice([2, 3]), did, contact, rng.choice(TEXTS), files)
        elif draw < 0.5:
            world.step(f"{contact} writes")
            world.server.add(kind, did, contact, rng.choice(TEXTS), outgoing=False, files=files)
        elif draw < 0.7:
            world.step("someone writes in the portal")
            world.server.add(kind, did, contact, rng.choice(TEXTS), outgoing=True, files=files)
        elif draw < 0.76:
            self.forestall()
        elif draw < 0.8:
            self.twin()
        else:
            rows = [row for row in world.server.all_rows() if not row.deleted]
            if rows:
                row = rng.choice(rows)
                world.step(f"{row.kind} {row.id} is deleted in the portal")
                world.server.remove(row)

    def forestall(self) -> None:
        """Send, in the portal, the same text that is queued here."""
        world = self._world
        found = world.laws.read(
            "SELECT m.id, m.kind, c.did, c.contact, m.text FROM message AS m "
            "JOIN conversation AS c ON c.id = m.conversation_id "
            "WHERE m.origin <> 'server' AND m.state IN ('queued', 'held', 'failed') "
            "AND NOT EXISTS (SELECT 1 FROM media AS f WHERE f.message_id = m.id)"
        )
        if found:
            message_id, kind, did, contact, text = world.rng.choice(found)
            world.step(f"the portal sends the text of message {message_id} first")
            world.server.add(Kind(kind), did, contact, text, outgoing=True)

    def twin(self) -> None:
        """Send, in the portal, the same text that is being sent here."""
        world = self._world
        found = [
            world.ledger.by_attempt[attempt]
            for (attempt,) in world.laws.read(
                "SELECT id FROM attempt WHERE state IN ('sending', 'unknown', 'unconfirmed')"
            )
            if attempt in world.ledger.by_attempt
        ]
        if found:
            of = world.rng.choice(found)
            world.step(f"the portal sends a twin of message {of.message_id}")
            world.twins += 1
            world.server.add(of.kind, of.did, of.contact, of.text, outgoing=True, files=of.files)
