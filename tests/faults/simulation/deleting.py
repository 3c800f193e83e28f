"""The user deletes, undoes deletions and cancels them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from faults.simulation.ledger import Broken, Key
from faults.simulation.orders import Order
from faults.simulation.process import Process
from mmstui.domain import limits
from mmstui.domain.deletions import Place

if TYPE_CHECKING:
    from faults.simulation.world import World

Do = Callable[[Process, Callable[[], Any]], Any]


class DeletingUser:
    """The keys `d` and `z` for messages that were sent or received."""

    def __init__(self, world: World, do: Do) -> None:
        self._world = world
        self._do = do

    # Deleting.

    def delete_message(self, process: Process) -> None:
        """Delete one message that was sent or received."""
        world = self._world
        found = world.laws.read(
            "SELECT m.id, c.did, c.contact FROM message AS m "
            "JOIN conversation AS c ON c.id = m.conversation_id "
            "WHERE m.dropped = 0 AND m.state IN ('sent', 'received')"
        )
        if not found:
            return
        among = found[-3:] if world.leaning.legs else found
        message_id, did, contact = world.rng.choice(among)
        rows = self._legs_of(process, message_id)
        place = world.rng.choice(list(Place))
        world.step(f"user deletes {rows} from {place}")
        self._ask(
            process, place, rows, (did, contact), None,
            lambda: process.store.deleting.delete_message(rows[0], place, rows=rows),
        )  # fmt: skip

    def _legs_of(self, process: Process, message_id: int) -> list[int]:
        """Return the rows that the user sees as one message."""
        if not self._world.leaning.legs:
            return [message_id]
        shown = process.store.inbox.containing(message_id, signs=False)
        return [message_id] if shown is None else [row.id for row in (shown, *shown.legs)]

    def delete_conversation(self, process: Process) -> None:
        """Delete the messages of a conversation that the dialog counted when it was opened."""
        world = self._world
        found = world.laws.read("SELECT id, did, contact FROM conversation")
        if not found:
            return
        conversation, did, contact = world.rng.choice(found)
        seen = world.laws.read(
            "SELECT id FROM message WHERE conversation_id = ? AND dropped = 0 ORDER BY id",
            conversation,
        )
        if not seen:
            return
        # Others may have come while the user was reading the dialog.
        late = world.rng.choice([0, 0, 1, 2])
        ids = [row[0] for row in seen[: max(1, len(seen) - late)]]
        place = world.rng.choice(list(Place))
        world.step(f"user deletes conversation {conversation} up to {ids[-1]} from {place}")
        self._ask(
            process, place, ids, (did, contact), conversation,
            lambda: process.store.deleting.delete_conversation(conversation, place, ids[-1]),
        )  # fmt: skip

    def _ask(
        self,
        process: Process,
        place: Place,
        ids: list[int],
        ends: tuple[str, str],
        conversation: int | None,
        work: Callable[[], object],
    ) -> None:
        world, laws = self._world, self._world.laws
        states = dict(laws.read(f"SELECT id, state FROM message WHERE id IN ({_listed(ids)})"))
        hidden = {each for each in ids if states[each] != "sending"} if place.here else set()
        if conversation is None and states[ids[0]] == "sending":
            return
        keys = self._there(ids) if place.there else {}
        rows = {key: laws.truth(key) for key in keys}
        places = laws.places(ids) if place.here else {}
        buried = {laws.true_key(key): of for key, of in places.items() if of in hidden}
        buried = {key: of for key, of in buried.items() if key not in world.ledger.buried}
        named = laws.read(
            "SELECT min(at) FROM message WHERE conversation_id = ? AND server_id IS NOT NULL",
            conversation,
        )[0][0]
        before = self._newest()
        with self._alone():
            self._do(process, work)
        deletion = self._newest()
        if deletion == before:
            return
        self._is_as_ordered(deletion, hidden, set(keys))
        wait = limits.TAKE_BACK_FOR.total_seconds()
        order = Order(
            deletion, place, world.elapsed() + wait, world.ahead, ends,
            hidden, keys, rows, places, buried,
            twins={key for key, of in buried.items() if world.orders.is_twin(world.row(*key), of)},
        )  # fmt: skip
        if place.here and conversation is not None:
            past = world.ledger.buried_before
            order.past = (past.get(ends),)
            if named is not None:
                past[ends] = max(named, past.get(ends, 0))
        world.orders.add(order)
        for message_id in hidden & world.ledger.written.keys():
            world.ledger.written[message_id].deleted = True
        world.user.forget(hidden)

    def _there(self, ids: list[int]) -> dict[Key, int]:
        """Return the keys of these messages at VoIP.ms that no order names yet."""
        found = self._world.laws.read(
            f"SELECT kind, server_id, id, gone FROM message WHERE id IN ({_listed(ids)}) "
            "AND server_id IS NOT NULL UNION SELECT kind, server_id, message_id, 0 FROM attempt "
            f"WHERE message_id IN ({_listed(ids)}) AND server_id IS NOT NULL"
        )
        gone = {(kind, number) for kind, number, _, is_gone in found if is_gone}
        leaving = set(self._world.laws.read(
            "SELECT kind, server_id FROM server_deletion "
            "WHERE state NOT IN ('done', 'gone', 'failed')"
        ))  # fmt: skip
        return {
            (kind, number): message_id
            for kind, number, message_id, _ in found
            if (kind, number) not in gone | leaving
        }

    def _is_as_ordered(self, deletion: int, hidden: set[int], keys: set[Key]) -> None:
        """Check that exactly the messages that the user saw are hidden, or marked for VoIP.ms."""
        laws = self._world.laws
        laws.same(hidden, {row[0] for row in laws.read(
            "SELECT message_id FROM deletion_hidden WHERE deletion_id = ?", deletion
        )}, "is hidden")  # fmt: skip
        laws.same(keys, set(laws.read(
            "SELECT kind, server_id FROM server_deletion WHERE deletion_id = ?", deletion
        )), "is to be deleted at VoIP.ms")  # fmt: skip

    # Thinking better of it.

    def take_back(self, process: Process) -> None:
        """Press `z` within the undo window."""
        world = self._world
        waiting = self._not_begun()
        if not waiting:
            return
        last = max(waiting)
        world.step(f"user takes back order {last}")
        with self._alone():
            told = self._do(process, process.store.deleting.take_back)
        if last in self._not_begun():
            if told is not None:
                raise Broken("lost", f"{told} is said to be taken back, and is not")
            return
        order = world.orders.by_id[last]
        for message_id in order.hidden & world.ledger.written.keys():
            world.ledger.written[message_id].deleted = False
            world.ledger.written[message_id].touched = True
        world.orders.take_back(order)
        world.takes_back += 1

    def stop(self, process: Process) -> None:
        """Press `z` after the undo window."""
        world = self._world
        rows = world.laws.read(
            "SELECT s.deletion_id, s.kind, s.server_id, s.state, s.missed_at "
            "FROM server_deletion AS s JOIN deletion AS d ON d.id = s.deletion_id AND d.begun = 1 "
            "WHERE s.state IN ('waiting', 'deleting', 'stopping')"
        )
        stopped = {row[0] for row in rows if row[3] != "stopping" and row[4] is None}
        if not stopped:
            return
        world.step(f"user stops orders {sorted(stopped)}")
        with self._alone():
            told = self._do(process, process.store.deleting.stop)
        left = world.laws.read(
            "SELECT 1 FROM server_deletion AS s JOIN deletion AS d ON d.id = s.deletion_id "
            "AND d.begun = 1 WHERE s.state IN ('waiting', 'deleting') AND s.missed_at IS NULL"
        )
        if left:
            if told is not None:
                raise Broken("lost", f"it is said to be stopped, and is not: {told}")
            return
        world.stops += 1
        asked: dict[int, set[Key]] = {deletion: set() for deletion in stopped}
        waiting: dict[int, set[Key]] = {deletion: set() for deletion in stopped}
        for number, kind, server_id, state, _ in rows:
            if number in stopped:
                key = world.orders.by_id[number].known_as(kind, server_id)
                if key is not None:
                    (waiting if state == "waiting" else asked)[number].add(key)
        for deletion in sorted(stopped):
            order = world.orders.by_id[deletion]
            world.orders.stop_alike(order, waiting)
            shown = world.orders.stop(order, asked[deletion], waiting[deletion])
            for message_id in shown & world.ledger.written.keys():
                world.ledger.written[message_id].deleted = False

    # How.

    def _not_begun(self) -> set[int]:
        return {row[0] for row in self._world.laws.read("SELECT id FROM deletion WHERE begun = 0")}

    def _newest(self) -> int:
        return int(self._world.laws.read("SELECT coalesce(max(id), 0) FROM deletion")[0][0])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other process act between a commit and its entry in our books."""
        was, self._world.between = self._world.between, True
        try:
            yield
        finally:
            self._world.between = was


def _listed(ids: list[int]) -> str:
    return ", ".join(map(str, ids))
