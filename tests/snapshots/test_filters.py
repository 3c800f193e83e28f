"""The filters, cell for cell. What a picture must show is also said in words here."""

from __future__ import annotations

from support import scenes
from support.views import WIDE, Look, Opener, both_sizes


@both_sizes
def test_days(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """What is ready-made, each with the dates it means, the bar on the last seven days; below it
    two dates to be written; whose clock it is stands beside the title."""
    view = look(open_inbox(), scenes.day_filter, size)
    view.holds(
        "Show conversations of   days in Toronto time", "esc as before",
        "any date", "today           Friday 20 November",
        "last 7 days     14 Nov to 20 Nov",
        "last 30 days    22 Oct to 20 Nov", "last 90 days    23 Aug to 20 Nov",
        "from", "until", " enter show last 7 days    j k move   tab other dates",
    )  # fmt: skip
    assert "▌" in next(line for line in view.lines if "14 Nov to" in line)
    assert view.matches


@both_sizes
def test_days_that_are_none(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The first date told as a day, the bar at the second, the error under it, no pill."""
    view = look(open_inbox(), scenes.day_filter_wrong, size)
    view.holds(
        "from  1 nov  Sunday 1 November 2026", "until  31 apr", "There is no 31 April.",
        "tab other field",
    )  # fmt: skip
    assert "enter show" not in view.text
    assert view.matches


@both_sizes
def test_zones(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """What is found first, its letters marked; offset and time before each name; how long it
    lasts; the pill says the city."""
    view = look(open_inbox(), scenes.zone_filter, size)
    view.holds(
        "Days and times of", "esc keep Toronto", "find  st j",
        "▌ UTC-03:30  15:32  America/St_Johns", "UTC-10:00   9:02  Pacific/Johnston",
        "Until you leave mmstui", " enter show St Johns time    ↑ ↓ move",
    )  # fmt: skip
    assert view.matches


@both_sizes
def test_filters_in_the_header(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """All that is set stands in the header; times, days and the list are those of Tokyo."""
    view = look(open_inbox(), scenes.filtered, size)
    assert view.lines[0].startswith(" mmstui   Shop   last 7 days   Tokyo time")
    assert view.lines[0].endswith("synced 4:02")
    view.holds("▌●   4:02  Zoé Tremblay", " ●   3:04  (647) 555-0144")
    assert "Ottawa" not in view.text
    assert ("Saturday 21 November" in view.text) == (size == WIDE)
    assert view.matches


@both_sizes
def test_nothing_found(look: Look, open_inbox: Opener, size: tuple[int, int]) -> None:
    """The sentence names the days, and the key that changes them."""
    view = look(open_inbox(), scenes.filtered_to_nothing, size)
    assert "24 Dec to 26 Dec 2019" in view.lines[0]
    view.holds("No messages, 24 Dec to 26 Dec", "T other dates")
    assert view.matches
