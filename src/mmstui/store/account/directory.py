"""The account's DIDs and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from mmstui.domain.messages import Contact, ConversationName, Did
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.store.sqlite.codec import did_label, from_ms
from mmstui.store.sqlite.database import Database

if TYPE_CHECKING:
    from mmstui.domain.did_settings import DidField
    from mmstui.domain.phone.phonebook import NamedNumber
    from mmstui.domain.wire import PhonebookEntry, ServerDid


class Directory:
    """DIDs and contacts, as VoIP.ms last listed them.

    Some imports are local: names and DIDs are read before the first frame.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        #: The rows that the phonebook was last made from, and the phonebook.
        self._book: tuple[list[tuple[str, ...]], list[NamedNumber]] = ([], [])

    def dids(self) -> list[Did]:
        """Return the account's DIDs in order, then former DIDs with conversations here.

        A former DID cannot send. The list is empty until it was fetched once.
        """
        rows = self._database.read(
            "SELECT number, note_shown, city_shown, sms AND NOT gone, mms AND NOT gone, order_at "
            "FROM did "
            "WHERE gone = 0 OR EXISTS (SELECT 1 FROM conversation WHERE conversation.did = number) "
            "ORDER BY gone, position, number"
        )
        return [
            Did(
                number,
                note,
                city,
                did_label(number, note, city),
                bool(sms),
                bool(mms),
                None if order_at is None else from_ms(order_at),
            )
            for number, note, city, sms, mms, order_at in rows
        ]

    def contacts(self) -> list[Contact]:
        """Return the phonebook by name, then other contacts, the most recently used first."""
        with self._database.reading() as connection:
            entries = connection.execute(
                "SELECT number, name_shown FROM contact WHERE number <> '' "
                "ORDER BY name_shown = '', length(entry), entry"
            ).fetchall()
            used = connection.execute(
                "SELECT contact, did, number_shown FROM conversation WHERE listed = 1 "
                "ORDER BY last_at DESC, id DESC"
            ).fetchall()
        # Of several conversations with a contact, the most recent one counts.
        recent: dict[str, tuple[str, str]] = {}
        for contact, did, shown in used:
            recent.setdefault(contact, (did, shown))
        last_did = {contact: did for contact, (did, _) in recent.items()}
        # Of several entries with one number, the first one counts, as for titles.
        names = dict(reversed(entries))
        book = [
            Contact(number, name, line(formatted(number)), last_did.get(number), True)
            for number, name in sorted(names.items(), key=lambda entry: _alphabetical(entry[1]))
        ]
        others = [
            Contact(contact, "", shown, did)
            for contact, (did, shown) in recent.items()
            if contact not in names
        ]
        return book + others

    def conversation_names(self) -> list[ConversationName]:
        """Return the names of all listed conversations, the most recent first."""
        rows = self._database.read(
            "SELECT c.id, c.contact, c.title_shown, c.number_shown, c.did, d.note_shown, "
            "d.city_shown FROM conversation AS c LEFT JOIN did AS d ON d.number = c.did "
            "WHERE c.listed = 1 ORDER BY c.last_at DESC, c.id DESC"
        )
        return [
            ConversationName(number, contact, title, shown, did_label(did, note, city))
            for number, contact, title, shown, did, note, city in rows
        ]

    def settings(self, did: str) -> dict[DidField, str] | None:
        """Return a DID's raw SMS settings; None when the DID is not on the account."""
        from mmstui.store.account.did_rows import settings_of

        rows = self._database.read("SELECT settings FROM did WHERE number = ? AND gone = 0", (did,))
        return settings_of(rows[0][0]) if rows else None

    def phonebook(self) -> list[NamedNumber]:
        """Return the phonebook by name, with pending changes applied."""
        from mmstui.domain.phone.phonebook import NamedNumber

        rows = self._database.read("SELECT entry, number, name_shown, note_shown FROM contact")
        before, found = self._book
        # A cache: `sync --watch` asks ten times a second, and sorting 2,000 names takes 14 ms.
        if rows != before:
            made = (
                NamedNumber(entry, number, name, note, line(formatted(number)))
                for entry, number, name, note in rows
            )
            found = sorted(made, key=lambda one: (*_alphabetical(one.name), one.number, one.id))
            self._book = rows, found
        return list(found)

    def replace_dids(self, dids: Sequence[ServerDid]) -> None:
        """Store the account's list of DIDs; DIDs that are missing from it are kept as gone."""
        from mmstui.store.account.did_rows import COLUMNS, did_row

        rows = {did.number: did_row(did, position) for position, did in enumerate(dids)}
        with self._database.writing() as transaction:
            connection = transaction.connection
            before = connection.execute(
                f"SELECT {COLUMNS} FROM did WHERE gone = 0 ORDER BY position"
            ).fetchall()
            if before == sorted(rows.values(), key=lambda row: row[-1]):
                return
            connection.execute("UPDATE did SET gone = 1")
            connection.executemany(
                f"INSERT INTO did ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (number) DO UPDATE SET "
                "note_shown = excluded.note_shown, city_shown = excluded.city_shown, "
                "sms = excluded.sms, mms = excluded.mms, order_at = excluded.order_at, "
                "settings = excluded.settings, position = excluded.position, gone = 0",
                rows.values(),
            )
            transaction.touch_everything()

    def replace_phonebook(self, entries: Sequence[PhonebookEntry]) -> None:
        """Store the phonebook of VoIP.ms and update the titles of conversations."""
        from mmstui.store.account.phonebook import replace

        with self._database.writing() as transaction:
            replace(transaction, entries)


def _alphabetical(name: str) -> tuple[bool, str, str]:
    """Return a sort key by which É stands beside E, and an empty name comes last."""
    plain = "".join(c for c in normalize("NFKD", name) if not combining(c))
    return not name, plain.casefold(), name
