"""The dialog of Z: chooses the time zone of days and times."""

from __future__ import annotations

from datetime import datetime, tzinfo

from textual.app import ComposeResult

from mmstui.domain.text.sanitise import line as one_line
from mmstui.domain.times.zones import (
    ZoneProblem,
    key_of,
    named,
    utc_offset,
    zone,
    zone_name,
    zone_names,
)
from mmstui.tui.theme.palette import HIT, Role, Surface
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.dialog_lines import Button
from mmstui.tui.ui.formatting import clock_time
from mmstui.tui.ui.fuzzy import Folded, fold, ranked
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows, paint_hits
from mmstui.tui.ui.picker import Picker
from mmstui.tui.ui.wrapped_lines import WrappedLines

#: Columns of the time and of the zone's name, relative to the text: after `UTC-03:30  12:32`.
_CLOCK, _NAME = 11, 18


class ZoneRows(OptionRows[tzinfo | str]):
    """Zones, each with its current time.

    A zone is loaded when its row is painted: loading all takes a tenth of a second.
    """

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def zone(self, index: int) -> tzinfo | None:
        """Return the zone of a row; None if this machine has no rules for it."""
        value = self.options[index].value
        return zone(value) if isinstance(value, str) else value

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """Paint offset, time, name, and a remark."""
        option = self.options[index]
        where, start = self.zone(index), self.text_column
        line.to(start)
        if where is not None:
            line.text(utc_offset(where, self._now), surface.soft)
            time = clock_time(self._now, where)
            line.to(start + _CLOCK + 5 - len(time)).text(time, surface.soft)
        line.to(start + _NAME)
        for cell in option.cells:
            paint_hits(line, cell, surface.of(cell.role), surface.accent + HIT)
            line.skip(cell.gap)


class ZoneFilter(Picker[tzinfo, tzinfo | str]):
    """A dialog that returns a time zone; None to leave it unchanged."""

    ROWS = 12

    def __init__(self, current: tzinfo, home: tzinfo, what: str, now: datetime) -> None:
        """`home` is the first row, with `what` as its remark."""
        self._zone_rows = ZoneRows(now)
        super().__init__(
            "Days and times of", self._zone_rows,
            prompt="a city or a region", esc=f"keep {zone_name(current)}",
        )  # fmt: skip
        self._current = current
        first: tuple[tzinfo | str, str, str] = (home, key_of(home), what)
        others = (name for name in zone_names() if name != key_of(home))
        # The name of Saint John's is St_Johns: nobody types the underscore.
        self._zones = [
            (value, fold(name.replace("_", " ")), name, remark)
            for value, name, remark in (first, *((name, name, "") for name in others))
        ]
        self._note = WrappedLines(
            [Word("Until you leave mmstui; zone in config.toml is for good.")]
        )

    def compose_body(self) -> ComposeResult:
        """Yield the field, the rows, and how long the choice lasts."""
        yield from super().compose_body()
        yield self._note

    def body_height(self) -> int:
        """Count the rows, the field and the note."""
        return self._note.rows + super().body_height()

    def fitted(self) -> None:
        """Place the label before the field, and the rows below it."""
        super().fitted()
        self._note.fit(self.text_column, self.inner)

    def find(self, query: str) -> None:
        """Show the zones that match; without a query, begin at the current zone."""
        found = ranked(query.replace("_", " "), self._zones, lambda zone: (zone[1],))
        options = [self._option(*zone, hits.hits[0]) for zone, hits in found]
        if query and (parsed := self._parse(query)) is not None:
            name = parsed.cells[0].text
            options = [parsed, *(each for each in options if each.cells[0].text != name)]
        at = 0
        if not query:
            key = key_of(self._current)
            at = next((n for n, zone in enumerate(self._zones) if zone[2] == key), 0)
        self._rows.show(options, at, f"No time zone has “{one_line(query)}” in its name.")

    def _parse(self, query: str) -> Option[tzinfo | str] | None:
        """Parse the text as on the command line: `eastern`, `PST`, `UTC-5`."""
        try:
            where = named(query)
        except ZoneProblem:
            return None
        return Option(where, (Cell(key_of(where)),))

    def _option(
        self, value: tzinfo | str, _: Folded, name: str, remark: str, hits: frozenset[int]
    ) -> Option[tzinfo | str]:
        cells = [Cell(name, hits=hits), *([Cell(remark, Role.SOFT)] if remark else [])]
        return Option(value, tuple(cells))

    def button(self, option: Option[tzinfo | str]) -> Button | None:
        """Return the button with the zone's name."""
        where = self._zone_rows.zone(self._rows.cursor)
        return Button(f"show {zone_name(where)} time") if where is not None else None

    def action_choose(self) -> None:
        """Return the zone under the cursor."""
        if not self._rows.count:
            return
        where = self._zone_rows.zone(self._rows.cursor)
        if where is None:
            self._rows.say("This machine has no rules for that zone.")
        else:
            self.dismiss(where)
