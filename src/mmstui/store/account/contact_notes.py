"""Notes about contacts, which the user writes here and VoIP.ms never gets."""

from __future__ import annotations

from mmstui.domain.text.sanitise import without_surrogates
from mmstui.store.sqlite.database import Database


class ContactNotes:
    """A note for each contact, by canonical number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, contact: str) -> str:
        """Return the note as it was written, "" without one."""
        rows = self._database.read(
            "SELECT note FROM contact_note WHERE contact = ?", (without_surrogates(contact),)
        )
        return str(rows[0][0]) if rows else ""

    def save(self, contact: str, note: str) -> None:
        """Replace the note; an empty one is removed."""
        with self._database.writing(durable=True) as transaction:
            connection, number = transaction.connection, without_surrogates(contact)
            connection.execute("DELETE FROM contact_note WHERE contact = ?", (number,))
            if note := without_surrogates(note).strip():
                connection.execute("INSERT INTO contact_note VALUES (?, ?)", (number, note))
