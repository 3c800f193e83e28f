"""Orders: the deletions that the user requested, what each allows, and how each must end.

A word of the user is a key press that orders a deletion, undoes it or cancels it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from faults.simulation.ledger import Broken, Ends, Key
from faults.simulation.server import Row
from mmstui.domain import limits
from mmstui.domain.deletions import Place
from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern
from mmstui.sync.intervals import FULL_DAYS

if TYPE_CHECKING:
    from faults.simulation.world import World


#: Seconds that the store rounds off.
_ROUNDED = 0.01


@dataclass
class Order:
    """One deletion. `rows`: the true rows of VoIP.ms for the messages that the user saw, by key."""

    id: int
    place: Place
    due: float  #: in seconds of the world
    ahead: float  #: how far our clock had been set ahead before, in seconds
    ends: Ends
    hidden: set[int]  #: messages that it hides
    keys: dict[Key, int]  #: rows to delete at VoIP.ms, each with its message
    rows: dict[Key, Row | None]
    places: dict[Key, int]  #: all rows at VoIP.ms of the hidden messages
    buried: dict[Key, int]
    """Rows that must not come back because of this order alone, each with its message."""
    twins: set[Key] = field(default_factory=set)
    """Rows of others that were taken for ours; the answer to a send may correct that."""
    past: tuple[int | None] | None = None
    """The conversation's tombstone before, if it was moved."""
    taken_back: bool = False
    stopped: bool = False
    asked: set[Key] = field(default_factory=set)
    """Rows with a request in flight when the order was cancelled: one more may come."""

    def known_as(self, kind: str, server_id: int) -> Key | None:
        """Return the key of the order: perhaps only the mirror of an MMS was visible."""
        exact, mirror = (kind, server_id), ("sms", server_id)
        return exact if exact in self.keys else mirror if mirror in self.keys else None


