"""Which row of the server's history is the message we sent (design: reconcile)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.matching import Candidate, OpenAttempt, Verdicts, match, normalise
from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern
from mmstui.domain.times.clock_skew import Skew

START = datetime(2026, 9, 23, 16, 0, 0, tzinfo=UTC)
SHOP, CAT = "5145550100", "4385550123"
PHOTO, SOUND = "image/jpeg", "audio/mpeg"


def attempt(
    text: str = "hello",
    *,
    id: int = 1,
    kind: Kind = Kind.SMS,
    files: tuple[str, ...] = (),
    watermark: int = 100,
    after: timedelta = timedelta(0),
    skew: timedelta | None = timedelta(0),
    did: str = SHOP,
    looked: bool = True,
    seen: frozenset[tuple[int, str]] = frozenset(),
    ended: datetime | None = None,
) -> OpenAttempt:
    return OpenAttempt(
        id=id,
        message_id=id * 10,
        kind=kind,
        did=did,
        contact=CAT,
        text=text,
        media_types=files,
        watermark=watermark,
        started_at=START + after,
        skew=None if skew is None else Skew(skew, skew + timedelta(seconds=1)),
        looked=looked,
        seen=seen,
        ended_at=ended,
    )


def row(
    text: str = "hello",
    *,
    server_id: int = 101,
    kind: Kind = Kind.SMS,
    files: tuple[str, ...] | None = (),
    after: timedelta = timedelta(seconds=1),
    contact: str = CAT,
    more: bool = False,
) -> Candidate:
    at = START + after
    return Candidate(
        row_id=server_id,
        kind=kind,
        server_id=server_id,
        did=SHOP,
        contact=contact,
        text=text,
        date=eastern.render(at),
        at=at,
        media_types=files,
        more_media=more,
    )


def owned(attempts: list[OpenAttempt], rows: list[Candidate]) -> dict[int, int]:
    return dict(match(attempts, rows).owned)


def test_the_same_text_above_the_watermark_is_ours() -> None:
    assert match([attempt()], [row()]) == Verdicts(owned=((1, 101),))


@pytest.mark.parametrize(
    "other",
    [
        row("hello!"),
        row(server_id=100),
        row(server_id=99),
        row(kind=Kind.MMS),
        row(contact="4385550124"),
    ],
)
def test_what_differs_is_not(other: Candidate) -> None:
    assert match([attempt()], [other]) == Verdicts()


def test_an_attempt_without_a_watermark_takes_any_row_of_its_time() -> None:
    assert owned([attempt(watermark=0)], [row(server_id=1)]) == {1: 1}


def test_two_identical_texts_are_two_messages() -> None:
    pair = [attempt(id=1), attempt(id=2, after=timedelta(seconds=30))]
    later = row(server_id=105, after=timedelta(seconds=31))
    assert owned(pair, [later, row(server_id=103)]) == {1: 103, 2: 105}
    assert owned(pair, [row(server_id=103)]) == {1: 103}
    assert owned(pair[:1], [later, row(server_id=103)]) == {1: 103}


def test_an_attempt_that_ended_just_before_comes_before_an_older_one() -> None:
    """The older message may be deleted here: its row would be hidden, and the newer one lost."""
    older = attempt(id=1, ended=START + timedelta(seconds=1))
    newer = attempt(
        id=2, after=timedelta(seconds=66), ended=START + timedelta(seconds=67), watermark=100
    )
    late = row(server_id=103, after=timedelta(seconds=67))
    assert owned([older, newer], [late]) == {2: 103}
    assert owned([older, newer], [late, row(server_id=104, after=timedelta(seconds=68))]) == {
        1: 104,
        2: 103,
    }


def test_a_row_below_one_watermark_is_left_for_the_older_attempt() -> None:
    pair = [attempt(id=1, watermark=100), attempt(id=2, watermark=104, after=timedelta(seconds=9))]
    later = row(server_id=105, after=timedelta(seconds=9))
    assert owned(pair, [row(server_id=103), later]) == {1: 103, 2: 105}
    assert owned(pair[1:], [row(server_id=103)]) == {}


def test_the_exact_text_is_taken_before_the_normalised_one() -> None:
    assert owned(
        [attempt("don't")], [row("don\\'t", server_id=101), row("don't", server_id=102)]
    ) == {1: 102}


def test_a_looser_comparison_never_steals_another_attempts_row() -> None:
    pair = [attempt("hi 🎉", id=1), attempt("hi", id=2, after=timedelta(seconds=5))]
    first, second = (row("hi", server_id=n, after=timedelta(seconds=5)) for n in (101, 102))
    assert owned(pair, [first]) == {2: 101}
    assert owned(pair, [first, second]) == {2: 101, 1: 102}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("I don't", "I don\\'t"),
        ("I don't", "I don\\\\\\'t"),
        ('say "cheese"', 'say \\"cheese\\"'),
        ("two\nlines", "two\r\nlines"),
        ("two\nlines", "two \nlines\n"),
        ("caf\u00e9", "cafe\u0301"),
        ("trailing  ", "trailing"),
        ("party 🎉 at six", "party  at six"),
        ("see you 👋", "see you"),
        ("“quoted” text", "quoted text"),
    ],
)
def test_texts_that_the_service_hands_back_changed(ours: str, theirs: str) -> None:
    assert owned([attempt(ours)], [row(theirs)]) == {1: 101}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("🎉", ""),  # nothing remains to compare
        ("🎉 yes", "🎊 yes"),  # the row has such characters: they were not dropped
        ("yes", "yes 🎉"),
        ("hello", "hello hello"),
        ("", "hello"),
    ],
)
def test_texts_that_are_others(ours: str, theirs: str) -> None:
    assert owned([attempt(ours)], [row(theirs)]) == {}


# Dates.


@pytest.mark.parametrize("seconds", [2, 3, 5, 60, 599, 600, 3600])
def test_a_row_dated_before_the_attempt_is_only_near(seconds: int) -> None:
    earlier = match([attempt()], [row(after=timedelta(seconds=-seconds))])
    assert earlier == Verdicts(near=((1, 101),))


def test_a_row_is_dated_to_the_second() -> None:
    """The attempt began at 16:00:00.9, and its row says 16:00:00; or 15:59:59, by another clock."""
    late = timedelta(milliseconds=900)
    for seconds in (0, -1):
        assert owned([attempt(after=late)], [row(after=timedelta(seconds=seconds))]) == {1: 101}


def test_a_row_that_a_look_saw_before_is_not_ours() -> None:
    seen = row()
    before = frozenset({(seen.server_id, seen.date)})
    assert match([attempt(seen=before)], [seen]) == Verdicts()
    assert owned([attempt(seen=before)], [row(server_id=102)]) == {1: 102}


def test_where_nobody_looked_only_a_row_that_is_surely_later_is_ours() -> None:
    blind = attempt(looked=False)
    assert match([blind], [row(after=timedelta(0))]) == Verdicts(near=((1, 101),))
    assert owned([blind], [row(after=timedelta(seconds=1))]) == {1: 101}


def test_where_nothing_is_known_of_the_clocks_no_date_tells() -> None:
    assert match([attempt(skew=None)], [row()]) == Verdicts(near=((1, 101),))


def test_a_row_may_be_dated_two_minutes_after_the_end_of_the_request() -> None:
    ended = attempt(ended=START + timedelta(seconds=10))
    last = timedelta(minutes=2, seconds=11)
    assert owned([ended], [row(after=last)]) == {1: 101}
    later = match([ended], [row(after=last + timedelta(seconds=1))])
    assert later == Verdicts(near=((1, 101),))


def test_an_end_that_was_noticed_long_after_does_not_widen_it() -> None:
    """A machine that slept, or a process that died and was noticed by the next one."""
    for ended in (None, START + timedelta(days=1)):
        fits = [row(after=timedelta(minutes=3))]
        assert owned([attempt(ended=ended)], fits) == {1: 101}
        assert owned([attempt(ended=ended)], [row(after=timedelta(minutes=4))]) == {}


def test_in_the_hour_that_comes_twice_either_pass_may_be_meant() -> None:
    late = datetime(2026, 11, 1, 6, 30, tzinfo=UTC) - START  # 01:30 EST, the second pass
    assert owned([attempt(after=late)], [row(after=late - timedelta(hours=1))]) == {1: 101}
    for minutes in (-120, -62, -30, 30, 60):
        assert owned([attempt(after=late)], [row(after=late + timedelta(minutes=minutes))]) == {}


def test_our_clock_is_turned_into_the_servers() -> None:
    """Ours runs an hour ahead: the row is of the same minute, whatever our clock says."""
    ahead = attempt(after=timedelta(hours=1), skew=timedelta(hours=-1))
    assert owned([ahead], [row()]) == {1: 101}
    behind = attempt(after=timedelta(hours=-1), skew=timedelta(hours=1))
    assert owned([behind], [row(after=timedelta(minutes=-30))]) == {}


def test_a_near_row_goes_to_the_attempt_it_fits() -> None:
    older = attempt(id=1, after=timedelta(minutes=-30))
    newer = attempt(id=2)
    said = match([older, newer], [row(after=timedelta(minutes=-29))])
    assert said == Verdicts(owned=((1, 101),))


# Files.


def mms(text: str, *files: str, id: int = 1) -> OpenAttempt:
    return attempt(text, id=id, kind=Kind.MMS, files=files)


def listed(text: str, files: tuple[str, ...] | None, **more: object) -> Candidate:
    return row(text, kind=Kind.MMS, files=files, **more)  # type: ignore[arg-type]


def test_a_message_with_files_is_settled_by_a_row_with_as_many_of_the_same_kinds() -> None:
    ours = [mms("cat", PHOTO, SOUND)]
    assert owned(ours, [listed("cat", ("audio/wav", "image/png"))]) == {1: 101}
    assert owned(ours, [listed("cat", (PHOTO,))]) == {}
    assert owned(ours, [listed("cat", (PHOTO, PHOTO))]) == {}
    assert owned(ours, [listed("cat", (PHOTO, SOUND, SOUND))]) == {}
    assert owned(ours, [listed("cat", ())]) == {}


def test_an_address_that_tells_no_type_may_be_any_file() -> None:
    assert owned([mms("", PHOTO, SOUND)], [listed("", ("", SOUND))]) == {1: 101}
    assert owned([mms("", PHOTO)], [listed("", ("", ""))]) == {}


def test_without_text_it_waits_for_the_list_of_files() -> None:
    said = match([mms("", PHOTO)], [listed("", None)])
    assert said == Verdicts(pending=((1, 101),))
    assert owned([mms("", PHOTO)], [listed("", (PHOTO,))]) == {1: 101}


def test_with_a_text_it_need_not_wait() -> None:
    assert owned([mms("the cat", PHOTO)], [listed("the cat", None)]) == {1: 101}


def test_a_text_that_another_sent_with_other_files_is_not_enough() -> None:
    """Neither was answered and one was lost: the wrong one must not count as sent."""
    ours = [mms("cat", PHOTO, id=1), mms("cat", PHOTO, PHOTO, id=2)]
    assert match(ours, [listed("cat", None)]) == Verdicts(pending=((1, 101), (2, 101)))
    assert owned(ours, [listed("cat", (PHOTO, PHOTO))]) == {2: 101}
    alike = [mms("cat", PHOTO, id=1), mms("cat", PHOTO, id=2)]
    assert owned(alike, [listed("cat", None)]) == {1: 101}


def test_a_list_that_may_still_grow_is_waited_for() -> None:
    ours = [mms("cat", PHOTO, PHOTO)]
    assert match(ours, [listed("cat", (PHOTO,), more=True)]) == Verdicts(pending=((1, 101),))
    assert match(ours, [listed("cat", (PHOTO,))]) == Verdicts()


def test_a_row_whose_files_are_known_is_taken_before_one_whose_are_not() -> None:
    rows = [listed("cat", None, server_id=101), listed("cat", (PHOTO,), server_id=102)]
    assert owned([mms("cat", PHOTO, id=1), mms("cat", id=2)], rows) == {1: 102, 2: 101}


# Properties.

TEXTS = st.sampled_from(["a", "a ", "a\\'b", "a'b", "a 🎉", "", "b"])


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[OpenAttempt], list[Candidate]]:
    attempts = [
        attempt(
            draw(TEXTS),
            id=i,
            watermark=100 + draw(st.integers(0, 6)),
            after=timedelta(minutes=draw(st.integers(0, 8))),
        )
        for i in range(draw(st.integers(0, 4)))
    ]
    rows = [
        row(draw(TEXTS), server_id=101 + i, after=timedelta(minutes=draw(st.integers(-3, 12))))
        for i in range(draw(st.integers(0, 5)))
    ]
    return attempts, draw(st.permutations(rows))


@given(situations())
def test_each_row_and_each_attempt_is_used_at_most_once(
    situation: tuple[list[OpenAttempt], list[Candidate]],
) -> None:
    attempts, rows = situation
    said = match(attempts, rows)
    assert len({a for a, _ in said.owned}) == len({r for _, r in said.owned}) == len(said.owned)
    taken = {r for _, r in said.owned}
    settled = {a for a, _ in said.owned}
    assert not taken & {r for _, r in (*said.near, *said.pending)}
    assert not settled & {a for a, _ in (*said.near, *said.pending)}
    by_id = {a.id: a for a in attempts}
    by_row = {r.row_id: r for r in rows}
    for attempt_id, row_id in said.owned:
        ours, theirs = by_id[attempt_id], by_row[row_id]
        assert theirs.server_id > ours.watermark
        early = theirs.at - ours.started_at
        assert timedelta(seconds=-1) <= early <= timedelta(minutes=4)


def most_pairs(attempts: list[OpenAttempt], rows: list[Candidate]) -> int:
    """How many pairs there can be, by trying everything."""
    if not attempts:
        return 0
    first, rest = attempts[0], attempts[1:]
    without = most_pairs(rest, rows)
    fitting = [row for row in rows if match([first], [row]).owned]
    return max(
        [without, *(1 + most_pairs(rest, [r for r in rows if r is not row]) for row in fitting)]
    )


@given(situations())
def test_there_are_as_many_pairs_as_there_can_be(
    situation: tuple[list[OpenAttempt], list[Candidate]],
) -> None:
    attempts, rows = situation
    assert len(match(attempts, rows).owned) == most_pairs(attempts, rows)


def test_an_exact_text_does_not_cost_another_attempt_its_row() -> None:
    """The second cannot have the first row: it is older then."""
    pair = [attempt("don't", id=1), attempt("don't", id=2, after=timedelta(minutes=11))]
    rows = [row("don\\'t", server_id=101), row("don't", server_id=102, after=timedelta(minutes=11))]
    assert owned(pair, rows) == {1: 101, 2: 102}


def test_a_late_row_can_change_what_was_found() -> None:
    """The later row was listed first, and the earlier one is below the other's watermark."""
    first, second = attempt(id=1), attempt(id=2, watermark=101, after=timedelta(seconds=30))
    before = [row(server_id=102, after=timedelta(seconds=31))]
    assert owned([first, second], before) == {1: 102}
    said = match([first, second], [*before, row(server_id=101)], [(1, 102)])
    assert dict(said.owned) == {1: 101, 2: 102}


def test_what_was_found_stays_when_nothing_more_can_be_found() -> None:
    said = match([attempt(id=1)], [row(server_id=101), row(server_id=102)], [(1, 102)])
    assert said == Verdicts(owned=((1, 102),))


@given(situations())
def test_the_order_of_rows_and_attempts_does_not_matter(
    situation: tuple[list[OpenAttempt], list[Candidate]],
) -> None:
    attempts, rows = situation
    once = match(attempts, rows)
    again = match(attempts[::-1], sorted(rows, key=lambda r: r.server_id))
    assert set(once.owned) == set(again.owned)


@given(st.text(max_size=40) | st.text("\\'\" \r\na", max_size=12))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
