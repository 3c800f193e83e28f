"""Merges rows of one kind into the store: new messages, and news about stored messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmstui.domain import limits
from mmstui.domain.archive import MOST_FILES
from mmstui.domain.messages import Kind
from mmstui.domain.text.sanitise import without_surrogates
from mmstui.domain.times import eastern
from mmstui.domain.wire import ServerMessage
from mmstui.store.deleting import deleted_rows, server_deletes, tombstones
from mmstui.store.imports import imported_rows
from mmstui.store.media.media_rows import add_urls
from mmstui.store.receiving import new_rows, quarantine
from mmstui.store.receiving.existing_rows import (
    Stored,
    known_urls,
    owned_besides,
    same_key,
    stored,
)
from mmstui.store.receiving.merge_terms import Merged, Terms
from mmstui.store.searching import search_index
from mmstui.store.sending import ownership
from mmstui.store.sqlite.codec import UNNAMED_TIE, to_ms
from mmstui.store.sqlite.database import Transaction

_Test = Callable[[ServerMessage], bool]


class Merge:
    """Merges rows of one kind inside a transaction."""

    def __init__(self, transaction: Transaction, kind: Kind, terms: Terms, merged: Merged) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._kind = kind
        self._terms = terms
        self._merged = merged

    def merge(self, listed: Sequence[ServerMessage]) -> None:
        """Merge these rows, whose ids are distinct."""
        listed = [row for row in listed if self._is_possible(row)]
        here = stored(self._connection, self._kind, [row.server_id for row in listed])
        known: list[tuple[ServerMessage, Stored]] = []
        strange: list[ServerMessage] = []
        others: list[ServerMessage] = []
        for row in listed:
            message = here.get(row.server_id)
            if message is None:
                strange.append(row)
            elif message.same_ends(row):
                known.append((row, message))
            else:
                others.append(row)
        self._reject_others(others)
        if self._kind is Kind.MMS:
            strange = self._adopt_mirrors([row for row, _ in known], strange)
        self._update(known)
        fresh = self._not_imported(self._wanted(strange))
        if fresh:
            new_rows.insert(self._transaction, self._kind, fresh, self._terms, self._merged)

    def _is_possible(self, row: ServerMessage) -> bool:
        if 0 < row.server_id < UNNAMED_TIE:
            return True
        self._reject(row, "impossible id")
        return False

    def _reject(self, row: ServerMessage, reason: str) -> None:
        self._merged.quarantined += quarantine.put(
            self._connection, row.kind, quarantine.as_json(row), reason, self._terms.now_ms
        )

    def _reject_others(self, others: Sequence[ServerMessage]) -> None:
        if not others:
            return
        # No reason to reject the mirror of an MMS that has the id of another SMS, or a deleted row.
        ids = [row.server_id for row in others]
        buried = tombstones.Buried(self._connection, ids)
        is_mirror = self._is_mirror(ids, buried)
        for row in others:
            mirrors = is_mirror is not None and is_mirror(row)
            if not mirrors and not buried.has(row.kind, row.server_id, row.date):
                self._reject(row, "known id with another DID, contact or direction")

    # Messages that are listed as both kinds.

    def _adopt_mirrors(
        self, known: Sequence[ServerMessage], strange: Sequence[ServerMessage]
    ) -> list[ServerMessage]:
        """Turn stored SMS that mirror these MMS into MMS; return the rows that are still new."""
        still = {row.server_id: row for row in strange}
        listed = (*known, *strange)
        ids = [row.server_id for row in listed]
        twins = stored(self._connection, Kind.SMS, ids)
        buried = tombstones.Buried(self._connection, list(twins))
        for row in listed:
            twin = twins.get(row.server_id)
            if twin is None or not twin.is_twin_of(row):
                continue
            if twin.origin != "server":
                self._free_from_attempt(row.server_id)
            elif row.server_id in still and not buried.has(Kind.MMS, row.server_id):
                del still[row.server_id]
                self._become_mms(row, twin)
            else:
                ownership.remove_message(self._connection, twin.id)
                self._transaction.touch([twin.conversation_id])
        return list(still.values())

    def _free_from_attempt(self, server_id: int) -> None:
        # Reconciling took the mirror for an SMS of ours. If VoIP.ms answered our request with that
        # id, the SMS is another message of the same second.
        holder = ownership.owner_of(self._connection, Kind.SMS, server_id)
        if holder is not None and not holder.answered:
            ownership.release(self._transaction, holder)

    def _become_mms(self, row: ServerMessage, twin: Stored) -> None:
        self._connection.execute("UPDATE message SET kind = 'mms' WHERE id = ?", (twin.id,))
        tombstones.become_mms(self._connection, row)
        self._transaction.touch([twin.conversation_id])
        self._merged.updated.add(twin.id)
        self._tell(row, twin)
        new_rows.add_files(self._connection, [(twin.id, row)], self._terms.now_ms)

    # Rows of stored messages.

    def _update(self, known: Sequence[tuple[ServerMessage, Stored]]) -> None:
        for row, message in known:
            if self._tell(row, message):
                self._merged.updated.add(message.id)
                self._transaction.touch([message.conversation_id])
        if self._kind is Kind.MMS:
            self._grow(known)

    def _tell(self, row: ServerMessage, message: Stored) -> bool:
        """Store what is new in a row; return whether anything was."""
        text = without_surrogates(row.text)
        told = False
        if message.date is None:
            self._connection.execute(
                "UPDATE message SET server_date = ?, at = ? WHERE id = ?",
                (row.date, to_ms(new_rows.instant(self._connection, row)), message.id),
            )
            search_index.follow(self._connection, message.id)
            # An SMS row may mirror the MMS with its id.
            if self._kind is Kind.MMS or row.server_id not in self._terms.mms:
                deleted_rows.listed(self._connection, row)
            told = True
        if row.carrier_status and row.carrier_status != message.carrier:
            self._connection.execute(
                "UPDATE message SET carrier_status = ? WHERE id = ?",
                (without_surrogates(row.carrier_status), message.id),
            )
            told = True
        if text and not message.text and message.origin == "server":
            search_index.unindex(self._connection, [message.id])
            self._connection.execute("UPDATE message SET text = ? WHERE id = ?", (text, message.id))
            search_index.index(self._connection, [message.id])
            told = True
        if message.missed and not self._is_late(row):
            self._connection.execute(
                "UPDATE message SET missed_at = NULL, gone = 0 WHERE id = ?", (message.id,)
            )
            told = True
        return told

    def _is_late(self, row: ServerMessage) -> bool:
        """Return whether the list may be older than a deletion of the row by the user."""
        return server_deletes.lately_deleted(
            self._connection, self._kind, row.server_id, self._terms.now_ms
        )

    def _grow(self, known: Sequence[tuple[ServerMessage, Stored]]) -> None:
        """Add files that VoIP.ms listed later than their message."""
        told = [(row, message) for row, message in known if row.media_urls]
        if not told:
            return
        urls = known_urls(self._connection, [message.id for _, message in told])
        for row, message in told:
            have = urls.get(message.id, set())
            if None in have or have.issuperset(row.media_urls[:MOST_FILES]):
                continue
            add_urls(
                self._connection,
                [(message.id, row.media_urls[:MOST_FILES])],
                new_rows.files_wanted_since(row, self._terms.now_ms),
            )
            self._merged.updated.add(message.id)
            self._transaction.touch([message.conversation_id])

    # Rows that are here, from an imported file.

    def _not_imported(self, fresh: Sequence[ServerMessage]) -> list[ServerMessage]:
        """Return the rows without those of imported messages, known now or deleted here."""
        found = imported_rows.recognise(self._connection, fresh, self._terms.now_ms)
        here = stored(self._connection, self._kind, [*found.adopted])
        for row in fresh:
            if message := here.get(row.server_id):
                self._tell(row, message)
                self._merged.updated.add(message.id)
                self._transaction.touch([message.conversation_id])
                if self._kind is Kind.MMS:
                    new_rows.add_files(self._connection, [(message.id, row)], self._terms.now_ms)
        return [row for row in fresh if row.server_id not in found.adopted | found.deleted]

    # New rows.

    def _wanted(self, strange: Sequence[ServerMessage]) -> list[ServerMessage]:
        """Return the rows that no attempt owns, nobody deleted here, and that mirror no MMS."""
        ids = [row.server_id for row in strange]
        if not ids:
            return []
        owned = owned_besides(self._connection, self._kind, ids)
        buried = tombstones.Buried(self._connection, ids)
        if buried and self._kind is Kind.MMS:
            for row in strange:
                if buried.has_undated(row.kind, row.server_id):
                    tombstones.note_date(self._connection, row)
        before = tombstones.buried_before(self._connection)
        is_mirror = self._is_mirror(ids, buried)
        # Most stores have no deletions, and most texts no MMS with their id.
        return [
            row
            for row in strange
            if row.server_id not in owned
            and not (buried and buried.has(row.kind, row.server_id, row.date))
            and not (before and tombstones.is_before(row, before))
            and not (is_mirror and is_mirror(row))
        ]

    def _is_mirror(self, ids: Sequence[int], buried: tombstones.Buried) -> _Test | None:
        """Return a test: whether an SMS mirrors an MMS, or an MMS was deleted as its mirror.

        None if no row can be one.
        """
        if self._kind is Kind.SMS:
            return self._mirrors(ids, buried)
        return buried.has_twin if buried else None

    def _mirrors(self, ids: Sequence[int], buried: tombstones.Buried) -> _Test | None:
        twins = stored(self._connection, Kind.MMS, ids)
        listed = self._terms.mms
        if not twins and not buried and listed.keys().isdisjoint(ids):
            return None

        def mirrors(row: ServerMessage) -> bool:
            if row.server_id in listed:
                return listed[row.server_id] == same_key(row)
            if buried.has_twin(row):
                return True
            twin = twins.get(row.server_id)
            if twin is not None and twin.date is not None:
                return twin.is_twin_of(row)
            # An MMS of ours, stored or deleted, that no list has had yet. Its own time is no help:
            # our clock may be a day off.
            may_be = twin.same_ends(row) if twin else buried.has_unlisted_twin(row)
            in_doubt = may_be and not self._is_no_mms(row)
            self._merged.in_doubt |= in_doubt
            return in_doubt

        return mirrors

    def _is_no_mms(self, row: ServerMessage) -> bool:
        """Return whether the fetched list of MMS proves that this row does not mirror an MMS.

        An MMS of ours that VoIP.ms never listed, say because it was deleted there at once, must not
        hide the SMS with the same id for ever. Until VoIP.ms must have listed the MMS, a list
        without it proves nothing. If the MMS is being deleted, no list does, because the list with
        this row may be older.
        """
        seen = self._terms.every_mms
        return (
            seen is not None
            and seen.first_day <= eastern.day(row.at)
            and row.at <= seen.server_time - limits.LISTED_LATE
            and row.server_id not in self._terms.mms
            and not server_deletes.is_leaving(
                self._connection, Kind.MMS, row.server_id, self._terms.now_ms
            )
        )
