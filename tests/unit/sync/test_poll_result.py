from __future__ import annotations

from datetime import UTC, date, datetime

from mmstui.domain.messages import Direction, Kind
from mmstui.domain.wire import Page, ServerMessage
from mmstui.store.receiving.intake import PollCoverage
from mmstui.sync.poll_result import PollResult

SERVER = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def look(*days: int, cut: bool) -> PollResult:
    rows = tuple(
        ServerMessage(
            Kind.SMS, day, f"2026-03-{day:02} 12:00:00", datetime(2026, 3, day, 17, tzinfo=UTC),
            Direction.IN, "5145550100", "4385550123", "text",
        )
        for day in days
    )  # fmt: skip
    page = Page(rows, (), len(rows), SERVER, "digest")
    return PollResult(Kind.SMS, date(2026, 3, 1), date(2026, 3, 10), [page], SERVER, cut=cut)


def test_a_look_at_all_rows_covers_all_its_days() -> None:
    assert look(4, 5, cut=False).coverage() == PollCoverage(date(2026, 3, 1), SERVER, False)


def test_a_cut_one_swears_to_no_day_that_it_may_have_seen_in_part() -> None:
    assert look(4, 5, cut=True).coverage() == PollCoverage(date(2026, 3, 5), SERVER, True)


def test_a_cut_one_without_rows_swears_to_nothing_of_the_past() -> None:
    assert look(cut=True).coverage() == PollCoverage(date(2026, 3, 10), SERVER, True)
