"""Filters of the inbox: they stack, stand in the header, and esc takes back the last one set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.times.days import Days
from mmstui.domain.views import View
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.theme.palette import Palette
from support import seldom
from support.inboxes import (
    ALINE,
    NOW,
    OTTAWA,
    SHOP,
    TORONTO,
    ZOE,
    fill_directory,
    make_center,
    make_center_like_the_picture,
    store_of,
)
from support.opened import app_of, open_inbox, press
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.stores import FakeClock, put, put_thread
from support.views import wide_and_narrow

both_sizes = wide_and_narrow
ST_JOHNS, TOKYO = ZoneInfo("America/St_Johns"), ZoneInfo("Asia/Tokyo")
#: The days on which the clocks change in Toronto and St. John's.
FORWARD, BACK = date(2026, 3, 8), date(2026, 11, 1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def center(tmp_path: Path, clock: FakeClock) -> Iterator[MessageCenter]:
    center = make_center(tmp_path, clock)
    yield center
    center.close()


@pytest.fixture
def filled(tmp_path: Path, clock: FakeClock) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, clock)
    yield center
    center.close()


async def in_dialog(app: InboxApp, pilot: Pilot[Any], key: str, *keys: str) -> None:
    """Open a dialog by its key, press others in it, and come back."""
    await press(pilot, key)
    await wait_until(pilot, lambda: len(app.screen_stack) == 2)
    await press(pilot, *keys)
    await wait_until(pilot, lambda: len(app.screen_stack) == 1)


def head(app: InboxApp) -> str:
    return screen_lines(app)[0]


def names(app: InboxApp) -> list[str]:
    rows = app.center.inbox.conversations(app.inbox.list.ids)
    return [row.title for row in rows.values()]


@both_sizes
async def test_filters_stack_and_esc_takes_them_back_one_by_one(
    filled: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(filled, size=size) as (app, pilot):
        everything = len(app.inbox.list.ids)
        await in_dialog(app, pilot, "T", "j", "j", "enter")
        week = len(app.inbox.list.ids)
        assert "last 7 days" in head(app)
        await in_dialog(app, pilot, "D", "j", "enter")
        at_shop = len(app.inbox.list.ids)
        await press(pilot, "u")
        await in_dialog(app, pilot, "Z", *"tokyo", "enter")
        unread = len(app.inbox.list.ids)
        assert everything > week > at_shop > unread > 0
        for words in ("Shop", "   unread ", "last 7 days", "Tokyo time"):
            assert words in head(app)
        await press(pilot, "escape")
        assert "Tokyo time" not in head(app)
        await press(pilot, "escape")
        assert "   unread " not in head(app)
        assert len(app.inbox.list.ids) == at_shop
        await press(pilot, "escape")
        assert "All DIDs" in head(app)
        assert len(app.inbox.list.ids) == week
        await press(pilot, "escape")
        assert "7 days" not in head(app)
        assert len(app.inbox.list.ids) == everything
        await press(pilot, "escape")
        assert len(app.inbox.list.ids) == everything


#: Each filter: the key it is set by, what is pressed then, and its words in the header.
SET = {
    "D": (["j", "enter"], "Shop"),
    "T": (["j", "j", "enter"], "last 7 days"),
    "Z": ([*"tokyo", "enter"], "Tokyo time"),
    "u": ([], "   unread "),
}


async def set_filter(app: InboxApp, pilot: Pilot[Any], key: str) -> None:
    keys, words = SET[key]
    if keys:
        await in_dialog(app, pilot, key, *keys)
    else:
        await press(pilot, key)
    await wait_until(pilot, lambda: words in head(app))


def set_ones(app: InboxApp) -> str:
    """The keys of the filters that the header names."""
    return "".join(key for key, (_, words) in SET.items() if words in head(app))


@pytest.mark.parametrize(
    "order",
    seldom.but(
        lambda order: order not in {"DTZu", "ZT"}, ["DTZu", "uZTD", "ZDuT", "TuDZ", "DZ", "ZT"]
    ),
)
async def test_whatever_the_order_esc_takes_the_last_one(filled: MessageCenter, order: str) -> None:
    async with open_inbox(filled) as (app, pilot):
        for number, key in enumerate(order, 1):
            await set_filter(app, pilot, key)
            assert set(set_ones(app)) == set(order[:number])
        # Setting one again puts it on top.
        for number in reversed(range(len(order))):
            await press(pilot, "escape")
            await wait_until(pilot, lambda n=number: set(set_ones(app)) == set(order[:n]))  # type: ignore[misc]
        assert app.inbox.filters == Filters()


@both_sizes
async def test_searches_come_off_before_filters_do(
    filled: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(filled, size=size) as (app, pilot):
        for key in "DTZ":
            await set_filter(app, pilot, key)
        shown = list(app.inbox.list.ids)
        await press(pilot, "slash", *"zoe", "enter")
        await wait_until(pilot, lambda: names(app) == ["Zoé Tremblay"])
        await press(pilot, "escape")
        await wait_until(pilot, lambda: list(app.inbox.list.ids) == shown)
        assert set_ones(app) == "DTZ"
        await press(pilot, "backslash", *"coque")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        await press(pilot, "escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        assert set_ones(app) == "DTZ"
        assert list(app.inbox.list.ids) == shown
        await press(pilot, "escape")
        await wait_until(pilot, lambda: set_ones(app) == "DT")


async def test_a_filter_that_is_set_anew_is_the_last_one(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        for key in "TD":
            await set_filter(app, pilot, key)
        await in_dialog(app, pilot, "T", "j", "enter")
        assert "last 30 days" in head(app)
        await press(pilot, "escape")
        await wait_until(pilot, lambda: set_ones(app) == "D")
        assert "any date" in head(app)


async def test_the_keys_along_the_list_go_by_the_filters(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await in_dialog(app, pilot, "T", "tab", *"19 nov", "tab", *"19 nov", "enter")
        await wait_until(pilot, lambda: len(app.inbox.list.ids) == 4)
        shown = list(app.inbox.list.ids)
        await press(pilot, "enter")
        for key, wanted in zip("JJJJKKK", (1, 2, 3, 3, 2, 1, 0), strict=True):
            await press(pilot, key)
            assert app.inbox.conversation is not None
            assert app.inbox.conversation.id == shown[wanted]
        # Of three unread conversations one has something of that day.
        for key in ("ctrl+n", "n", "N", "ctrl+n"):
            await press(pilot, key)
            assert app.inbox.conversation is not None
            assert app.inbox.conversation.title == "Zoé Tremblay"


async def test_when_it_is_started_again_nothing_is_left_out(filled: MessageCenter) -> None:
    first = app_of(filled)
    async with first.run_test(size=(120, 36)) as pilot:
        everything = list(first.inbox.list.ids)
        for key in "TZ":
            await set_filter(first, pilot, key)
    again = app_of(filled)
    async with again.run_test(size=(120, 36)):
        assert list(again.inbox.list.ids) == everything
        assert set_ones(again) == ""
        assert "Toronto time" in head(again)


@both_sizes
async def test_all_three_keys_are_named_beside_each_other(
    filled: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(filled, size=size) as (app, pilot):
        await pilot.pause()
        assert "D T Z filter" in screen_lines(app)[-1]
        if size[0] >= 90:
            assert " D T Z  choose numbers, dates, time zone" in screen_text(app)


async def test_esc_in_a_thread_goes_back_before_it_takes_a_filter(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        await press(pilot, "u", "enter", "r")
        for _ in range(3):  # box, thread, list, thread closed
            assert "   unread " in head(app)
            await press(pilot, "escape")
        assert "   unread " in head(app)
        await press(pilot, "escape")
        assert "   unread " not in head(app)


async def test_what_is_set_is_ink_and_what_is_not_soft(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):

        def colour(words: str) -> object:
            return style_of(app, words, line=0).color

        palette = Palette.of(app.inbox.header).t0
        assert head(app).startswith(" mmstui   All DIDs   any date   Toronto time")
        assert colour("any date") == colour("Toronto") == palette.soft.color
        await in_dialog(app, pilot, "T", "j", "enter")
        await in_dialog(app, pilot, "Z", *"tokyo", "enter")
        assert head(app).startswith(" mmstui   All DIDs   today   Tokyo time")
        assert colour("today") == colour("Tokyo") == palette.text.color


async def test_below_100_columns_what_is_not_set_goes(filled: MessageCenter) -> None:
    async with open_inbox(filled, size=(80, 24)) as (app, pilot):
        assert "any date" not in head(app)
        assert "Toronto" not in head(app)
        await in_dialog(app, pilot, "T", "tab", *"1 nov", "tab", *"7 nov", "enter")
        assert "1 Nov to 7 Nov" in head(app)


async def test_one_day_of_another_zone_shows_that_zones_day(center: MessageCenter) -> None:
    fill_directory(center)
    store = store_of(center)
    for number, utc in enumerate(
        ("2026-11-01T02:29:00", "2026-11-01T02:30:00", "2026-11-02T03:29:00", "2026-11-02T03:30:00")
    ):
        at = datetime.fromisoformat(utc + "+00:00")
        put(store, f"message {number}", contact=f"514555018{number}", at=at)
    async with open_inbox(center) as (app, pilot):
        await in_dialog(app, pilot, "Z", *"st johns", "enter")
        await in_dialog(app, pilot, "T", "tab", *"1 nov", "tab", *"1 nov", "enter")
        assert names(app) == ["(514) 555-0182", "(514) 555-0181"]
        # In Tokyo that day ends at three in the afternoon of UTC.
        await in_dialog(app, pilot, "Z", *"tokyo", "enter")
        assert names(app) == ["(514) 555-0181", "(514) 555-0180"]


@both_sizes
@pytest.mark.parametrize(
    ("zone", "typed", "day", "hours"),
    # The days of many zones, minute by minute: `unit/domain/test_days.py`.
    seldom.but(
        lambda case: case[1:3] not in {("st johns", BACK), ("toronto", FORWARD)},
        [
            (TOKYO, "tokyo", FORWARD, 24),
            (TOKYO, "tokyo", BACK, 24),
            (ST_JOHNS, "st johns", FORWARD, 23),
            (ST_JOHNS, "st johns", BACK, 25),
            (TORONTO, "toronto", FORWARD, 23),
            (TORONTO, "toronto", BACK, 25),
        ],
    ),
)
async def test_a_day_on_which_clocks_change_is_that_day_to_the_second(
    center: MessageCenter, zone: ZoneInfo, typed: str, day: date, hours: int,
    size: tuple[int, int],
) -> None:  # fmt: skip
    fill_directory(center)
    first = datetime.combine(day, time(), zone).astimezone(UTC)
    last = first + timedelta(hours=hours, seconds=-1)
    second = timedelta(seconds=1)
    for number, at in enumerate((first - second, first, last, last + second)):
        put(store_of(center), f"message {number}", contact=f"514555018{number}", at=at)
    async with open_inbox(center, size=size) as (app, pilot):
        await in_dialog(app, pilot, "Z", *typed, "enter")
        await in_dialog(app, pilot, "T", "tab", *day.isoformat(), "tab", *day.isoformat(), "enter")
        assert names(app) == ["(514) 555-0182", "(514) 555-0181"]
        # The rule of the day in the thread is of the same clock.
        await press(pilot, "enter")
        await wait_until(pilot, lambda: f"Sunday {day.day} {day:%B}" in screen_text(app))


@both_sizes
async def test_all_times_on_the_screen_follow_the_zone(
    filled: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(filled, size=size) as (app, pilot):
        await press(pilot, "enter")
        await wait_until(pilot, lambda: "Friday 20 November" in screen_text(app))
        await in_dialog(app, pilot, "Z", *"tokyo", "enter")
        # 19:02 in UTC is 4:02 of the next day.
        await wait_until(pilot, lambda: "synced 4:02" in head(app))
        text = screen_text(app)
        # What began the Friday in Toronto is of Saturday now, and Thursday's of Friday.
        assert re.search(r"Friday 20 November ─.*6:48 .*Saturday 21 November ─.*3:40 ", text, re.S)
        assert " 4:01" in text  # the last message
        assert "14:01" not in text
        await press(pilot, "exclamation_mark")
        await wait_until(pilot, lambda: "Tokyo time" in screen_text(app))
        assert "4:01:00, Saturday 21 November" in screen_text(app)


async def test_the_summary_tells_the_day_of_the_zone(filled: MessageCenter) -> None:
    async with open_inbox(filled) as (app, pilot):
        assert "Friday 20 November" in screen_text(app)
        await in_dialog(app, pilot, "Z", *"tokyo", "enter")
        assert "Saturday 21 November" in screen_text(app)
        await in_dialog(app, pilot, "Z", *"toronto", "enter")
        assert not app.inbox.filters.stack


async def test_today_becomes_another_day_at_the_zones_midnight(
    center: MessageCenter, clock: FakeClock
) -> None:
    fill_directory(center)
    put(store_of(center), "today's", contact=ZOE, at=NOW)
    async with open_inbox(center) as (app, pilot):
        await in_dialog(app, pilot, "T", "j", "enter")
        assert names(app) == ["Zoé Tremblay"]
        put(store_of(center), "tomorrow's", contact=ALINE, at=NOW + timedelta(hours=10))
        before = app.inbox.list.during
        clock.advance(timedelta(hours=11))
        app.inbox._clock_ticked()
        assert app.inbox.list.during == Days(back=1).spans(center.now(), TORONTO) != before
        # What is under the cursor stays there until the cursor leaves it.
        await wait_until(pilot, lambda: len(names(app)) == 2)
        await app.inbox.set_filters(app.inbox.filters)
        assert names(app) == ["(647) 555-0144"]


@both_sizes
async def test_a_thread_begins_at_its_newest_message_of_the_days(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    fill_directory(center)
    store = store_of(center)
    put_thread(store, 300, contact=ZOE, first=NOW - timedelta(minutes=300))
    wanted = put(store, "in these days", contact=ZOE, at=NOW - timedelta(days=15))
    put(store, "long before", contact=ZOE, at=NOW - timedelta(days=40))
    async with open_inbox(center, size=size) as (app, pilot):
        await in_dialog(app, pilot, "T", "tab", *"1 nov", "tab", *"7 nov", "enter")
        await press(pilot, "enter")
        view = app.inbox.pane.view
        await wait_until(pilot, lambda: view.message is not None and view.message.id == wanted)
        assert "in these days" in screen_text(app)
        assert "1 Nov to 7 Nov" in head(app)
        # The thread is whole, in both directions.
        await press(pilot, "G")
        assert view.at_end
        # Back in the same thread one is where one was.
        await press(pilot, "escape", "enter") if size[0] >= 90 else None
        assert view.at_end


async def test_nothing_found_says_which_keys_change_that(filled: MessageCenter) -> None:
    async with open_inbox(filled, size=(80, 24)) as (app, pilot):
        await app.inbox.set_filters(
            Filters(frozenset({OTTAWA}), View.UNREAD, Days(date(2025, 1, 3), date(2025, 1, 4)))
        )
        await pilot.pause()
        text = screen_text(app)
        assert "Nothing unread at Ottawa, 3 Jan to 4 Jan 2025." in text
        for key in ("u all", "D other number", "T other dates", "esc any date"):
            assert key in text
        assert "3 Jan to 4 Jan 2025" in head(app)


async def test_help_and_palette_know_the_keys(filled: MessageCenter) -> None:
    async with open_inbox(filled, size=(120, 80)) as (app, pilot):
        await press(pilot, "question_mark")
        text = screen_text(app)
        assert "choose the days that are shown" in text
        assert "choose the time zone, of times and days" in text


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "dids": st.sampled_from([None, frozenset({SHOP}), frozenset({OTTAWA})]),
        "view": st.sampled_from(View),
        "days": st.sampled_from([None, Days(back=1), Days(back=7)]),
        "zone": st.sampled_from([None, TOKYO, ST_JOHNS]),
    },
)


@given(st.lists(VALUES, max_size=12))
def test_the_stack_holds_what_is_set_in_the_order_it_was_set(changes: list[dict[str, Any]]) -> None:
    filters, order = Filters(), list[str]()
    for change in changes:
        for name, value in change.items():
            if getattr(filters, name) != value:
                order = [other for other in order if other != name]
                if value not in (None, View.INBOX):
                    order.append(name)
            filters = filters.changed(**{name: value})
    assert list(filters.stack) == order
    while order:
        order.pop()
        filters = filters.without_last()
        assert list(filters.stack) == order
    assert filters.without_last() == filters
    assert not filters.any
