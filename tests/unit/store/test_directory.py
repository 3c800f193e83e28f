"""The account's numbers and the phonebook."""

from __future__ import annotations

from datetime import timedelta

from mmstui.domain.messages import Contact, Did
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from support.stores import ANN, BOB, NOON, SHOP, put

OFFICE = "5145550199"


def listed(number: str, note: str = "", *, sms: bool = True, mms: bool = True) -> ServerDid:
    return ServerDid(number, note, "Montreal", sms, mms, NOON)


class TestDids:
    def test_none_before_they_have_been_fetched(self, store: Store) -> None:
        assert store.directory.dids() == []

    def test_in_the_account_s_order(self, store: Store) -> None:
        store.directory.replace_dids([listed(SHOP, "Shop", mms=False), listed(OFFICE, sms=False)])
        assert store.directory.dids() == [
            Did(SHOP, "Shop", "Montreal", "Shop", sms=True, mms=False, ordered_at=NOON),
            Did(OFFICE, "", "Montreal", "Montreal", sms=False, mms=True, ordered_at=NOON),
        ]
        store.directory.replace_dids([listed(OFFICE), listed(SHOP)])
        assert [did.number for did in store.directory.dids()] == [OFFICE, SHOP]

    def test_one_that_is_gone_stays_while_its_messages_do(self, store: Store) -> None:
        put(store, did=SHOP)
        store.directory.replace_dids([listed(SHOP), listed("5145550188"), listed(OFFICE)])
        store.directory.replace_dids([listed(OFFICE)])
        office, shop = store.directory.dids()
        assert (office.number, office.sms) == (OFFICE, True)
        assert (shop.number, shop.sms, shop.mms) == (SHOP, False, False)
        assert shop.ability == "no SMS"

    def test_one_that_comes_back_can_send_again(self, store: Store) -> None:
        put(store, did=SHOP)
        store.directory.replace_dids([listed(SHOP)])
        store.directory.replace_dids([])
        store.directory.replace_dids([listed(SHOP)])
        assert [did.sms for did in store.directory.dids()] == [True]

    def test_words_from_outside_are_made_harmless(self, store: Store) -> None:
        store.directory.replace_dids([ServerDid(SHOP, "\x1b[2J\nShop", "\u202e", True, True, None)])
        (did,) = store.directory.dids()
        assert (did.note, did.city) == ("\ufffd[2J Shop", "\ufffd")

    def test_a_list_with_one_number_twice(self, store: Store) -> None:
        store.directory.replace_dids([listed(SHOP, "One"), listed(SHOP, "Two")])
        assert [did.note for did in store.directory.dids()] == ["Two"]

    def test_the_same_list_again_changes_nothing(self, store: Store) -> None:
        store.directory.replace_dids([listed(SHOP)])
        before = store.changes(0).rev
        store.directory.replace_dids([listed(SHOP)])
        assert store.changes(0).rev == before


