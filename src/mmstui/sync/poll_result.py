"""What a poll asked for and got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mmstui.domain import eastern
from mmstui.domain.messages import Kind
from mmstui.domain.wire import Page
from mmstui.store.intake import PollCoverage
from mmstui.sync.history import DAY


@dataclass(slots=True)
class PollSummary:
    """What one poll came to. `rows` counts what was listed, `added` what was not here before."""

    started: datetime
    new_unread: int = 0
    added: int = 0
    rows: int = 0
    first: bool = False  #: it began the first sync


@dataclass(slots=True)
class PollResult:
    """The answers about one kind, for Eastern days `first` to `last`.

    `cut`: the newest rows only, down to one that was known. `whole`: asked without a small limit.
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
    fresh: bool = False  #: the first ever of its kind

    @property
    def rows(self) -> int:
        """How many rows the pages list."""
        return sum(page.count for page in self.pages)

    def coverage(self) -> PollCoverage:
        """From which day on it has seen every row."""
        first = self.first
        if self.cut:
            listed = [row.at for page in self.pages for row in page.rows]
            first = eastern.day(min(listed)) + DAY if listed else self.last
        return PollCoverage(first, self.server_time, self.cut)
