"""The dialog of snooze, mute, send later and reminders: choose a time by one key, or write one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar, Final, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from mmstui.domain.times.due_times import TimeProblem, parse, presets
from mmstui.domain.times.hours import Hours
from mmstui.domain.triage import FOREVER
from mmstui.tui.theme.palette import Role
from mmstui.tui.triage import commands as triage_commands
from mmstui.tui.triage.commands import CHOICES, CHOOSE, MODE
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.dialog import NARROW, Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, ErrorLine, HeadFact, SoftLine
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.formatting import DAYS, clock_time, day_name, short_day
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

_HINT: Final = "like fri 14:00, 2 dec, 3d"
#: By whether it is strict: until when, and the key for the other.
_MODES: Final = {
    False: f"unless they reply   {MODE.key} whatever comes",
    True: f"whatever comes   {MODE.key} unless they reply",
}
#: The user's key of each choice.
_KEYS: Final = {key: command.key for key, command in zip(CHOICES, CHOOSE, strict=True)}
#: Cells of the longest name of a choice.
_NAME: Final = 14


class When(NamedTuple):
    """A time; None: now. `strict`: whatever comes before it."""

    at: datetime | None
    strict: bool = False


class Choice(NamedTuple):
    """A time that one key chooses. Without `words`, its day and time are written out."""

    key: str
    name: str
    at: datetime | None
    words: str = ""


def snooze_choices(now: datetime, zone: tzinfo, hours: Hours, *, snoozed: bool) -> list[Choice]:
    """Return the times to snooze until; what is snoozed can come back now."""
    keys = {name: key for key, name in CHOICES.items()}
    found = [Choice(keys[name], name, at) for name, at in presets(now, zone, hours)]
    return [*found, *([_choice("b", None, "into the inbox")] if snoozed else [])]


def mute_choices(now: datetime, *, muted: bool) -> list[Choice]:
    """Return the times to mute until."""
    return [
        _choice("1", now + timedelta(hours=1)),
        _choice("8", now + timedelta(hours=8)),
        _choice("f", FOREVER, "until you unmute it"),
        *([_choice("u", None, "notices again")] if muted else []),
    ]


def _choice(key: str, at: datetime | None, words: str = "") -> Choice:
    return Choice(key, CHOICES[key], at, words)


class WhenDialog(Dialog[When]):
    """A dialog that returns a time. The keys of the choices choose at once."""

    DEFAULT_CSS = """
    WhenDialog {
        .field { height: 1; margin: 1 0 0 0; }
        &.-low .field { margin: 0; }
    }
    """
    NARROW_TEXT_COLUMN = 8
    #: Keys act on the rows at first, which cannot have focus.
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES,
            dialog_commands.CHOOSE,
            *CHOOSE,
            triage_commands.TIME,
            MODE,
        )
    ]

    def __init__(
        self,
        title: str,
        verb: str,
        choices: Sequence[Choice],
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        zone_words: str,
        hours: Hours,
        until: str = "until",
        asks_mode: bool = False,
    ) -> None:
        """`title`, `verb` (of the button) and `zone_words` are ready to paint.

        `until` is the word between the verb and a time that was written; "" for none.

        `asks_mode`: whether the time holds if they reply before.
        """
        super().__init__(title, esc="as before")
        self.head.show(facts=(HeadFact(f"{zone_words} time"),))
        self._verb, self._until = verb, until
        self._choices = {choice.key: choice for choice in choices}
        self._clock, self._zone, self._hours = clock, zone, hours
        self._asks_mode, self._strict = asks_mode, False
        self._rows = OptionRows[Choice](tone=1, takes_keys=lambda: not self._field.has_focus)
        self._gutter = Gutter(until or "time")
        self._field = FindField(find=self._typed, hint=_HINT)
        self._mode = SoftLine(_MODES[False] if asks_mode else "")
        self._error = ErrorLine()

    def compose_body(self) -> ComposeResult:
        """Yield the choices, then the field."""
        yield self._rows
        with Horizontal(classes="field"):
            yield self._gutter
            yield self._field
        yield self._error
        yield self._mode

    def body_height(self) -> int:
        """Count the choices, a blank line, the field, and two lines below it."""
        return len(self._choices) + (3 if self.low else 4)

    def fitted(self) -> None:
        """Align rows and field with the title."""
        self.set_class(self.low, "-low")
        for line in (self._rows, self._error, self._mode):
            line.text_column = self.text_column
        self._gutter.styles.width = self.text_column
        self._rows.styles.height = len(self._choices)
        self._rows.replace([self._option(choice) for choice in self._choices.values()])

    def on_mount(self) -> None:
        """Begin at the first choice."""
        self._rows.rows_changed()

    def _option(self, choice: Choice) -> Option[Choice]:
        words = choice.words or self._written(choice.at)
        cells = Cell(choice.name, width=_NAME), Cell(words, Role.SOFT)
        return Option(choice, cells, key=_KEYS[choice.key])

    def _written(self, at: datetime | None) -> str:
        if at is None:
            return ""
        clock = clock_time(at, self._zone)
        if self.inner >= NARROW:
            return f"{day_name(at, self._zone, now=self._clock())} {clock}"
        day, today = (each.astimezone(self._zone).date() for each in (at, self._clock()))
        return f"{DAYS[day.weekday()][:3]} {short_day(day, today)} {clock}"

    # Keys.

    def action_choice(self, key: str) -> None:
        """Return the choice of a key."""
        self.dismiss(When(self._choices[key].at, self._strict))

    def action_field(self) -> None:
        """Write a time, or go back to the choices."""
        self.set_focus(None if self._field.has_focus else self._field)

    def action_move(self, rows: int) -> None:
        """Move the cursor; below the last choice is the field."""
        if self._field.has_focus:
            if rows < 0:
                self.set_focus(None)
        elif rows > 0 and self._rows.cursor == self._rows.count - 1:
            self._field.focus()
        else:
            super().action_move(rows)

    def action_mode(self) -> None:
        """Switch between unless they reply and whatever comes."""
        self._strict = not self._strict
        self._mode.show(_MODES[self._strict])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the keys of the choices, and that of the mode if it is asked for."""
        if action == "choice":
            return parameters[0] in self._choices
        return action != "mode" or self._asks_mode

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Move the accent bar to the field."""
        self._focus_moved()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Move the accent bar when the focus is at its new place."""
        self.call_next(self._focus_moved)

    def _focus_moved(self) -> None:
        self._gutter.bar(self._field.has_focus)
        self._rows.refresh()
        self._say()

    # The answer.

    def _typed(self, text: str) -> None:
        self._error.say("")
        try:
            self._field.hint = self._written(self._parse(text)) if text.strip() else _HINT
        except TimeProblem:
            self._field.hint = ""
        self._say()

    def _parse(self, text: str) -> datetime:
        return parse(text, self._clock(), self._zone, self._hours)

    def _answer(self) -> When:
        """Return the time that the user means now. Raises TimeProblem."""
        if self._field.has_focus:
            return When(self._parse(self._field.value), self._strict)
        option = self._rows.option
        return When(option.value.at if option is not None else None, self._strict)

    @on(VirtualList.Moved)
    def _say(self) -> None:
        button: Button | None = None
        option = self._rows.option
        if not self._field.has_focus and option is not None:
            name = option.value.name
            button = Button(name if option.value.at is None else f"{self._verb} {name}")
        elif self._field.has_focus and self._field.hint not in ("", _HINT):
            words = (self._verb, self._until, self._field.hint)
            button = Button(" ".join(filter(None, words)))
        self.footer.show(button, (("tab", "choices" if self._field.has_focus else "other time"),))

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return what the button says, or show why not."""
        try:
            self.dismiss(self._answer())
        except TimeProblem as problem:
            self._error.say(str(problem))
