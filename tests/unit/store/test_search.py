"""Finding messages and conversations in a store."""

from __future__ import annotations

import sys
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.messages import Direction, State
from mmstui.domain.searching.search_query import parse
from mmstui.domain.text.sanitise import display
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.store.searching import search, search_index
from support.languages import LANGUAGES, Found
from support.stores import ANN, BOB, NOON, SHOP, find, put

OFFICE = "5145550199"


def hour(number: int) -> timedelta:
    return timedelta(hours=number)


class TestSearch:
    @pytest.fixture(autouse=True)
    def some(self, store: Store) -> None:
        put(store, "The café is open, see you at six", at=NOON + hour(3))
        put(store, "Is the CAFE open tomorrow?", at=NOON, contact=BOB)
        put(store, "Open the window", at=NOON + hour(1))
        put(store, "tomorrow\nwe open", at=NOON + hour(2))

    @pytest.mark.parametrize(
        ("query", "ids"),
        [
            ("open", [1, 4, 3, 2]),
            ("cafe open", [1, 2]),
            ('"open tomorrow"', [2]),
            ('"we open', [4]),
            ('tomorrow "open"', [4, 2]),
            ("tomor", [4, 2]),
            ("TOMÓR ope", [4, 2]),
            ("omorrow", []),
            ("tomor*", [4, 2]),
            ('"tomor"', []),
            ('"open tomor', [2]),
            ('"open tomor"', []),
            ("the-caf", [1, 2]),
            ('"tomor*"', []),
            ("wi*dow", []),
            ("*", []),
            ("window AND", []),
            ("NOT window", []),
            ("text:window", []),
            ('"', []),
            ("* ( ) - ^ +", []),
            ("", []),
            ("\0", []),
            ("open*", [1, 4, 3, 2]),
            ("win-dow", []),
            ("\udc80", []),
            ("window\udc80", [3]),
        ],
    )
    def test_words_and_phrases_the_newest_first(
        self, store: Store, query: str, ids: list[int]
    ) -> None:
        assert [m.id for m in find(store, query)] == ids

    def test_no_more_than_asked_for(self, store: Store) -> None:
        assert [m.id for m in find(store, "open", limit=2)] == [1, 4]

    def test_the_newest_are_those_of_the_latest_time_not_of_the_latest_ingest(
        self, store: Store
    ) -> None:
        """History comes in after what is new."""
        for hours in (300, 100, 200, -5):
            put(store, f"history {hours}", at=NOON - hour(hours))
        put(store, "history older than clocks", at=datetime(1969, 7, 20, tzinfo=UTC))
        assert [m.text for m in find(store, "history", limit=3)] == [
            "history -5",
            "history 100",
            "history 200",
        ]
        assert len(find(store, "history")) == 5

    def test_a_message_whose_time_changed_is_still_found_and_taken_out(self, store: Store) -> None:
        with store.database.writing() as transaction:
            transaction.connection.execute("UPDATE message SET at = at + 3600000 WHERE id = 3")
        assert [m.id for m in find(store, "window")] == [3]
        with store.database.writing() as transaction:
            search_index.unindex(transaction.connection, [3])
        assert [m.id for m in find(store, "window")] == []
        assert [m.id for m in find(store, "open")] == [1, 4, 2]

    def test_what_was_taken_back_is_not_found(self, store: Store) -> None:
        put(
            store,
            "open secret",
            at=NOON + hour(9),
            direction=Direction.OUT,
            state=State.UNKNOWN,
            dropped=1,
        )
        assert [m.id for m in find(store, "secret")] == []
        assert [m.id for m in find(store, "open", limit=1)] == [1]

    def test_of_some_dids_only(self, store: Store) -> None:
        there = put(store, "open too", did=OFFICE, at=NOON + hour(5))
        assert [m.id for m in find(store, "open", limit=1)] == [there]
        assert [m.id for m in find(store, "open", dids=frozenset({OFFICE}))] == [there]
        assert [m.id for m in find(store, "open", dids=frozenset({SHOP}), limit=2)] == [1, 4]
        assert find(store, "open", dids=frozenset()) == []

    def test_what_nobody_wants_any_more_is_stopped(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "STEPS", 1)
        query = parse("open")
        assert store.searching.newest(query, stop=lambda: True) == []
        assert store.searching.called(parse("514"), stop=lambda: True) == frozenset()
        assert store.searching.in_thread(1, query, stop=lambda: True) == []
        assert [m.id for m in find(store, "open")] == [1, 4, 3, 2], "and the next one is not"


