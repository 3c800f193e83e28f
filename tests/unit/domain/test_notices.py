"""Who gets a notice of a new message, when, and with which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from mmstui.domain.messages import Conversation, Direction, Media, MediaKind, MediaState, Reaction
from mmstui.domain.notice_settings import NoticeRule, NoticeSettings, QuietHours
from mmstui.domain.notices import CLOCKS, SETTLE, Arrived, Burst, Notice, as_shown, is_news, notices
from support.screens import NOW, conversation
from support.threads import TORONTO, at, incoming, outgoing

HOUR = timedelta(hours=1)
ZOE = replace(conversation(23), title="Zoé Tremblay", named=True)
STRANGER = conversation(50, contact="6135550150", title="(613) 555-0150", did="6135550100")
PHOTO = Media(1, 0, "a.jpg", "image/jpeg", 9, None, None, MediaState.PENDING, MediaKind.PHOTO)


def arrived(*conversations: Conversation, text: str = "the text", **fields: Any) -> list[Arrived]:
    return [
        Arrived(incoming(number, NOW, text, conversation_id=each.id, unread=True, **fields), each)
        for number, each in enumerate(conversations, 1)
    ]


def given(settings: NoticeSettings, new: Sequence[Arrived], now: datetime = NOW) -> list[Notice]:
    return notices(settings, new, now, TORONTO)


def words(settings: NoticeSettings, new: Sequence[Arrived]) -> list[tuple[str, str]]:
    return [(each.title, each.body) for each in given(settings, new)]


@pytest.mark.parametrize(
    ("begin", "end", "quiet"),
    [
        (time(22), time(7), {22, 23, 0, 1, 2, 3, 4, 5, 6}),
        (time(0), time(2), {0, 1}),
        (time(12), time(13, 30), {12, 13}),
        (time(22, 1), time(0), {23}),
    ],
)
def test_quiet_hours_are_those_of_the_zone_shown(begin: time, end: time, quiet: set[int]) -> None:
    settings = NoticeSettings(NoticeRule(quiet_hours=QuietHours(begin, end)))
    found = {hour for hour in range(24) if not given(settings, arrived(ZOE), at(20, hour, 0))}
    assert found == quiet


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, True),
        ({"muted_until": NOW + HOUR}, False),
        ({"muted_until": NOW - HOUR}, True),
        ({"snoozed_until": NOW + HOUR}, False),
    ],
)
def test_muted_and_snoozed_conversations_make_none(fields: dict[str, Any], told: bool) -> None:
    assert bool(given(NoticeSettings(), arrived(replace(ZOE, **fields)))) is told


OFF, ON = {"on": False}, {"on": True}


@pytest.mark.parametrize(
    ("numbers", "conversations", "told"),
    [
        ({"5145550100": OFF}, {}, [50]),
        ({}, {("4385550123", ""): OFF}, [50]),
        ({"5145550100": OFF}, {("4385550123", ""): ON}, [23, 50]),
        ({}, {("4385550123", ""): OFF, ("4385550123", "5145550100"): ON}, [23, 50]),
        ({}, {("4385550123", "6135550100"): OFF}, [23, 50]),
        ({"5145550100": OFF, "6135550100": OFF}, {}, []),
    ],
)
def test_the_narrower_rule_is_stronger(numbers: Any, conversations: Any, told: list[int]) -> None:
    settings = NoticeSettings(numbers=numbers, conversations=conversations)
    found = given(settings, arrived(ZOE, STRANGER))
    assert sorted(one.conversation.id for each in found for one in each.arrived) == told


@pytest.mark.parametrize(
    ("new", "title", "hidden", "shown"),
    [
        (arrived(ZOE), "Zoé Tremblay, (438) 555-0123", "1 message to Shop", "the text"),
        (arrived(STRANGER), "(613) 555-0150", "1 message to Shop", "the text"),
        (
            arrived(ZOE, ZOE), "Zoé Tremblay, (438) 555-0123",
            "2 messages to Shop", "2 messages to Shop: the text",
        ),
        (
            arrived(ZOE, STRANGER, ZOE), "3 messages in 2 conversations",
            "Zoé Tremblay 2, (613) 555-0150", "Zoé Tremblay 2, (613) 555-0150",
        ),
        (
            arrived(*map(conversation, range(5, 11))), "6 messages in 6 conversations",
            *["(438) 555-0105, (438) 555-0106, (438) 555-0107 and 3 more"] * 2,
        ),
        (
            arrived(ZOE, text="", media=(PHOTO,)), "Zoé Tremblay, (438) 555-0123",
            "1 message to Shop", "photo",
        ),
        (
            arrived(STRANGER, text="a\n\x1b]0;x\x07\x9b2J " + "b" * 300), "(613) 555-0150",
            "1 message to Shop", "a �]0;x��2J " + "b" * 187 + "…",
        ),
    ],
)  # fmt: skip
def test_one_notice_for_all_names_people_and_texts_if_wanted(
    new: list[Arrived], title: str, hidden: str, shown: str
) -> None:
    assert words(NoticeSettings(), new) == [(title, hidden)]
    assert words(NoticeSettings(NoticeRule(text=True)), new) == [(title, shown)]


def test_each_message_has_its_own_where_bursts_are_off() -> None:
    new = arrived(*[ZOE] * 100)
    assert len(given(NoticeSettings(), new)) == 1
    assert len(given(NoticeSettings(burst=0), new)) == 100


def test_other_rules_have_notices_of_their_own() -> None:
    settings = NoticeSettings(conversations={("6135550150", ""): {"text": True}})
    assert [body for _, body in words(settings, arrived(ZOE, STRANGER, ZOE))] == [
        "2 messages to Shop",
        "the text",
    ]


def test_news_is_unread_received_and_of_since_the_start() -> None:
    new = incoming(1, NOW, "x", unread=True)
    assert is_news(new, NOW)
    assert is_news(new, NOW + CLOCKS)
    assert not is_news(new, NOW + CLOCKS + timedelta(seconds=1))
    assert not is_news(replace(new, unread=False), NOW)
    assert not is_news(replace(new, direction=Direction.OUT), NOW)


def test_parts_of_a_text_are_one_message_and_a_reaction_is_its_own_row() -> None:
    first, second = (incoming(n, NOW, f"part {n}", unread=True) for n in (1, 2))
    whole = replace(first, text="part 1 part 2", parts=(first, second))
    assert as_shown([first, second], [whole]) == [whole]
    heart = incoming(3, NOW, "Loved “mine”", unread=True)
    mine = replace(outgoing(9, NOW, "mine"), reactions=(Reaction("❤", False, heart),))
    assert as_shown([heart], [mine]) == [heart]


def test_a_further_leg_of_a_text_that_was_told_is_not_told() -> None:
    first, leg = (incoming(n, NOW, "dinner?", unread=True) for n in (1, 2))
    whole = replace(first, legs=(leg,))
    assert as_shown([first, leg], [whole]) == [whole]
    assert as_shown([leg], [whole]) == []


def test_a_burst_waits_for_silence_and_then_for_its_window() -> None:
    burst = Burst(20)
    assert burst.due() is None
    burst.add([1], 100)
    assert burst.due() == 100 + SETTLE
    burst.add([2], 101)
    assert burst.due() == 101 + SETTLE
    for second in range(102, 140):
        burst.add([second], second)
    assert burst.due() == 120 + SETTLE, "what keeps coming does not put it off for ever"
    assert burst.take()[:3] == (1, 2, 102)
    assert burst.due() is None
    burst.add([3], 141)
    assert burst.due() == 141 + SETTLE, "what was seen gave no notice"
    burst.told(141)
    assert burst.due() == 141 + 20
    alone = Burst(0)
    alone.told(100)
    alone.add([1], 100)
    assert alone.due() == 100 + SETTLE
