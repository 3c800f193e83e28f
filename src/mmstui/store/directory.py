"""The account's numbers and the people written with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from unicodedata import combining, normalize

from mmstui.domain.messages import Contact, Did
from mmstui.domain.numbers import formatted
from mmstui.domain.sanitise import line
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store.codec import did_label, to_ms
from mmstui.store.database import Database

_DID_COLUMNS = "number, note_shown, city_shown, sms, mms, order_at, position"


class Directory:
    """DIDs and contacts, as the last answer of the service gave them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def dids(self) -> list[Did]:
        """The account's numbers in its order, then those it has no more whose messages are here.

        A number that is gone can send nothing. Empty until they have been fetched once.
        """
        rows = self._database.read(
            "SELECT number, note_shown, city_shown, sms AND NOT gone, mms AND NOT gone FROM did "
            "WHERE gone = 0 OR EXISTS (SELECT 1 FROM conversation WHERE conversation.did = number) "
            "ORDER BY gone, position, number"
        )
        return [
            Did(number, note, city, did_label(number, note, city), bool(sms), bool(mms))
            for number, note, city, sms, mms in rows
        ]

    def contacts(self) -> list[Contact]:
        """The phonebook by name, then other numbers written with, the most recent first."""
        with self._database.reading() as connection:
            entries = connection.execute(
                "SELECT number, name_shown FROM contact WHERE number <> '' "
                "ORDER BY name_shown = '', length(entry), entry"
            ).fetchall()
            used = connection.execute(
                "SELECT contact, did, number_shown FROM conversation WHERE listed = 1 "
                "ORDER BY last_at DESC, id DESC"
            ).fetchall()
        # Of several conversations with someone the most recent counts.
        recent: dict[str, tuple[str, str]] = {}
        for contact, did, shown in used:
            recent.setdefault(contact, (did, shown))
        last_did = {contact: did for contact, (did, _) in recent.items()}
        # Of several entries for a number the first counts, as it does for titles.
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

    def replace_dids(self, dids: Sequence[ServerDid]) -> None:
        """Take over the account's list of numbers; one that is no longer on it is kept as gone."""
        rows = {
            did.number: (
                did.number,
                line(did.note),
                line(did.city),
                int(did.sms),
                int(did.mms),
                None if did.order_date is None else to_ms(did.order_date),
                position,
            )
            for position, did in enumerate(dids)
        }
        with self._database.writing() as transaction:
            connection = transaction.connection
            before = connection.execute(
                f"SELECT {_DID_COLUMNS} FROM did WHERE gone = 0 ORDER BY position"
            ).fetchall()
            if before == sorted(rows.values(), key=lambda row: row[-1]):
                return
            connection.execute("UPDATE did SET gone = 1")
            connection.executemany(
                f"INSERT INTO did ({_DID_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (number) DO UPDATE SET "
                "note_shown = excluded.note_shown, city_shown = excluded.city_shown, "
                "sms = excluded.sms, mms = excluded.mms, order_at = excluded.order_at, "
                "position = excluded.position, gone = 0",
                rows.values(),
            )
            transaction.touch_everything()

    def replace_phonebook(self, entries: Sequence[PhonebookEntry]) -> None:
        """Take over the service's phonebook; titles of conversations follow."""
        rows = {e.id: (e.id, e.number, line(e.name), line(e.note)) for e in entries}
        with self._database.writing() as transaction:
            connection = transaction.connection
            before = _names(connection)
            if before == set(rows.values()):
                return
            connection.execute("DELETE FROM contact")
            connection.executemany("INSERT INTO contact VALUES (?, ?, ?, ?)", rows.values())
            changed = {number for _, number, *_ in before ^ _names(connection)}
            found = connection.execute(
                "SELECT id FROM conversation WHERE contact IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(changed)),),
            ).fetchall()
            transaction.touch(conversation_id for (conversation_id,) in found)


def _alphabetical(name: str) -> tuple[bool, str, str]:
    """Sorts names as a person looks for them: É beside E, no name at all last."""
    plain = "".join(c for c in normalize("NFKD", name) if not combining(c))
    return not name, plain.casefold(), name


def _names(connection: sqlite3.Connection) -> set[tuple[str, str, str, str]]:
    return set(
        connection.execute("SELECT entry, number, name_shown, note_shown FROM contact").fetchall()
    )
