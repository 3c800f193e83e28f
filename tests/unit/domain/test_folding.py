"""What rows of a thread mean together: legs of a group text, parts of a text, signs of tapbacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.folding import LOOK_BACK, folded
from mmstui.domain.messages import Direction, Kind, Media, MediaKind, MediaState, Message, State
from support.stores import ANN, NOON, SHOP

PART = "x" * 153
COMING, GONE = MediaState.PENDING, MediaState.EXPIRED


def row(
    number: int,
    text: str,
    *,
    after: float = 0,
    kind: Kind = Kind.SMS,
    direction: Direction = Direction.IN,
    server_id: int | None = None,
    media: tuple[Media, ...] = (),
    unread: bool = False,
) -> Message:
    """The row `number`, `after` seconds since noon."""
    at = NOON + timedelta(seconds=after)
    state = State.RECEIVED if direction is Direction.IN else State.SENT
    server_id = number if server_id is None else server_id
    key = (int(at.timestamp() * 1000), server_id, number)
    return Message(
        number, 1, key, kind, server_id, direction, state, SHOP, ANN, text, at, unread, media=media
    )


def leg(
    number: int,
    text: str,
    *sizes: int,
    state: MediaState = MediaState.HERE,
    after: float = 0,
) -> Message:
    """A row of a group text, with pictures of these sizes."""
    media = tuple(
        Media(number * 9 + n, n, "a.jpg", "image/jpeg", size, "/a", None, state, MediaKind.PHOTO)
        for n, size in enumerate(sizes)
    )
    return row(number, text, kind=Kind.MMS, media=media, after=after)


def ids(rows: list[Message]) -> list[list[int]]:
    return [sorted(message.row_ids) for message in folded(rows)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([leg(1, "7 h ?"), leg(2, "7 h ?"), leg(9, "7 h ?")], [[1, 2, 9]]),
        ([leg(1, "a"), row(2, "b"), leg(3, "c"), leg(4, "a")], [[1, 4], [2], [3]]),
        ([leg(1, "a"), leg(2, "a", after=1)], [[1], [2]]),
        ([leg(1, "a"), leg(2, "A")], [[1], [2]]),
        ([row(1, "ok"), row(2, "ok")], [[1], [2]]),
        ([leg(1, "a"), replace(leg(2, "a"), direction=Direction.OUT)], [[1], [2]]),
        ([leg(1, ""), leg(2, "")], [[1], [2]]),
        ([leg(1, "", 500), leg(2, "", 500)], [[1, 2]]),
        ([leg(1, "a", 500), leg(2, "a", 500)], [[1, 2]]),
        ([leg(1, "", 500), leg(2, "", 501), leg(3, "", 502)], [[1], [2], [3]]),
        ([leg(1, "a", 500, state=COMING), leg(2, "a", 500, state=COMING)], [[1], [2]]),
        ([leg(1, "a", 500, state=GONE), leg(2, "a", 500, state=GONE)], [[1, 2]]),
        ([leg(1, "", 500, state=GONE), leg(2, "", 500, state=GONE)], [[1], [2]]),
        ([leg(1, "a", 500, state=GONE), leg(2, "a", 500)], [[1], [2]]),
        ([leg(1, "a", 500), leg(2, "a", 500, 600)], [[1], [2]]),
    ],
)
def test_rows_of_a_group_text_are_one_message(
    rows: list[Message], expected: list[list[int]]
) -> None:
    assert ids(rows) == expected


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        ((PART, "end"), True),
        ((PART, PART, "end"), True),
        (("x" * 160, "end"), True),
        (("x" * 152, "end"), False),
        (("x" * 152, "€nd"), True),
        (("x" * 154, "end"), False),
        (("ê" * 67, "fin"), True),
        (("x" * 67, "end"), False),
        (("x" * 67, "ê"), True),
        (("x" * 67, "fête"), True),
        (("x" * 67, "y" * 67, "bye 😀"), True),
        (("ça " + "x" * 64, "y" * 67, "bye"), True),
        (("x" * 66, "bye 😀"), False),
        (("x" * 153, "fête"), True),
        (("👍" * 33, "👍"), True),
        (("é" * 79 + "xx", "fin"), True),
        (("Hello", "there"), False),
        ((PART, ""), False),
    ],
)
def test_parts_of_a_text_are_read_as_one(texts: tuple[str, ...], joined: bool) -> None:
    rows = [row(n, text, after=n) for n, text in enumerate(texts, 1)]
    shown = folded(rows)
    assert [message.text for message in shown] == (["".join(texts)] if joined else list(texts))
    if joined:
        assert [part.text for part in shown[0].parts] == list(texts)
        assert (shown[0].id, shown[0].key) == (1, rows[0].key)


@pytest.mark.parametrize(
    "second",
    [
        row(2, "end", after=11),
        row(2, "end", server_id=12),
        row(2, "end", server_id=0),
        row(2, "end", direction=Direction.OUT),
        row(2, "end", kind=Kind.MMS),
    ],
)
def test_texts_that_do_not_follow_each_other_stay_apart(second: Message) -> None:
    assert ids([row(1, PART), second]) == [[1], [2]]


def test_a_run_longer_than_a_carrier_divides_stays_rows_after_that() -> None:
    rows = [row(n, PART, after=n) for n in range(1, 15)]
    assert ids(rows) == [list(range(1, 11)), [11], [12], [13], [14]]


def test_a_tapback_becomes_a_sign_and_keeps_its_text() -> None:
    liked, loved = "Liked “see you”", "Loved “see you”"
    rows = [
        row(1, "see you", direction=Direction.OUT),
        row(2, "later", after=60),
        row(3, liked, after=120),
    ]
    first, second = folded(rows)
    assert (first.signs, second.signs) == (["👍"], [])
    assert [each.message.text for each in first.reactions] == [liked]
    rows += [row(4, loved, after=180), row(5, "Removed a like from “see you”", after=240)]
    assert folded(rows)[0].signs == ["❤"]
    rows += [row(6, "Removed a heart from “see you”", after=300)]
    assert folded(rows)[0].signs == []
    assert ids(rows) == [[1, 3, 4, 5, 6], [2]]


@pytest.mark.parametrize(
    "rows",
    [
        [row(1, "see you"), row(2, "see you", after=30), row(3, "Liked “see you”", after=60)],
        [row(2, "Liked “see you”"), row(3, "see you", after=60)],
        [row(1, "see you"), row(2, "Liked “see you”", after=60, direction=Direction.OUT)],
        [row(1, "see you"), row(2, "Liked “see yo”", after=60)],
    ],
)
def test_a_tapback_that_no_message_or_several_fit_stays_a_text(rows: list[Message]) -> None:
    assert ids(rows) == [[each.id] for each in rows]


def test_a_tapback_with_a_picture_stays_so_that_the_picture_is_seen() -> None:
    (_, sticker) = folded([row(1, "see you"), leg(2, "Loved “see you”", 700)])
    assert (sticker.text, len(sticker.media)) == ("Loved “see you”", 1)


@pytest.mark.parametrize("between", [LOOK_BACK - 1, LOOK_BACK])
def test_a_tapback_looks_back_no_further_than_is_read(between: int) -> None:
    rows = [row(1, "see you")]
    rows += [row(n, f"{n}", after=60 * n) for n in range(2, between + 2)]
    rows.append(row(9999, "Liked “see you”", after=60_000))
    assert ([1, 9999] in ids(rows)) is (between < LOOK_BACK)


def test_a_group_text_may_be_liked_once_for_each_leg() -> None:
    rows = [leg(1, "7 h ?"), leg(2, "7 h ?"), leg(3, "Liked “7 h ?”", after=9)]
    rows.append(leg(4, "Liked “7 h ?”", after=9))
    (shown,) = folded(rows)
    assert shown.signs == ["👍"]
    assert sorted(shown.row_ids) == [1, 2, 3, 4]


TEXTS = st.sampled_from(
    [
        "ok",
        "see you",
        PART,
        "ê" * 67,
        "Liked “see you”",
        "Removed a like from “see you”",
        "Loved “s…”",
    ]
)


@given(
    st.lists(
        st.tuples(TEXTS, st.integers(0, 20), st.sampled_from(Kind), st.sampled_from(Direction)),
        max_size=30,
    )
)
def test_no_row_is_lost_and_none_is_shown_twice(
    made: list[tuple[str, int, Kind, Direction]],
) -> None:
    at, rows = 0, []
    for number, (text, gap, kind, direction) in enumerate(made, 1):
        at += gap
        rows.append(row(number, text, after=at, kind=kind, direction=direction, unread=True))
    shown = folded(rows)
    assert sorted(n for message in shown for n in message.row_ids) == [each.id for each in rows]
    assert sorted(n for message in shown for n in message.unread_ids) == [each.id for each in rows]
    assert [message.key for message in shown] == sorted(message.key for message in shown)
    outgoing = [message for message in shown if message.direction is Direction.OUT]
    assert [message.text for message in outgoing] == [
        each.text for each in rows if each.direction is Direction.OUT
    ]