class TestContacts:
    def test_the_phonebook_by_name_then_the_others_by_time(self, store: Store) -> None:
        put(store, contact="5145550141", at=NOON)
        put(store, contact="5145550142", at=NOON + timedelta(hours=2))
        put(store, contact=ANN, at=NOON + timedelta(hours=1))
        store.directory.replace_phonebook(
            [
                PhonebookEntry("1", "zoe", "5145550151"),
                PhonebookEntry("2", "Étienne", "5145550152"),
                PhonebookEntry("3", "Ann", ANN),
                PhonebookEntry("4", "", BOB),
                PhonebookEntry("5", "Frank", "5145550153"),
            ]
        )
        assert [(c.name, c.number) for c in store.directory.contacts()] == [
            ("Ann", ANN),
            ("Étienne", "5145550152"),
            ("Frank", "5145550153"),
            ("zoe", "5145550151"),
            ("", BOB),
            ("", "5145550142"),
            ("", "5145550141"),
        ]

    def test_what_is_known_of_each(self, store: Store) -> None:
        put(store, contact=ANN, did=SHOP, at=NOON)
        put(store, contact=ANN, did=OFFICE, at=NOON + timedelta(hours=1))
        put(store, contact="BANK\x1b", did=SHOP, at=NOON)
        store.directory.replace_phonebook([PhonebookEntry("1", "Ann\x07", ANN)])
        assert store.directory.contacts() == [
            Contact(ANN, "Ann\ufffd", "(514) 555-0111", OFFICE, in_phonebook=True),
            Contact("BANK\x1b", "", "BANK\ufffd", SHOP),
        ]

    def test_of_several_conversations_with_someone_the_most_recent_counts(
        self, store: Store
    ) -> None:
        for did, contact, hours in [(OFFICE, ANN, 0), (SHOP, BOB, 1), (SHOP, ANN, 2)]:
            put(store, did=did, contact=contact, at=NOON + timedelta(hours=hours))
        assert [(c.number, c.last_did) for c in store.directory.contacts()] == [
            (ANN, SHOP),
            (BOB, SHOP),
        ]

    def test_of_several_entries_for_a_number_the_first_counts(self, store: Store) -> None:
        put(store)
        store.directory.replace_phonebook(
            [
                PhonebookEntry("10", "Work", ANN),
                PhonebookEntry("9", "Ann", ANN),
                PhonebookEntry("8", "", ANN),
                PhonebookEntry("7", "No number", ""),
            ]
        )
        assert [c.name for c in store.directory.contacts()] == ["Ann"]
        assert store.inbox.conversations([1])[1].title == "Ann"


class TestTitles:
    def test_conversations_follow_the_phonebook(self, store: Store) -> None:
        put(store, contact=ANN)
        put(store, contact=BOB)
        store.directory.replace_phonebook([PhonebookEntry("1", "Ann", ANN)])
        titles = store.inbox.conversations([1, 2])
        assert [(c.title, c.named) for c in titles.values()] == [
            ("Ann", True),
            ("(514) 555-0122", False),
        ]
        store.directory.replace_phonebook([PhonebookEntry("1", "Robert", BOB)])
        titles = store.inbox.conversations([1, 2])
        assert [c.title for c in titles.values()] == ["(514) 555-0111", "Robert"]

    def test_only_those_whose_name_changed_are_told(self, store: Store) -> None:
        put(store, contact=ANN)
        put(store, contact=BOB)
        book = [PhonebookEntry("1", "Ann", ANN), PhonebookEntry("2", "Bob", BOB)]
        store.directory.replace_phonebook(book)
        before = store.changes(0).rev
        store.directory.replace_phonebook([book[0], PhonebookEntry("2", "Robert", BOB)])
        assert store.changes(before).conversation_ids == (2,)

    def test_the_same_phonebook_again_changes_nothing(self, store: Store) -> None:
        put(store)
        book = [PhonebookEntry("1", "Ann", ANN, "a note")]
        store.directory.replace_phonebook(book)
        before = store.changes(0), store.data_version()
        store.directory.replace_phonebook(book)
        assert (store.changes(0), store.data_version()) == before

    def test_a_new_conversation_has_the_name_at_once(self, store: Store) -> None:
        store.directory.replace_phonebook([PhonebookEntry("1", "Ann", ANN)])
        put(store)
        assert store.inbox.conversations([1])[1].title == "Ann"


def test_conversations_are_named_the_most_recent_first(store: Store) -> None:
    store.directory.replace_dids([listed(SHOP, "Shop"), listed(OFFICE)])
    store.directory.replace_phonebook([PhonebookEntry("1", "Ann [/]\x1b[2J", ANN)])
    ann = put(store, contact=ANN)
    put(store, contact=BOB, did=OFFICE, at=NOON + timedelta(hours=1))
    put(store, contact="5145550177", dropped=1)
    bob, named = store.directory.conversation_names()
    assert (bob.contact, bob.title, bob.did_label) == (BOB, bob.number, "Montreal")
    assert (named.contact, named.number, named.did_label) == (ANN, "(514) 555-0111", "Shop")
    assert named.title.startswith("Ann [/]")
    assert named.title.isprintable()
    assert store.inbox.message(ann) is not None
