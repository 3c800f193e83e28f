"""A dialog with a few fields, each checked before VoIP.ms gets the values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_lines import DescriptionLines, Fact, Word
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import RIGHT_AIR, Button, DialogFooter, ErrorLines
from mmstui.tui.ui.field import Field, FieldLine
from mmstui.tui.ui.wrapping import wrap


@dataclass(frozen=True, slots=True)
class FormField:
    """A field: its label, its value, and `check`, which returns why a value is invalid ("" if
    valid).

    `prompt` is shown while the field is empty. `notice` returns a remark about a valid value (""
    for none); it is shown once, and a second enter accepts the value.
    """

    label: str
    value: str = ""
    check: Callable[[str], str] = lambda value: ""
    prompt: str = ""
    notice: Callable[[str], str] = lambda value: ""


class FormInput(Field):
    """A field of a form: up and down go to the fields beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            dialog_commands.FORM_FIELD,
            dialog_commands.FORM_FIELD_BACK,
            dialog_commands.FIELD_DOWN,
            dialog_commands.FIELD_UP,
            dialog_commands.SUBMIT,
        )
    ]


class Form(Dialog[tuple[str, ...]]):
    """A form; returns the values, stripped of blanks, or None.

    `notes` are sentences above the fields, ready to paint.
    """

    DEFAULT_CSS = """
    Form {
        #notes { margin: 0 0 1 0; }
        #notes.-none { display: none; }
        &.-low #notes { margin: 0; }
    }
    """

    NARROW_TEXT_COLUMN = 11

    def __init__(
        self, title: str, fields: Sequence[FormField], action: str, *, notes: Sequence[str] = ()
    ) -> None:
        """`title` and `action`, the word for enter, are ready to paint."""
        super().__init__(title, esc="as before")
        self._fields = tuple(fields)
        self._inputs = tuple(FormInput(field.value, prompt=field.prompt) for field in fields)
        self._sentences = tuple(notes)
        self._notices_shown: set[tuple[int, str]] = set()  #: values whose notice was shown
        self._notes = DescriptionLines(id="notes")
        self._rows = tuple(
            FieldLine(field.label, typed) for field, typed in zip(fields, self._inputs, strict=True)
        )
        self._error = ErrorLines()
        move = (hint("next field", dialog_commands.FORM_FIELD),) if len(self._fields) > 1 else ()
        role = Role.WARN if notes else Role.ACCENT
        self.footer.show(Button(action, dialog_commands.SUBMIT.key, role), move)

    def compose_body(self) -> ComposeResult:
        """Yield the notes, the fields and the error line."""
        yield self._notes
        yield from self._rows
        yield self._error

    def body_height(self) -> int:
        """One line for each note, field and error line, and a blank line after the notes."""
        notes = len(self._notes.facts)
        return notes + (1 if notes and not self.low else 0) + len(self._fields) + self._error.rows

    def fitted(self) -> None:
        """Place the labels before the fields and wrap the notes."""
        self.set_class(self.low, "-low")
        for row in self._rows:
            row.fit(self.text_column)
        self._error.text_column = self._notes.text_column = self.text_column
        room = max(10, self.inner - self.text_column - RIGHT_AIR)
        lines = [text for sentence in self._sentences for text in wrap(sentence, room)]
        self._notes.show([Fact("", (Word(text, Role.WARN),)) for text in lines])
        self._notes.set_class(not lines, "-none")

    def on_mount(self) -> None:
        """Focus the first field, with the cursor at its end."""
        self._inputs[0].focus()
        self._inputs[0].cursor_position = len(self._inputs[0].value)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the bar beside the field that has the focus."""
        for row, field in zip(self._rows, self._inputs, strict=True):
            row.caption.bar(field is event.widget)

    def action_move(self, rows: int) -> None:
        """Focus a field below or above, wrapping around."""
        focused = next((i for i, field in enumerate(self._inputs) if field.has_focus), 0)
        self._inputs[(focused + rows) % len(self._inputs)].focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._error.sentence:
            self._error.say("")
            self.fit()

    @on(Input.Submitted)
    @on(DialogFooter.Pressed)
    def _done(self, event: Input.Submitted | DialogFooter.Pressed) -> None:
        event.stop()
        values = tuple(field.value.strip() for field in self._inputs)
        for number, (field, value) in enumerate(zip(self._fields, values, strict=True)):
            if problem := field.check(value):
                self._show_problem(number, problem)
                return
        for number, (field, value) in enumerate(zip(self._fields, values, strict=True)):
            if (number, value) not in self._notices_shown and (notice := field.notice(value)):
                self._notices_shown.add((number, value))
                self._show_problem(number, f"{notice} enter accepts it.")
                return
        self.dismiss(values)

    def _show_problem(self, number: int, problem: str) -> None:
        """Show a problem under its field, so that the lines above it do not move."""
        body = self._error.parent
        if isinstance(body, Widget):
            body.move_child(self._error, after=self._rows[number])
        self._inputs[number].focus()
        self._error.say(problem)
        self.fit()
