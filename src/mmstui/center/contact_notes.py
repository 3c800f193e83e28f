"""The user's notes about contacts."""

from __future__ import annotations

from concurrent.futures import Future

from mmstui.store import Store


class ContactNotes:
    """A note for each contact, which stays in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def note(self, contact: str) -> str:
        """Return the note as it was written, "" without one."""
        return self._store.contact_notes.note(contact)

    def save(self, contact: str, note: str) -> Future[None]:
        """Replace the note; an empty one is removed."""
        return self._store.submit(self._store.contact_notes.save, contact, note)
