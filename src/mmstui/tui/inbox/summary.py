"""The pane beside the list while no thread is open: the day, unread counts, and five keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import ClassVar

from textual.geometry import Region
from textual.reactive import var
from textual.strip import Strip

from mmstui.domain.messages import Status
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox import list_commands
from mmstui.tui.inbox.summary_rows import (
    SummaryKeys,
    SummaryRow,
    paint_summary_row,
    summary_rows,
)
from mmstui.tui.layout import is_airy
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.line_widget import LineWidget


class Summary(LineWidget):
    """A pane that shows counts in the gutter and words beside them."""

    sends_changes: ClassVar[bool] = True
    DEFAULT_CSS = """
    Summary { background: $background; height: 1fr; width: 1fr; }
    """

    status: var[Status | None] = var(None, init=False, always_update=True)
    #: Unread messages and conversations of the shown DIDs; None: of all.
    unread: var[tuple[int, int] | None] = var(None, init=False)
    #: Sentences, ready to paint, that are shown on top.
    notices: var[tuple[str, ...]] = var((), init=False)
    #: The time zone of the day.
    zone: var[tzinfo] = var(UTC, init=False)
    #: The name under the cursor of the list, ready to paint.
    highlighted: var[str] = var("", init=False)

    def __init__(self, *, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._clock = clock
        self._rows: list[SummaryRow] = []
        self.set_reactive(Summary.zone, zone)

    def on_mount(self) -> None:
        """Follow the state of the inbox."""
        for name in ("status", "unread", "notices", "zone", "highlighted"):
            self.watch(self, name, self._update, init=False)

    def on_resize(self) -> None:
        """Wrap sentences again."""
        self._update()

    def _update(self) -> None:
        rows = summary_rows(
            self.status, summary_keys(), self._clock(), self.zone, self.size.width,
            unread=self.unread, notices=self.notices, highlighted=self.highlighted,
        )  # fmt: skip
        if rows == self._rows:
            return
        before, self._rows = self._rows, rows
        if len(before) != len(rows):
            self.refresh()
            return
        # Each step in the list changes the name under the cursor: repaint one line, not the pane.
        width, air = self.size.width, self._air
        changed = [y for y, (old, new) in enumerate(zip(before, rows, strict=True)) if old != new]
        self.refresh(*(Region(0, y + air, width, 1) for y in changed))

    @property
    def _air(self) -> int:
        return 1 if is_airy(self.app, self.app.size.height) else 0

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        surface, width = Palette.of(self).t0, self.size.width
        row, y = LineBuilder(width, surface.blank), y - self._air
        if 0 <= y < len(self._rows):
            paint_summary_row(row, self._rows[y], surface)
        return row.strip()


def summary_keys() -> SummaryKeys:
    """Return the keys that the summary names."""
    dates = (inbox_commands.DIDS, inbox_commands.DAYS, inbox_commands.ZONE)
    return SummaryKeys(
        list_commands.OPEN.key,
        inbox_commands.BACK.key,
        inbox_commands.CHECK.key,
        inbox_commands.NEXT_UNREAD.key,
        inbox_commands.NEW.key,
        " ".join(command.key for command in dates),
        app_commands.KEYS.key,
    )
