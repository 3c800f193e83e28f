"""Searches with operators, from what is typed to what is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmstui.domain.messages import Direction, Kind, State
from mmstui.domain.searching.search_operators import MOST_ALTERNATIVES, parse_search
from mmstui.domain.text.sanitise import line
from mmstui.domain.times.days import Span
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from support.stores import ANN, BOB, NOON, SHOP, find, put

HOME = "6135550100"
OUT, MMS = Direction.OUT, Kind.MMS
TORONTO = ZoneInfo("America/Toronto")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def some(store: Store) -> None:
    """Messages whose texts begin with a letter each; later letters are newer."""
    store.directory.replace_dids(
        [ServerDid(SHOP, "Shop", "Montreal", True, True, None),
         ServerDid(HOME, "Home", "Ottawa", True, True, None)]
    )  # fmt: skip
    store.directory.replace_phonebook([PhonebookEntry("1", "Ann Roy", ANN)])
    rows: list[tuple[str, dict[str, Any]]] = [
        ("a kayak", {}),
        ("b canoe", {"contact": BOB}),
        ("c kayak or canoe", {"direction": OUT}),
        ("d see https://example.com/x kayak", {"contact": BOB, "unread": True}),
        ("e photo of the boat", {"kind": MMS, "media": ["image/png"]}),
        ("f", {"kind": MMS, "media": ["audio/wav"], "contact": BOB, "did": HOME}),
        ("g paddle", {"direction": OUT, "state": State.FAILED, "contact": BOB, "did": HOME}),
        ("h paddle, http is no link", {"unread": True}),
    ]
    for number, (text, columns) in enumerate(rows):
        put(store, text, at=NOON + number * DAY, server_id=number + 1, **columns)
    store.triage.done([2])


def found(store: Store, typed: str, **options: Any) -> str:
    messages = store.searching.find(parse_search(typed, TORONTO), **options)
    return "".join(message.text[0] for message in messages)


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("from:ann", "hea"), ("FROM:roy kayak", "a"), ("from:438", ""), ("from:5145550122", "fdb"),
        ("from:shop", "c"), ("to:shop", "hedba"), ("to:bob", ""), ("to:ann", "c"),
        ("to:5550122", "g"),
        ('from:"ann roy"', "hea"), ("from:ann to:shop", "hea"), ("from:ann to:home", ""),
        ("did:home", "gf"), ("did:ottawa", "gf"), ("did:6135550100 paddle", "g"),
        ("has:photo", "e"), ("has:sound", "f"), ("has:video", ""), ("has:file", "fe"),
        ("has:link", "d"), ("has:link kayak", "d"), ("has:photo boat", "e"),
        ("-has:file paddle", "hg"),
        ("on:2026-03-04", "c"), ("before:2026-03-04", "ba"), ("after:2026-03-08", "hg"),
        ("after:2026-03-03 before:2026-03-05", "cb"), ("on:2026-03", "hgfedcba"),
        ("before:2026", ""),
        ("kayak on:2026-03-02", "a"), ("-on:2026-03 kayak", ""),
        ("is:unread", "hd"), ("is:unread kayak", "d"), ("is:failed", "g"), ("is:sent", "c"),
        ("is:mine", "gc"), ("is:mine paddle", "g"), ("is:done", "db"), ("-is:done kayak", "ca"),
        ("is:snoozed", ""), ("is:unread -is:done", "h"), ("is:unread -kayak", "h"),
        ("kayak -canoe", "da"), ("-kayak", "hgfeb"), ("-kayak -paddle -canoe", "fe"),
        ('-"kayak or" kayak', "da"), ("canoe OR boat", "ecb"), ("a OR b -x", "eba"),
        ("kayak canoe OR see", "dc"), ("from:ann OR is:mine paddle", "hg"),
        ("has:photo OR has:sound", "fe"),
        # What is none is as it was.
        ("kayak", "dca"), ("or", "c"), ("OR kayak", "c"), ("kayak or canoe", "c"),
        ("example.com", "d"),
        ("https://example.com", "d"), ("paddle,", "hg"), ("kayak - canoe", "c"), ("ka-yak", ""),
        ("", ""), ("-", ""), ("--", ""),
    ],
)  # fmt: skip
def test_what_each_finds_newest_first(store: Store, typed: str, letters: str) -> None:
    """And the conversations that it is found in, or, without operators, that are called so."""
    assert found(store, typed) == letters
    assert found(store, typed, limit=1) == letters[:1]
    on_home = "".join(letter for letter in letters if letter in "fg")
    assert found(store, typed, dids=frozenset({HOME})) == on_home
    days = [Span(NOON + 3 * DAY, NOON + 6 * DAY)]
    assert found(store, typed, during=days) == "".join(x for x in letters if x in "def")
    assert found(store, typed, dids=frozenset()) == ""
    search = parse_search(typed, TORONTO)
    called = store.searching.called(search.words) if search.plain else frozenset()
    for options in ({}, {"dids": frozenset({HOME})}, {"during": days}):
        having = {message.conversation_id for message in store.searching.find(search, **options)}
        assert set(store.searching.conversations(search, **options)) == having | called


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("has:boat kayak", "has: wants photo, sound, video, file or link."),
        ("is:late", "is: wants unread, done, snoozed, failed, sent or mine."),
        ("on:tomorrow", "a day with its year"), ("before:03-04", "a day with its year"),
        ("after:2026-02-31", "a day with its year"), ("kayak from:", "from: wants a name"),
        ("-did:", "did: wants a name"),
    ],
)  # fmt: skip
def test_one_that_is_wrong_is_told_and_searched_as_words(
    store: Store, typed: str, why: str
) -> None:
    search = parse_search(typed, TORONTO)
    (problem,) = search.problems
    assert why in problem.why
    assert problem.typed in typed
    assert search.plain
    assert found(store, typed) == "".join(message.text[0] for message in find(store, typed))


def test_what_is_told_is_ready_to_paint() -> None:
    (problem,) = parse_search("has:\x1b[2Jx\u202e", UTC).problems
    assert problem.typed.isprintable()


def test_too_many_alternatives_are_told() -> None:
    assert not parse_search("a OR b OR c OR d OR e OR f OR g OR h", UTC).problems
    search = parse_search("a OR b OR c d OR e OR f", UTC)
    assert search.plain
    assert f"more than {MOST_ALTERNATIVES}" in search.problems[0].why


def test_a_day_is_a_day_of_the_zone(store: Store) -> None:
    late = datetime(2026, 4, 2, 3, tzinfo=UTC)
    put(store, "z kayak", at=late, server_id=99)
    assert found(store, "on:2026-04-01 kayak") == "z"
    messages = store.searching.find(parse_search("on:2026-04-01", UTC))
    assert messages == []


def test_names_are_those_of_now(store: Store) -> None:
    store.directory.replace_phonebook([PhonebookEntry("1", "Zoé", ANN)])
    assert (found(store, "from:ann"), found(store, "from:zoe")) == ("", "hea")


_PIECES = st.sampled_from(
    ["from:", "to:", "-", "OR", "has:photo", '"', "is:", "on:2026", "kayak", " ", "before:", "\x00",
     "*", "NEAR", "^", "(", ")", "'", ":", "é", "今", "\ud800"]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=12).map(" ".join))
def test_nothing_that_is_typed_fails(store: Store, typed: str) -> None:
    search = parse_search(typed, TORONTO)
    store.searching.find(search)
    store.searching.conversations(search)
    assert search.text == line(search.text)
    assert search.words.spans("a kayak") is not None


def test_a_search_of_conversations_finds_all_of_them_but_those_that_are_blocked(
    store: Store,
) -> None:
    """However many messages of another one are newer."""
    for number in range(600):
        put(store, f"y kayak {number}", at=NOON + 30 * DAY, server_id=100 + number, contact=BOB)
    search = parse_search("kayak -boat", TORONTO)
    assert set(store.searching.conversations(search)) == {1, 2}
    store.triage.block([2])
    assert store.searching.conversations(search, blocked=False) == [1]
