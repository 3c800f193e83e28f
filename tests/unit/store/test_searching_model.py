"""What is found as one types, against a model that is slow and plain: it reads every message."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.messages import Message
from mmstui.domain.searching.search_query import parse
from mmstui.domain.times.days import Span
from mmstui.store import Store
from mmstui.store.searching import search, search_index
from support.stores import ANN, BOB, NOON, SHOP, FakeClock, copied_store, put

OFFICE = "5145550199"
WORDS = ("fissure", "Fissurés", "FISS", "canot", "ça", "la", "Là", "coque", "l'eau", "99", "👍")
SIGN = "👍"
#: Days apart, and borders of the days of the index among them.
DAY = timedelta(seconds=1 << search_index.DAY_BITS)
FIRST = NOON - timedelta(seconds=int(NOON.timestamp()) % (1 << search_index.DAY_BITS))
MOMENTS = [
    FIRST + DAY * day + near
    for day in range(3)
    for near in (timedelta(), timedelta(milliseconds=-1), timedelta(hours=5))
]  # fmt: skip

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
instants = st.sampled_from(MOMENTS)
spans = st.none() | st.lists(
    st.tuples(instants, instants).map(lambda pair: Span(*sorted(pair))), max_size=2
)
queries = st.lists(
    st.sampled_from(WORDS)
    | st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(lambda w: f'"{" ".join(w)}"'),
    min_size=1,
    max_size=2,
).map(" ".join)


def folded(text: str) -> str:
    """Without accents and case."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).lower()


def words(text: str) -> list[str]:
    """Runs of letters and digits."""
    return "".join(c if c.isalnum() else " " for c in folded(text)).split()


def terms(typed: str) -> Iterator[tuple[list[str], bool]]:
    """Words side by side, and whether the last of them is whole: quotes were closed after it. A
    sign that stands by itself is one.
    """
    for place, part in enumerate(typed.split('"')):
        inside, closed = place % 2 == 1, place < typed.count('"')
        for group in [part] if inside else part.split():
            if found := words(group):
                yield found, inside and closed
            elif SIGN in group:
                yield [SIGN], False


def has(text: str, wanted: Sequence[str], whole: bool) -> bool:
    """Whether words stand side by side in a text, the last one perhaps only begun."""
    there = [SIGN] * (SIGN in text) if wanted == [SIGN] else words(text)
    return any(
        there[at : at + len(wanted) - 1] == wanted[:-1]
        and (there[at + len(wanted) - 1] == wanted[-1] if whole
             else there[at + len(wanted) - 1].startswith(wanted[-1]))
        for at in range(len(there) - len(wanted) + 1)
    )  # fmt: skip


def model(
    messages: Sequence[tuple[Message, str]],
    typed: str,
    dids: frozenset[str] | None,
    during: Sequence[Span] | None,
) -> list[int]:
    wanted = list(terms(typed))
    found = [
        message
        for message, did in messages
        if wanted
        and all(has(message.text, *each) for each in wanted)
        and (dids is None or did in dids)
        and (during is None or any(span.since <= message.at < span.until for span in during))
    ]
    return [m.id for m in sorted(found, key=lambda m: m.key, reverse=True)]


@given(
    data=st.lists(
        st.tuples(
            texts, instants, st.sampled_from([(SHOP, ANN), (OFFICE, ANN), (SHOP, BOB)]),
        ), min_size=1, max_size=10,
    ),
    typed=queries,
    dids=st.none() | st.frozensets(st.sampled_from([SHOP, OFFICE, "5145550177"])),
    during=spans,
    limit=st.integers(1, 6),
    most_words=st.sampled_from([1, 32]),
    moved=st.tuples(st.integers(0, 9), instants),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_each_key_finds_what_the_model_finds(
    tmp_path_factory: pytest.TempPathFactory,
    data: list[tuple[str, datetime, tuple[str, str]]],
    typed: str,
    dids: frozenset[str] | None,
    during: list[Span] | None,
    limit: int,
    most_words: int,
    moved: tuple[int, datetime],
) -> None:
    """Also with filters, at a limit, and after the service has told another time of a message."""
    home: Path = tmp_path_factory.mktemp("model")
    with closing(copied_store(home, clock=FakeClock())) as store, pytest.MonkeyPatch.context() as m:
        m.setattr(search, "MOST_WORDS", most_words)
        ids = {put(store, text, did=did, contact=who, at=at): did
               for text, at, (did, who) in data}  # fmt: skip
        place, at = moved
        _move(store, list(ids)[place % len(ids)], at)
        messages = [(message, ids[message.id]) for message in store.inbox.messages(list(ids))]
        for length in range(1, len(typed) + 1):
            query = parse(typed[:length])
            expected = model(messages, typed[:length], dids, during)
            found = store.searching.newest(query, dids=dids, during=during, limit=limit)
            assert [message.id for message in found] == expected[:limit], typed[:length]
            for conversation, group in itertools.groupby(
                sorted(messages, key=lambda pair: pair[0].conversation_id),
                key=lambda pair: pair[0].conversation_id,
            ):
                keys = store.searching.in_thread(conversation, query)
                assert [key[2] for key in keys] == model(list(group), typed[:length], None, None)


def _move(store: Store, message_id: int, at: datetime) -> None:
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "UPDATE message SET at = ? WHERE id = ?", (int(at.timestamp() * 1000), message_id)
        )
        search_index.follow(transaction.connection, message_id)