@pytest.mark.parametrize("words", [2, 500])
def test_the_newest_are_found_however_many_words_begin_so(
    store: Store, monkeypatch: pytest.MonkeyPatch, words: int
) -> None:
    """By the beginning itself, by the words of the index that begin so, or by collecting all."""
    monkeypatch.setattr(search, "MOST_WORDS", 10)
    for number in range(40):
        put(store, f"kayak kayal{number % words}", at=NOON + hour(number))
        put(store, "paddle", at=NOON + hour(number))
    for typed in ("k", "kaya", "kayal", '"kayak kayal'):
        assert [m.text for m in find(store, typed, limit=2)] == [
            f"kayak kayal{39 % words}", f"kayak kayal{38 % words}",
        ]  # fmt: skip
        assert len(find(store, typed, limit=35)) == 35
    assert len(find(store, "k kayal", limit=100)) == 40
    assert find(store, "k z") == []
    assert len(find(store, "pad kayal0")) == 0


class TestInAThread:
    def test_keys_of_what_is_found_the_newest_first(self, store: Store) -> None:
        mine = [put(store, f"{'a fissure' * (n % 2)} {n}", at=NOON + hour(n)) for n in range(8)]
        put(store, "a fissure", contact=BOB)
        put(store, "Fissuré", at=NOON + hour(9), direction=Direction.OUT, dropped=1)
        keys = store.searching.in_thread(1, parse("FISS"))
        assert [number for *_, number in keys] == [mine[7], mine[5], mine[3], mine[1]]
        assert keys == sorted((m.key for m in store.inbox.messages(mine[1::2])), reverse=True)
        assert store.searching.in_thread(1, parse("")) == []


class TestConversations:
    @pytest.fixture(autouse=True)
    def people(self, store: Store) -> None:
        store.directory.replace_dids([ServerDid(SHOP, "Shop", "Montreal", True, True, None)])
        store.directory.replace_phonebook([PhonebookEntry("1", "Zoé Tremblay", ANN)])
        put(store, "is the canoe ready?", contact=ANN)
        put(store, "canoe and paddle", contact=BOB, did=OFFICE)
        put(store, "another canoe", contact=BOB, did=OFFICE, at=NOON + hour(2))

    @pytest.mark.parametrize(
        ("typed", "called", "listed"),
        [
            ("canoe", set(), {1, 2}),
            ("canoe padd", set(), set()),
            ("canoe zoe", set(), {1}),
            ("zoe", {1}, {1}),
            ("trem ZOE", {1}, {1}),
            ("remblay", set(), set()),
            ("shop", {1}, {1}),
            ("montreal", set(), set()),
            ("514 555-0122", {2}, {2}),
            ("+1 (514) 555", {1, 2}, {1, 2}),
            ("0122", {2}, {2}),
            ("(", set(), set()),
            ("", set(), set()),
            ("nobody", set(), set()),
        ],
    )
    def test_by_what_they_are_called_and_by_their_last_message(
        self, store: Store, typed: str, called: set[int], listed: set[int]
    ) -> None:
        assert store.searching.called(parse(typed)) == called
        assert store.searching.listed(parse(typed)) == listed

    def test_names_are_those_of_now(self, store: Store) -> None:
        assert store.searching.called(parse("bob")) == set()
        store.directory.replace_phonebook([PhonebookEntry("1", "Bob", BOB)])
        assert store.searching.called(parse("bob")) == {2}


