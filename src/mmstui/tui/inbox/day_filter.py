"""The dialog of T: chooses the days whose conversations the list shows."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.domain.times.days import PRESETS, DayProblem, Days, before, parse_day
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, ErrorLine, HeadFact
from mmstui.tui.ui.field import FieldLine, FindField
from mmstui.tui.ui.formatting import DAYS, MONTHS, day_words, short_day
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

#: Hints of the empty fields, from and until.
_EMPTY: Final = ("like 3 nov or 2026-11-03; empty: from the first message", "empty: up to now")
#: Presets; `Days()` means any date.
_CHOICES: Final = (Days(), *(Days(back=back) for back in PRESETS))


class DayFilter(Dialog[Days]):
    """A dialog that returns days; `Days()` means any date, None leaves the filter unchanged.

    `today` is the date in the zone of the list, `zone` its name, ready to paint.
    """

    DEFAULT_CSS = """
    DayFilter {
        #from { margin: 1 0 0 0; }
        &.-low #from { margin: 0; }
        OptionRows { height: 5; }
    }
    """
    NARROW_TEXT_COLUMN = 8
    #: Keys act on the rows at first, which cannot have focus.
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES,
            dialog_commands.CHOOSE,
            dialog_commands.NEXT_FIELD,
            dialog_commands.PREVIOUS_FIELD,
        )
    ]

    def __init__(self, chosen: Days | None, today: date, zone: str) -> None:
        super().__init__("Show conversations of", esc="as before")
        self._chosen = chosen or Days()
        self._today = today
        self.head.show(facts=(HeadFact(f"days in {zone} time"),))
        self._rows = OptionRows[Days](tone=1, takes_keys=lambda: not self._in_field)
        self._fields = tuple(FindField(find=self._typed, hint=words) for words in _EMPTY)
        self._lines = tuple(
            FieldLine(name, field, id=name)
            for name, field in zip(("from", "until"), self._fields, strict=True)
        )
        self._error = ErrorLine()

    def compose_body(self) -> ComposeResult:
        """Yield the presets, then the two date fields."""
        yield self._rows
        yield from self._lines
        yield self._error

    def body_height(self) -> int:
        """Count the presets, a blank line, two fields, and the line below them."""
        return len(_CHOICES) + (3 if self.low else 4)

    def fitted(self) -> None:
        """Align rows and fields with the title."""
        self.set_class(self.low, "-low")
        self._rows.text_column = self._error.text_column = self.text_column
        for line in self._lines:
            line.fit(self.text_column)

    def on_mount(self) -> None:
        """Put the cursor on the current preset, or the current dates into the fields."""
        options = [Option(days, self._cells(days)) for days in _CHOICES]
        ready = self._chosen in _CHOICES
        self._rows.show(options, _CHOICES.index(self._chosen) if ready else 0)
        if not ready:
            for field, day in zip(
                self._fields, (self._chosen.first, self._chosen.last), strict=True
            ):
                field.fill(day.isoformat() if day else "")
            self._fields[0].focus()

    def _cells(self, days: Days) -> tuple[Cell, ...]:
        name = Cell(day_words(days, self._today), width=14)
        if days.back == 1:
            return name, Cell(_full_date(self._today), Role.SOFT)
        if days.back:
            first = short_day(before(self._today, days.back - 1), self._today)
            return name, Cell(f"{first} to {short_day(self._today, self._today)}", Role.SOFT)
        return (name,)

    # Focus.

    @property
    def _focused_index(self) -> int:
        """The index of the field that has focus; -1: none, keys act on the presets."""
        return next((n for n, field in enumerate(self._fields) if field.has_focus), -1)

    @property
    def _in_field(self) -> bool:
        return self._focused_index >= 0

    def _focus_field(self, index: int) -> None:
        self.set_focus(self._fields[index] if index >= 0 else None)

    def action_field(self, step: int) -> None:
        """Move from the presets to the first date, the second, and round."""
        count = 1 + len(self._fields)
        self._focus_field((self._focused_index + 1 + step) % count - 1)

    def action_move(self, rows: int) -> None:
        """Move the cursor; below the last preset is the first date field."""
        if self._in_field:
            self._focus_field(max(-1, min(self._focused_index + rows, len(self._fields) - 1)))
        elif rows > 0 and self._rows.cursor == self._rows.count - 1:
            self._focus_field(0)
        else:
            super().action_move(rows)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Update the accent bar: a field has focus."""
        self._moved()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Update the accent bar when the focus is at its new place."""
        self.call_next(self._moved)

    def _moved(self) -> None:
        for number, line in enumerate(self._lines):
            line.caption.bar(number == self._focused_index)
        self._rows.refresh()
        self._say()

    # Dates.

    def _typed(self, _: str) -> None:
        self._error.say("")
        for field, empty in zip(self._fields, _EMPTY, strict=True):
            try:
                day = self._day(field)
                field.hint = empty if day is None else _full_date(day, year=True)
            except DayProblem:
                field.hint = ""
        self._say()

    def _day(self, field: FindField) -> date | None:
        return parse_day(field.value, self._today) if field.value.strip() else None

    def _parse_fields(self) -> Days:
        """Return the days of the fields. Raises DayProblem, after focusing the wrong field."""
        days: list[date | None] = []
        for number, field in enumerate(self._fields):
            try:
                days.append(self._day(field))
            except DayProblem:
                self._focus_field(number)
                raise
        first, last = days
        if first and last and last < first:
            self._focus_field(1)
            names = short_day(last, self._today), short_day(first, self._today)
            raise DayProblem(f"{names[0]} is before {names[1]}, where it begins.")
        return Days(first, last)

    @on(VirtualList.Moved)
    def _say(self) -> None:
        button: Button | None = None
        keys: tuple[tuple[str, str], ...]
        option = self._rows.option
        if not self._in_field:
            button = Button(f"show {day_words(option.value, self._today)}") if option else None
            keys = (dialog_commands.MOVE_HINT, hint("other dates", dialog_commands.NEXT_FIELD))
        else:
            keys = (hint("other field", dialog_commands.NEXT_FIELD),)
            try:
                first, last = (self._day(field) for field in self._fields)
            except DayProblem:
                pass
            else:
                button = Button(f"show {day_words(Days(first, last), self._today)}")
        self.footer.show(button, keys)

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return what the button says, or show why not."""
        if not self._in_field:
            if (option := self._rows.option) is not None:
                self.dismiss(option.value)
            return
        try:
            days = self._parse_fields()
        except DayProblem as problem:
            self._error.say(str(problem))
        else:
            self.dismiss(days)


def _full_date(day: date, *, year: bool = False) -> str:
    """Return a date like `Friday 20 November`."""
    name = f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return f"{name} {day.year}" if year else name
