"""A transaction that keeps conversation rows up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


class Transaction:
    """An open transaction. `whose`: the drafts and the undo steps of this person are meant.
    `of_team`: what the person does is noted in the log.

    At its end, the list rows of conversations with new messages, and of those named to `touch`, are
    recomputed.
    """

    def __init__(
        self, connection: sqlite3.Connection, whose: int = 0, *, of_team: bool = False
    ) -> None:
        from mmstui.store.reading import conversation_rows  # not for those who only read

        self.connection = connection
        self.whose = whose
        self._of_team = of_team
        self._added_after = conversation_rows.highest_message_id(connection)
        self._are_new = True
        self._rev: int | None = None
        self._touched: set[int] = set()
        self._deeds: list[tuple[int, str, str]] = []

    @property
    def rev(self) -> int:
        """The revision of this transaction: the store's next number, taken on first use."""
        if self._rev is None:
            (self._rev,) = self.connection.execute(
                "INSERT INTO meta (key, value) VALUES ('rev', '1') ON CONFLICT (key) "
                "DO UPDATE SET value = CAST(value AS INTEGER) + 1 "
                "RETURNING CAST(value AS INTEGER)"
            ).fetchone()
        return self._rev

    def touch(self, conversation_ids: Iterable[int]) -> None:
        """Name conversations whose messages, drafts or flags change in this transaction."""
        self._touched.update(conversation_ids)

    def note(self, verb: str, now_ms: int, about: str = "") -> None:
        """Note in a team's log what the person does to the conversations that change."""
        if self._of_team:
            self._deeds.append((now_ms, verb, about))

    def copies(self) -> None:
        """Note that the messages of this transaction are not new: they bring nothing back."""
        self._are_new = False

    def touch_everything(self) -> None:
        """Note a change that any row may show, such as a DID's name."""
        self.connection.execute(
            "INSERT INTO meta (key, value) VALUES ('rev_everything', ?1) "
            "ON CONFLICT (key) DO UPDATE SET value = ?1",
            (str(self.rev),),
        )

    def finish(self) -> None:
        """Refresh the touched rows; called once, before the commit."""
        from mmstui.store.reading import conversation_rows

        self._touched.update(conversation_rows.added_to(self.connection, self._added_after))
        if self._touched:
            added_after = self._added_after if self._are_new else None
            conversation_rows.refresh(
                self.connection, self._touched, self.rev, added_after=added_after
            )
        if self._deeds:
            self._log_deeds()

    def _log_deeds(self) -> None:
        # Not those named to `touch`: what changes marks writes its rows itself.
        (pairs,) = self.connection.execute(
            "SELECT json_group_array(json_array(did, contact)) FROM conversation WHERE rev = ?",
            (self._rev,),
        ).fetchone()
        self.connection.executemany(
            "INSERT INTO log (at, person, verb, about, conversations) VALUES (?, ?, ?, ?, ?)",
            [(at, self.whose, verb, about, pairs) for at, verb, about in self._deeds],
        )
