"""What the user wants changed at VoIP.ms, as the store keeps it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.did_settings import DidField
from mmstui.domain.pending_changes import ChangeKind, ChangeState, PendingChange
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from support.damage import database_of
from support.stores import ANN, BOB, NOON, SHOP, make_store, put

DID, NAME, NO_NAME = ChangeKind.DID, ChangeKind.NAME, ChangeKind.NO_NAME
ZOE = PhonebookEntry("7", "Zoé", ANN, "rive sud")
SECRET = "https://user:hunter2@example.com/hook?token=hunter3&from={FROM}"


def switch_on(store: Store, field: DidField = DidField.EMAIL_ON, did: str = SHOP) -> int:
    return store.pending_changes.add(DID, did, {field: "1"}, {field: "0"})


def only(store: Store) -> PendingChange:
    (change,) = store.pending_changes.all()
    return change


def titles(store: Store) -> list[str]:
    ids = store.inbox.conversation_ids()
    return [store.inbox.conversations(ids)[one].title for one in ids]


class TestKeeping:
    def test_what_is_asked_waits(self, store: Store) -> None:
        change_id = switch_on(store)
        change = only(store)
        assert (change.id, change.kind, change.subject) == (change_id, DID, SHOP)
        assert (change.wanted, change.seen) == ({"email_enabled": "1"}, {"email_enabled": "0"})
        assert (change.state, change.words, change.made_at) == (ChangeState.WAITING, "", NOON)
        assert change.under_way
        assert not change.troubled

    def test_the_same_asked_again_takes_its_place(self, store: Store) -> None:
        switch_on(store)
        other = switch_on(store, DidField.FORWARD_ON)
        last = store.pending_changes.add(DID, SHOP, {"email_enabled": "0"}, {})
        assert [change.id for change in store.pending_changes.all()] == [other, last]

    def test_what_is_in_flight_keeps_its_place(self, store: Store) -> None:
        first = switch_on(store)
        assert store.pending_changes.begin(first)
        second = switch_on(store)
        assert [change.id for change in store.pending_changes.all()] == [first, second]
        assert store.pending_changes.next_waiting(NOON) is None, "one of a subject at a time"
        other = switch_on(store, did=BOB)
        waiting = store.pending_changes.next_waiting(NOON)
        assert waiting is not None
        assert waiting.id == other

    def test_nothing_happens_twice(self, store: Store) -> None:
        change = switch_on(store)
        assert store.pending_changes.begin(change)
        assert not store.pending_changes.begin(change)
        assert not store.pending_changes.take_back(change)
        store.pending_changes.end(change, ChangeState.REFUSED, "No.")
        assert only(store).words == "No."
        assert store.pending_changes.again(change)
        assert not store.pending_changes.again(change)
        assert only(store).forced
        assert store.pending_changes.take_back(change)
        assert not store.pending_changes.take_back(change)
        assert store.pending_changes.all() == []

    def test_it_goes_no_earlier_than_it_may(self, store: Store) -> None:
        change = switch_on(store)
        later = NOON + timedelta(minutes=1)
        store.pending_changes.begin(change)
        store.pending_changes.back(change, later)
        assert store.pending_changes.next_waiting(NOON) is None
        assert store.pending_changes.next_due_at() == later
        assert store.pending_changes.next_waiting(later) is not None

    def test_what_a_killed_process_had_waits_again(self, store: Store) -> None:
        store.pending_changes.begin(switch_on(store))
        store.pending_changes.interrupted()
        assert only(store).state is ChangeState.WAITING

    def test_words_from_outside_are_made_harmless(self, store: Store) -> None:
        change = switch_on(store)
        store.pending_changes.begin(change)
        store.pending_changes.end(change, ChangeState.STALE, "It is \x1b[2J by now.")
        assert "\x1b" not in only(store).words


class TestSecrets:
    def test_a_password_in_an_address_is_in_memory_only(self, store: Store, tmp_path: Path) -> None:
        store.directory.replace_dids(
            [ServerDid(SHOP, "", "", True, True, None, {DidField.CALLBACK: SECRET})]
        )
        store.pending_changes.add(DID, SHOP, {"url_callback": SECRET}, {"url_callback": SECRET})
        change = only(store)
        assert change.secret
        assert change.wanted["url_callback"] == "https://***@example.com/hook?token=***&from={FROM}"
        assert store.pending_changes.whole(change) == {"url_callback": SECRET}
        settings = store.directory.settings(SHOP)
        assert settings == {DidField.CALLBACK: change.wanted["url_callback"]}
        for file in database_of(tmp_path).parent.iterdir():
            if file.is_file():
                assert b"hunter" not in file.read_bytes(), file.name

    def test_another_process_does_not_know_it(self, store: Store, tmp_path: Path) -> None:
        store.pending_changes.add(DID, SHOP, {"url_callback": SECRET}, {})
        other = make_store(tmp_path)
        try:
            assert other.pending_changes.whole(only(other)) is None
        finally:
            other.close()

    def test_what_has_no_password_needs_no_memory(self, store: Store) -> None:
        store.pending_changes.add(DID, SHOP, {"url_callback": "https://example.com/?f={FROM}"}, {})
        assert not only(store).secret
        assert store.pending_changes.whole(only(store)) == only(store).wanted


class TestNames:
    def test_a_wanted_name_shows_at_once(self, store: Store) -> None:
        put(store, contact=ANN)
        store.pending_changes.add(
            NAME, f"new:{ANN}", {"name": "Ann\x1b", "number": ANN, "note": ""}
        )
        assert titles(store) == ["Ann\ufffd"]
        (one,) = store.directory.phonebook()
        assert (one.id, one.number, one.formatted) == (f"new:{ANN}", ANN, "(514) 555-0111")

    def test_taken_back_it_is_gone_again(self, store: Store) -> None:
        put(store, contact=ANN)
        change = store.pending_changes.add(
            NAME, f"new:{ANN}", {"name": "Ann", "number": ANN, "note": ""}
        )
        store.pending_changes.take_back(change)
        assert titles(store) == ["(514) 555-0111"]
        assert store.directory.phonebook() == []

    @pytest.mark.parametrize("state", [ChangeState.REFUSED, ChangeState.STALE])
    def test_what_was_not_saved_is_not_shown_as_if(self, store: Store, state: ChangeState) -> None:
        put(store, contact=ANN)
        store.directory.replace_phonebook([ZOE])
        change = store.pending_changes.add(NAME, "entry:7", {"name": "Zoé T."}, {"name": "Zoé"})
        assert titles(store) == ["Zoé T."]
        store.pending_changes.begin(change)
        store.pending_changes.end(change, state, "No.", entries=[ZOE])
        assert titles(store) == ["Zoé"]
        store.pending_changes.again(change)
        assert titles(store) == ["Zoé T."]

    def test_a_poll_of_the_phonebook_does_not_undo_what_is_on_its_way(self, store: Store) -> None:
        put(store, contact=ANN)
        store.directory.replace_phonebook([ZOE])
        store.pending_changes.add(NAME, "entry:7", {"name": "Zoé T."}, {"name": "Zoé"})
        store.pending_changes.add(NAME, f"new:{BOB}", {"name": "Bob", "number": BOB, "note": ""})
        store.directory.replace_phonebook([PhonebookEntry("7", "Zoé", ANN, "rive nord")])
        book = [(one.name, one.number, one.note) for one in store.directory.phonebook()]
        assert book == [("Bob", BOB, ""), ("Zoé T.", ANN, "rive nord")]
        assert titles(store) == ["Zoé T."]

    def test_once_made_there_is_one_of_it(self, store: Store) -> None:
        change = store.pending_changes.add(
            NAME, f"new:{BOB}", {"name": "Bob", "number": BOB, "note": ""}
        )
        store.pending_changes.begin(change)
        store.pending_changes.end(
            change, ChangeState.DONE, entries=[PhonebookEntry("9", "Bob", BOB)]
        )
        assert [(one.id, one.name) for one in store.directory.phonebook()] == [("9", "Bob")]

    def test_a_deleted_one_goes_at_once_and_may_come_back(self, store: Store) -> None:
        put(store, contact=ANN)
        store.directory.replace_phonebook([ZOE])
        change = store.pending_changes.add(NO_NAME, "entry:7", {"name": "Zoé"}, {"name": "Zoé"})
        assert titles(store) == ["(514) 555-0111"]
        store.pending_changes.take_back(change)
        assert titles(store) == ["Zoé"]

    def test_deleting_takes_the_place_of_a_change(self, store: Store) -> None:
        store.directory.replace_phonebook([ZOE])
        store.pending_changes.add(NAME, "entry:7", {"name": "Zoé T."}, {"name": "Zoé"})
        store.pending_changes.add(NO_NAME, "entry:7", {"name": "Zoé"}, {"name": "Zoé"})
        assert only(store).kind is NO_NAME

    def test_a_number_that_changes_renames_both_conversations(self, store: Store) -> None:
        put(store, contact=ANN)
        put(store, contact=BOB)
        store.directory.replace_phonebook([ZOE])
        store.pending_changes.add(NAME, "entry:7", {"number": BOB}, {"number": ANN})
        assert sorted(titles(store)) == ["(514) 555-0111", "Zoé"]

    def test_a_change_of_an_entry_that_went_names_nobody(self, store: Store) -> None:
        store.pending_changes.add(NAME, "entry:7", {"name": "Zoé T."}, {})
        assert store.directory.phonebook() == []


class TestCopies:
    def test_in_a_backup_nothing_goes_by_itself(self, store: Store, tmp_path: Path) -> None:
        put(store, contact=ANN)
        store.pending_changes.begin(switch_on(store))
        store.pending_changes.add(NAME, f"new:{ANN}", {"name": "Ann", "number": ANN, "note": ""})
        target = tmp_path / "copy" / "accounts"
        target.mkdir(parents=True)
        home = tmp_path / "back"
        folder = home / database_of(tmp_path).parent.relative_to(tmp_path)
        folder.mkdir(parents=True)
        store.backup(folder / "messages.sqlite3")
        back = make_store(home)
        try:
            assert [e.state for e in back.pending_changes.all()] == [ChangeState.HELD] * 2
            assert all("may have been done" in e.words for e in back.pending_changes.all())
            assert titles(back) == ["(514) 555-0111"]
            assert back.pending_changes.next_waiting(NOON) is None
        finally:
            back.close()
        assert titles(store) == ["Ann"], "the store itself is as it was"
