"""T: of which days the list shows conversations."""

from __future__ import annotations

from datetime import date

import pytest

from mmstui.domain.times.days import Days
from mmstui.tui.inbox.day_filter import DayFilter
from support.dialogs import left, open_next, opened
from support.screens import screen_text, wait_until

TODAY = date(2026, 11, 20)
ANY = Days()
WEEK = Days(date(2026, 11, 1), date(2026, 11, 7))


def dialog(chosen: Days | None = None) -> DayFilter:
    return DayFilter(chosen, TODAY, "Tokyo")


#: What was chosen before, keys, and what is chosen then; None: nothing else.
CHOICES: tuple[tuple[Days | None, list[str], Days | None], ...] = (
    (None, ["enter"], ANY),
    (None, ["j", "enter"], Days(back=1)),
    (None, ["j", "down", "enter"], Days(back=7)),
    (None, ["j", "j", "j", "enter"], Days(back=30)),
    (None, ["G", "enter"], Days(back=90)),
    (Days(back=30), ["enter"], Days(back=30)),
    (Days(back=30), ["k", "enter"], Days(back=7)),
    (Days(back=30), ["g", "enter"], ANY),
    (None, ["escape"], None),
    (None, ["tab", *"11-01", "tab", *"7 nov", "enter"], WEEK),
    (None, ["G", "j", *"1 nov", "down", *"2026-11-07", "enter"], WEEK),
    (None, ["tab", *"yesterday", "enter"], Days(date(2026, 11, 19))),
    (None, ["tab", "tab", *"today", "enter"], Days(None, TODAY)),
    (None, ["tab", "enter"], ANY),
    (None, ["tab", "tab", "tab", "j", "enter"], Days(back=1)),
    (
        None,
        ["shift+tab", *"today", "shift+tab", *"11-19", "enter"],
        Days(date(2026, 11, 19), TODAY),
    ),
    (None, ["tab", "shift+tab", "j", "enter"], Days(back=1)),
    (WEEK, ["enter"], WEEK),
    (WEEK, ["down", *["backspace"] * 10, "enter"], Days(date(2026, 11, 1))),
    (WEEK, ["escape"], None),
)


async def test_a_few_keys_choose() -> None:
    async with opened(dialog()) as (app, pilot):
        await pilot.press("escape")
        for chosen, keys, result in CHOICES:
            await open_next(app, pilot, dialog(chosen))
            await pilot.press(*keys)
            assert await left(app, pilot) == result, (chosen, keys)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12)])
async def test_it_says_which_dates_are_meant(size: tuple[int, int]) -> None:
    async with opened(dialog(), size=size) as (app, _):
        text = screen_text(app)
        assert "Show conversat" in text
        assert "today" in text
        assert "last 90 days" in text
        assert "enter show any date" in text
        assert "from" in text
        assert "until" in text
        if size[0] > 40:
            assert "days in Tokyo time" in text
            assert "Friday 20 November" in text
            assert "14 Nov to 20 Nov" in text
            assert "23 Aug to 20 Nov" in text


async def test_what_is_typed_is_told_as_a_day_at_once() -> None:
    async with opened(dialog()) as (app, pilot):
        await pilot.press("tab", *"29 feb")
        await wait_until(pilot, lambda: "Thursday 29 February 2024" in screen_text(app))
        assert "enter show since 29 Feb 2024" in screen_text(app)
        await pilot.press("x")
        await wait_until(pilot, lambda: "February" not in screen_text(app))
        assert "enter show" not in screen_text(app)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (["tab", *"soon"], "No date. Write 3 nov or 2026-11-03."),
        (["tab", *"31 apr"], "There is no 31 April."),
        (["tab", "tab", *"2026-13-01"], "There is no month 13."),
        (["tab", *"7 nov", "tab", *"1 nov"], "1 Nov is before 7 Nov, where it begins."),
    ],
)
async def test_what_cannot_be_shown_says_why_and_stays(keys: list[str], sentence: str) -> None:
    async with opened(dialog(), size=(80, 24)) as (app, pilot):
        await pilot.press(*keys, "enter")
        await wait_until(pilot, lambda: sentence in screen_text(app))
        await pilot.press("backspace")
        await wait_until(pilot, lambda: sentence not in screen_text(app))


async def test_the_error_is_at_the_field_that_is_wrong() -> None:
    async with opened(dialog()) as (app, pilot):
        await pilot.press("tab", *"soon", "tab", *"today", "enter")
        await pilot.press(*["backspace"] * 4, *"3 nov", "enter")
        assert await left(app, pilot) == Days(date(2026, 11, 3), TODAY)


async def test_a_paste_is_one_harmless_line() -> None:
    async with opened(dialog()) as (app, pilot):
        await pilot.press("tab")
        from textual import events

        assert app.focused is not None
        app.focused.post_message(events.Paste("3\x1b[2J nov\n2025"))
        await pilot.pause()
        assert "\x1b" not in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is app.dialog or app.result == Days(date(2025, 11, 3))
