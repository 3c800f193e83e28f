"""Paints the rows of the whole screen, as text with escape sequences."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from mmstui.first_sight.looks import Colors, Ink, Looks
from mmstui.store.reading.first_page import FirstPage, Labels, StoreMark
from mmstui.store.reading.status_counts import day_in
from mmstui.tui.inbox.list_paint import ListPainter
from mmstui.tui.inbox.list_window import ListWindow
from mmstui.tui.inbox.summary_rows import SummaryKeys, paint_summary_row, summary_rows
from mmstui.tui.layout import WIDE, is_airy, list_width
from mmstui.tui.ui.footer_line import Foot, Hint, paint_footer
from mmstui.tui.ui.header_line import HeaderState, Shown, header_facts, paint_header
from mmstui.tui.ui.line import Line

#: What has one cell in every terminal: Latin, and the signs of these panes.
_SURE: Final = frozenset(
    map(chr, (*range(0x1B, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x0250)))
).union("▌●│┃▸■◷◆∅▪▣♪►○→…↑↓←‘’“”–—•€")


def painted(kept: Any, columns: int, rows: int, now: datetime | None = None) -> list[str] | None:
    """Return the rows of the screen, with what was kept; None if the inbox has to show itself."""
    try:
        now = datetime.fromtimestamp(time.time(), UTC) if now is None else now
        return _Screen(kept, columns, rows, now).painted()
    except Exception:
        # Of a store or a file that is not as it should be, the inbox tells more.
        return None


class _Screen:
    """The screen of the inbox with its list and the summary."""

    def __init__(self, kept: Any, columns: int, rows: int, now: datetime) -> None:
        self._kept, self._now, self._columns, self._rows = kept, now, columns, rows
        self._looks = Looks(kept["looks"], kept["bars"])
        self._palette = cast(Any, self._looks)
        self._colors = cast(Any, Colors(kept["colors"]))
        self._zone = _zone(kept["zone"])
        self._settings = SimpleNamespace(compact=kept["compact"])
        labels = Labels(kept["names"], kept["numbers"])
        page = FirstPage(StoreMark(*kept["store"]), labels)
        eastern = day_in(_zone(kept["eastern"]), now)
        status = page.status(now, eastern, kept["sends_limit"], lambda: _held(kept["store"][0]))
        self._status = cast(Any, SimpleNamespace(**status, waiting="", elsewhere=""))
        self._window = ListWindow(cast(Any, page))
        self._window.ids = page.ids(now)
        self._place(page)
        self._list = self._list_of(rows - 2)
        row = self._window.row(self._window.cursor)
        self._title = row.title if row is not None else ""
        self._page = page

    def _place(self, page: FirstPage) -> None:
        """Put the cursor where it was left."""
        place = json.loads(page.place() or "{}")
        is_inbox = place.get("view", "inbox") == "inbox" and not place.get("search")
        if not (is_inbox and self._window.ids):
            raise ValueError("another view, or nothing to show")
        found = page.id_of(*place["cursor"]) if place.get("cursor") else None
        if found in self._window.ids:
            self._window.cursor = self._window.ids.index(found)

    def _list_of(self, height: int) -> ListPainter:
        width = self._columns
        painter = ListPainter(cast(Any, self._window))
        painter.measure(
            (list_width(width) if width >= WIDE else width, height),
            airy=is_airy(self._settings, self._rows),
            compact=self._settings.compact,
        )
        painter.begin(self._palette, self._now, self._zone, True, self._colors)
        return painter

    def painted(self) -> list[str]:
        """Return the rows."""
        found = [self._header()]
        summary = self._summary() if self._columns >= WIDE else []
        for y in range(self._rows - 2):
            line = Line(self._list.width, self._palette.t1.blank)
            self._list.paint(line, y)
            found.append(_text(line) + (_text(summary[y]) if summary else ""))
        found.append(self._footer())
        self._page.end()
        return _in_columns(found)

    def _header(self) -> str:
        line = self._line(self._columns)
        shown = Shown(zone=self._kept["zone_name"])
        state = HeaderState(self._status, shown)
        facts = header_facts(state, self._now, self._zone, self._kept["why"])
        paint_header(line, facts, self._palette.t0, self._colors)
        return _text(line)

    def _footer(self) -> str:
        line = self._line(self._columns)
        hints = tuple(Hint(*each) for each in self._kept["hints"])
        first, second = (Hint(*each) for each in self._kept["end_hints"])
        paint_footer(line, Foot(hints, (first, second)), self._palette.t0, self._columns)
        return _text(line)

    def _summary(self) -> list[Line]:
        width = self._columns - self._list.width
        keys = SummaryKeys(*self._kept["summary_keys"])
        rows = summary_rows(
            self._status, keys, self._now, self._zone, width, highlighted=self._title
        )
        lines = [self._line(width) for _ in range(self._rows - 2)]
        air = 1 if is_airy(self._settings, self._rows) else 0
        for line, row in zip(lines[air:], rows, strict=False):
            paint_summary_row(line, row, self._palette.t0)
        return lines

    def _line(self, width: int) -> Line:
        return Line(width, self._palette.t0.blank)


def _text(line: Line) -> str:
    pieces = cast(list[tuple[str, Ink]], line.pieces())
    return "".join(f"\x1b[{ink.codes}m{text}\x1b[0m" if ink.codes else text for text, ink in pieces)


def _in_columns(rows: list[str]) -> list[str]:
    """Return rows in which each text stands in its column, however wide a terminal draws it."""
    unsure = [number for number, row in enumerate(rows) if not _SURE.issuperset(row)]
    if unsure:
        from mmstui.tui.terminal.width_anchors import anchored

        for number in unsure:
            rows[number] = anchored(f"\x1b[{number + 1};1H{rows[number]}")
    return rows


def _zone(kept: Any) -> Any:
    path, key = kept
    with open(path, "rb") as file:
        return ZoneInfo.from_file(file, key)


def _held(path: str) -> bool:
    from pathlib import Path

    from mmstui.store.account.leader_file import is_held

    return is_held(Path(path).parent)
