"""The results of a poll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mmstui.domain.messages import Kind
from mmstui.domain.times import eastern
from mmstui.domain.wire import Page
from mmstui.store.receiving.intake import PollCoverage
from mmstui.sync.history import DAY


@dataclass(slots=True)
class PollSummary:
    """The result of one poll. `rows` counts listed rows, `added` the rows that are new here."""

    started: datetime
    new_unread: int = 0
    added: int = 0
    rows: int = 0
    first: bool = False  #: this poll began the first sync


@dataclass(slots=True)
class PollResult:
    """The pages of one kind, for the Eastern days `first` to `last`.

    `cut`: only the newest rows, down to a known one. `whole`: requested without a small limit.
    """

    kind: Kind
    first: date
    last: date
    pages: list[Page]
    server_time: datetime
    cut: bool = False
    whole: bool = False
    unchanged: bool = False
    digest: str | None = None
    fresh: bool = False  #: the first poll ever of its kind

    @property
    def rows(self) -> int:
        """The number of rows that the pages list."""
        return sum(page.count for page in self.pages)

    def coverage(self) -> PollCoverage:
        """Return the coverage: the first day of which every row is listed."""
        first = self.first
        if self.cut:
            listed = [row.at for page in self.pages for row in page.rows]
            first = eastern.day(min(listed)) + DAY if listed else self.last
        return PollCoverage(first, self.server_time, self.cut)