class Orders:
    """The books of all orders, and the laws about deleting. Raises Broken."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_id: dict[int, Order] = {}
        self.refused: set[Key] = set()
        self._wrong: list[str] = []
        self._left_out: list[tuple[Ends, int, date]] = []
        self._legs_seen: set[Key] = set()
        self.asked_for = self.deleted = self.late_legs = 0

    # The words of the user.

    def add(self, order: Order) -> None:
        """Record an order that is on the disk."""
        self.by_id[order.id] = order
        self._world.ledger.buried |= order.buried.keys()

    def take_back(self, order: Order) -> None:
        """Record an undo, and check that everything is as before."""
        order.taken_back = True
        self._unbury(order, set(order.buried.values()))
        self._restore_past(order)
        missing = order.hidden - self._visible(order)
        if missing:
            raise Broken("lost", f"{missing} were taken back and are not there")

    def stop(self, order: Order, asked: set[Key], waiting: set[Key]) -> set[int]:
        """Record a cancellation; return the messages that are visible again."""
        order.stopped = True
        order.asked |= asked
        shown = {of for key in waiting for of in self._known_now(order, key)} & order.hidden
        order.hidden -= shown
        self._unbury(order, shown)
        self._restore_past(order)
        for key in waiting:
            del order.keys[key], order.rows[key]
        missing = shown - self._visible(order)
        if missing:
            raise Broken("lost", f"deleting {missing} was stopped and they are not there")
        return shown

    def stop_alike(self, order: Order, waiting: Mapping[int, set[Key]]) -> None:
        """Cancel the same rows in other orders: if two orders deleted an MMS and its mirror before
        the two were known to be one message, only the earlier order's mark is left. `waiting`: the
        keys of all orders that are cancelled, by their marks.
        """
        keys = waiting[order.id]
        stopped = [order.rows[key] for key in keys if order.rows[key] is not None]
        for other in self.by_id.values():
            for key, row in list(other.rows.items()):
                if (
                    other is not order
                    and key not in waiting.get(other.id, ())
                    # What was seen again already has no mark left either.
                    and not self._is_seen_again(other, key)
                    and any(row is each for each in stopped)
                    and not self._world.laws.is_to_be_deleted(other.id, key)
                ):
                    del other.rows[key], other.keys[key]

    def _visible(self, order: Order) -> set[int]:
        """Return the visible messages, also those that turned out to be messages of ours."""
        laws = self._world.laws
        seen = laws.visible_keys()
        return laws.visible() | {
            of
            for (_, number), of in order.places.items()
            for key in self._kinds_of(order, of, number)
            if key in seen or self.hides(self._world.row(*key)) or self._is_hidden(order, key)
        }

    def _is_hidden(self, order: Order, key: Key) -> bool:
        """Return whether a row turned out to be a message of ours that another order hides."""
        owners = self._world.laws.read(
            "SELECT m.id FROM attempt AS a JOIN message AS m ON m.id = a.message_id "
            "WHERE a.kind = ? AND a.server_id = ? AND m.dropped = 1",
            *key,
        )
        return any(owner not in order.hidden for (owner,) in owners)

    def _kinds_of(self, order: Order, message_id: int, number: int) -> set[Key]:
        """Return the kinds that a row may have by now: a mirror may have become its MMS."""
        known = {key for key, of in order.places.items() if (key[1], of) == (number, message_id)}
        return known | {("mms", number)} if self._world.habits.mirrored else known

    def _unbury(self, order: Order, message_ids: set[int]) -> None:
        others = [each for each in self.by_id.values() if each is not order]
        still = {key for each in others if not each.taken_back for key in each.buried}
        keys = {key for key, of in order.buried.items() if of in message_ids}
        for key in keys:
            del order.buried[key]
        self._world.ledger.buried -= keys - still

    def _restore_past(self, order: Order) -> None:
        if order.past is None:
            return
        before = self._world.ledger.buried_before.get(order.ends)
        if before is not None:
            self._left_out.append((order.ends, before, eastern.day(self._world.server.now())))
        past, order.past = order.past, None
        later = [
            each for each in self.by_id.values()
            if each.id > order.id and each.ends == order.ends and each.past is not None
        ]  # fmt: skip
        if later:
            later[0].past = past
        elif past[0] is None:
            self._world.ledger.buried_before.pop(order.ends, None)
        else:
            self._world.ledger.buried_before[order.ends] = past[0]

    # What leaves, and what happens.

    def leaves(self, kind: Kind, server_id: int) -> None:
        """Check a delete request that is about to leave: an order must allow it.

        An error is raised after the step, because a worker that meets one only starts again.
        """
        self.asked_for += 1
        row, laws = self._world.server.rows[kind].get(server_id), self._world.laws
        what = f"{kind} {server_id}"
        if not laws.is_marked(kind, server_id):
            self._wrong.append(f"{what} is to be deleted without a mark")
        reasons = [self._why_not(order, kind, server_id, row) for order in self.by_id.values()]
        if "" not in reasons:
            self._wrong.append(f"{what} is to be deleted: {row}; {reasons or 'nobody asked'}")

    def _why_not(self, order: Order, kind: Kind, server_id: int, row: Row | None) -> str:
        """Return why an order does not allow this request; "" if it does."""
        key = order.known_as(kind, server_id)
        meant = key is not None and row is not None and order.rows[key] is row
        if key is None:
            key = next((each for each, of in order.keys.items() if self._is_own(row, of)), None)
            meant = key is not None
        if key is None:
            return f"order {order.id} is of others"
        if order.taken_back:
            return f"order {order.id} was taken back"
        # No program sees that the clock was set ahead while none ran: that much comes sooner.
        if order.due > self._world.elapsed() + self._world.ahead - order.ahead + _ROUNDED:
            return f"order {order.id} may still be taken back"
        if not meant:
            return f"order {order.id} means {order.rows[key]}"
        if order.stopped and key not in order.asked:
            return f"order {order.id} was stopped"
        if order.stopped:
            order.asked.discard(key)
        return ""

    def _is_own(self, row: Row | None, message_id: int) -> bool:
        """Return whether VoIP.ms made this row from this message of ours."""
        requests = self._world.ledger.requests
        return (
            row is not None
            and row.request is not None
            and requests[row.request].message_id == message_id
        )

    def is_twin(self, row: Row | None, message_id: int) -> bool:
        """Return whether a row of others was taken for this message of ours."""
        ours = message_id in self._world.ledger.written
        return ours and row is not None and not self._is_own(row, message_id)

    def hides(self, row: Row | None) -> bool:
        """Return whether the user deleted a message of ours that this row is or may be."""
        written = self._world.ledger.written
        return (
            row is not None
            and row.outgoing
            and any(
                self._is_own(row, message_id) or written[message_id].text == row.text
                for order in self.by_id.values()
                if not order.taken_back and order.ends == (row.did, row.contact)
                for message_id in order.hidden & written.keys()
            )
        )

    def hides_as_leg(self, row: Row) -> bool:
        """Return whether the user deleted an MMS that is equal to this one to the second.

        By that alone the legs of a group text are known, so nothing tells the two apart.
        """

        def alike(each: Row) -> object:
            return (each.kind, each.did, each.contact, int(each.at), each.text, each.files)

        others = (
            self._world.row(*key)
            for order in self.by_id.values()
            if not order.taken_back
            for key in order.places
        )
        return (
            row.kind is Kind.MMS
            and not row.outgoing
            and any(
                other is not None and not other.outgoing and alike(other) == alike(row)
                for other in others
            )
        )

    def left_out(self, row: Row) -> bool:
        """Return whether a poll left it out as a deleted conversation's past, days before the undo.

        After an undo, polls fetch two days; if the machine slept longer, only history has it.
        """
        ends, day = (row.did, row.contact), eastern.day(self._world.server.instant(row))
        return any(
            ends == of and row.at * 1000 < before and day < undone - FULL_DAYS
            for of, before, undone in self._left_out
        )

    def answered(self, kind: Kind, server_id: int, *, refused: bool) -> None:
        """Record that VoIP.ms deleted a row, or refused finally."""
        if refused:
            self.refused.add((kind.value, server_id))
        else:
            self.deleted += 1

    # After every step.

    def check(self) -> None:
        """Check the laws that always hold."""
        if self._wrong:
            raise Broken("lost", self._wrong[0])
        laws, ledger = self._world.laws, self._world.ledger
        if self._world.leaning.legs:
            self._add_late_legs()
            self._no_leg_comes_back()
        excused = self._seen_again()
        back = (self._hidden() - excused) & laws.visible()
        if back:
            raise Broken("lost", f"{back} were deleted here and are seen")
        given_back = {key for order in self.by_id.values() for key in order.twins}
        for key, message_id in laws.visible_keys().items():
            if message_id in ledger.written:
                # What the user deleted was not known as ours then, or counts as one of ours that
                # is like it; that they deleted ours was asked above.
                continue
            if self._is_listed_too_late(key):
                continue
            if message_id not in excused and laws.true_key(key) in ledger.buried - given_back:
                raise Broken("lost", f"{key} was deleted here and came back as {message_id}")

    def _is_listed_too_late(self, key: Key) -> bool:
        """Return whether an SMS mirrors an MMS that was listed later than VoIP.ms ever does.

        Until then lists without the MMS prove that the SMS with its id is another message.
        """
        kind, number = key
        mms = self._world.server.rows[Kind.MMS].get(number)
        late = limits.LISTED_LATE.total_seconds()
        return (
            self._world.habits.mirrored
            and kind == Kind.SMS
            and mms is not None
            and mms.listed_from > mms.at + late
        )

    def _add_late_legs(self) -> None:
        """Add legs that came since to the orders of their siblings; nothing else may join one."""
        laws, ledger = self._world.laws, self._world.ledger
        for kind, number, deletion in laws.read(
            "SELECT kind, server_id, deletion_id FROM tombstone WHERE leg IS NOT NULL"
        ):
            key, order = (str(kind), int(number)), self.by_id.get(deletion)
            if order is None or key in ledger.buried or key in order.buried:
                continue
            row = self._world.row(*key)
            if not self._is_leg_of(order, row):
                raise Broken("lost", f"{row} is hidden by order {order.id}, which is of others")
            self.late_legs += 1
            for message_id, server_id in laws.read(
                "SELECT h.message_id, s.server_id FROM message AS m "
                "JOIN deletion_hidden AS h ON h.message_id = m.id LEFT JOIN server_deletion AS s "
                "ON s.message_id = m.id AND s.deletion_id = h.deletion_id "
                "WHERE m.kind = ? AND m.server_id = ?",
                *key,
            ):
                order.hidden.add(message_id)
                order.places[key] = order.buried[key] = message_id
                if server_id is not None:
                    order.keys[key], order.rows[key] = message_id, row
            ledger.buried.add(key)

    def _is_leg_of(self, order: Order, row: Row | None) -> bool:
        """Return whether this row is a leg of a group text that the order hides."""
        if row is None or row.first_leg is None:
            return False
        rows = (self._world.row(*key) for key in order.places)
        return any(each is not None and each.first_leg == row.first_leg for each in rows)

    def _no_leg_comes_back(self) -> None:
        """Check that no leg without files is seen for the first time after a sibling was deleted.

        Where getSMS lists MMS too, a leg may first be seen as an SMS.
        """
        world, seen = self._world, self._world.laws.visible_keys()
        if world.habits.mirrored:
            return
        deleted = {
            world.row(*key).first_leg
            for key in world.ledger.buried - seen.keys()
            if key[0] == "mms"
        }
        for key in seen:
            row = world.row(*key)
            if row is None or row.first_leg is None or row.files or key in self._legs_seen:
                continue
            if row.first_leg in deleted:
                raise Broken("lost", f"{row} came back after a sibling was deleted")
            self._legs_seen.add(key)

    def _hidden(self) -> set[int]:
        orders = (order for order in self.by_id.values() if not order.taken_back)
        return {message_id for order in orders for message_id in order.hidden}

    def _buried(self, but: Order) -> set[Key]:
        orders = (order for order in self.by_id.values() if not order.taken_back)
        return {key for order in orders if order is not but for key in order.places}

    def _seen_again(self) -> set[int]:
        """Return messages that rightly come back: refused, or cancelled during the request."""
        return {
            message_id
            for order in self.by_id.values()
            for key in order.keys
            if self._is_seen_again(order, key)
            for message_id in self._known_now(order, key)
        }

    def _known_now(self, order: Order, key: Key) -> set[int]:
        """Return the message that the user saw under a key, and the visible message of ours that it
        turned out to be, if the same order hid that.
        """
        row, laws = order.rows[key], self._world.laws
        owners = laws.read(
            "SELECT message_id FROM attempt WHERE kind = ? AND server_id = ?",
            *(key if row is None else (row.kind.value, row.id)),
        )
        ours = {message_id for (message_id,) in owners}
        return {order.keys[key]} | (ours & order.hidden & laws.visible())

    def _is_seen_again(self, order: Order, key: Key) -> bool:
        return (
            order.stopped
            or key in self.refused
            or ("mms", key[1]) in self.refused
            or self._has_its_twins_date(key)
        )

    def _has_its_twins_date(self, key: Key) -> bool:
        """Return whether an SMS of ours was first listed as the mirror of the MMS with its id.

        Then only a date that is not its own tells them apart: it is not deleted, and the user sees
        the reason. So it is with the mirror of an MMS that was deleted at VoIP.ms since, if an SMS
        has its id.
        """
        kind, number = key
        rows = self._world.server.rows
        sms, mms = rows[Kind.SMS].get(number), rows[Kind.MMS].get(number)
        if not self._world.habits.mirrored or kind != Kind.SMS or sms is None or mms is None:
            return False
        same_ends = (sms.did, sms.contact) == (mms.did, mms.contact)
        return (
            same_ends
            and (sms.outgoing == mms.outgoing or mms.deleted)
            and bool(
                self._world.laws.read(
                    "SELECT 1 FROM server_deletion WHERE kind = 'sms' AND server_id = ? "
                    "AND state = 'failed' AND code = 'another_message'",
                    number,
                )
            )
        )

    def _what_is_done_is_gone(self) -> None:
        """Check it; the id of a mirror may be another message's."""
        if self._world.habits.mirrored:
            return
        for kind, number in self._world.laws.read(
            "SELECT kind, server_id FROM server_deletion WHERE state = 'done'"
        ):
            row = self._world.row(str(kind), number)
            if row is not None and not row.deleted:
                raise Broken("lost", f"{row} is said to be deleted and is there")

    # When all is quiet.

    def check_at_rest(self) -> None:
        """Check at rest that no order is forgotten."""
        laws = self._world.laws
        if waits := laws.read("SELECT kind, server_id, state FROM server_deletion "
                              "WHERE state NOT IN ('done', 'gone', 'failed')"):  # fmt: skip
            raise Broken("lost", f"still to be deleted: {waits}")
        if hidden := laws.read("SELECT message_id FROM deletion_hidden"):
            raise Broken("lost", f"still hidden: {hidden}")
        failed = {(str(kind), number) for kind, number in laws.read(
            "SELECT kind, server_id FROM server_deletion WHERE state = 'failed'"
        )}  # fmt: skip
        given_up = {key for key in failed - self.refused if not self._has_its_twins_date(key)}
        if given_up:
            raise Broken("lost", f"given up, and nobody refused: {given_up}")
        self._what_is_done_is_gone()
        for order in self.by_id.values():
            if order.taken_back:
                continue
            for key, row in order.rows.items():
                kinds = {key[0], "mms"} if self._world.habits.mirrored else {key[0]}
                if self.is_twin(row, order.keys[key]):
                    continue
                if self._has_its_twins_date(key):
                    continue
                if row is None or row.deleted or {(k, key[1]) for k in kinds} & self.refused:
                    continue
                kept = laws.visible_keys().keys() | self._buried(order)
                # Or it turned out to be a message of ours that the user had deleted before.
                if not order.stopped or not (key in kept or self._is_hidden(order, key)):
                    raise Broken("lost", f"order {order.id} has forgotten {row}")