#: Letters of many scripts with and without accents, and what separates words.
_CHARACTERS = "aAbeéÉèñÑçıİßſﬁǅΆάςσЖжёȩ́漢字한ا٣٤²½ _-'’.,\"*()^:\n\t0189👍"


@given(
    texts=st.lists(st.text(_CHARACTERS, max_size=12), min_size=1, max_size=6),
    typed=st.text(_CHARACTERS, max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_shown_as_found(
    store_for_all: Store, texts: list[str], typed: str
) -> None:
    """The index and what the screen highlights agree on what a word is."""
    store = store_for_all
    numbers = {put(store, text, at=NOON + hour(n)): text for n, text in enumerate(texts)}
    query = parse(typed)
    found = {m.id for m in store.searching.newest(query, limit=10_000)} & numbers.keys()
    for number, text in numbers.items():
        assert (number in found) == query.matches(display(text)), text
        assert not query or query.matches(display(text)) <= bool(query.spans(display(text)))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_nothing_that_is_typed_raises(store_for_all: Store, typed: str) -> None:
    find(store_for_all, typed)
    store_for_all.searching.listed(parse(typed))


def test_a_long_paste_is_a_query_like_another(store: Store) -> None:
    put(store, "a b c")
    for typed in ("a " * 5_000, "a b c " * 100, '"' * 999, "(" * 999 + "NEAR(a b)" * 99):
        find(store, typed)
    assert len(find(store, "a b c " * 100)) == 1


def test_the_index_parts_at_blanks_and_changes_nothing_in_all_of_unicode(store: Store) -> None:
    """What it is given, and nothing else, is what can be looked for."""
    characters = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) not in {"Cs", "Co", "Cn"}
        and (code % 97 == 0 or not (0x3400 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4))
    ]
    expected: set[str] = set()
    with store.database.writing() as transaction:
        connection = transaction.connection
        for at in range(0, len(characters), 500):
            text = "".join(f"a{each} {each}" for each in characters[at : at + 500])
            given = search_index.indexed_text(text, 1, SHOP)
            expected.update(given.split())
            connection.execute(
                "INSERT INTO message_fts (rowid, text) VALUES (?, ?)", (at + 1, given)
            )
        connection.execute(
            "CREATE VIRTUAL TABLE temp.word USING fts5vocab (main, message_fts, row)"
        )
        found = {word for (word,) in connection.execute("SELECT term FROM temp.word")}
        connection.execute("DROP TABLE temp.word")
    assert found == expected


@pytest.mark.parametrize("each", LANGUAGES, ids=lambda each: each.language)
def test_search_thread_and_list_find_the_same_in_every_language(store: Store, each: Found) -> None:
    number = put(store, each.text)
    put(store, "xyz", contact=BOB)
    for typed in (*each.finds, *each.misses):
        query = parse(typed)
        found = typed in each.finds
        assert [m.id for m in find(store, typed)] == [number] * found, typed
        assert [key[2] for key in store.searching.in_thread(1, query)] == [number] * found, typed
        assert query.matches(display(each.text)) == found
    listed = [typed for typed in each.finds if 1 not in store.searching.listed(parse(typed))]
    assert listed == []


def test_names_are_found_by_the_same_fold(store: Store) -> None:
    store.directory.replace_phonebook(
        [PhonebookEntry("1", "Đặng Zoé 🐶", ANN), PhonebookEntry("2", "Straße-Müller", BOB)]
    )
    put(store, "a", contact=ANN)
    put(store, "b", contact=BOB)
    for typed, found in (
        ("dang zoe", {1}), ("🐶", {1}), ("strasse", {2}), ("muller", {2}), ("-", set()),
    ):  # fmt: skip
        assert store.searching.called(parse(typed)) == found, typed
