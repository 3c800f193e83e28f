"""A single-line text field, and the gutter with its label."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from mmstui.domain.text.sanitise import line as one_line
from mmstui.tui.terminal.clusters import joined, nearest
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.kill_ring import KillRing
from mmstui.tui.ui.line_builder import LineBuilder


class Field(Input):
    """A text field: Textual's Input without a frame, with clean pastes and the keys of readline.

    `prompt` is shown while the field is empty, `hint` after the value. Both must be ready to paint.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("alt+b,alt+left", "cursor_left_word", show=False),
        Binding("alt+f,alt+right", "cursor_right_word", show=False),
        Binding("alt+d,alt+delete", "delete_right_word", show=False),
        Binding("alt+backspace,ctrl+backspace", "delete_left_word", show=False),
        Binding("ctrl+y", "yank", show=False),
    ]
    DEFAULT_CSS = """
    Field, Field:focus {
        width: 1fr;
        background: $surface;
        background-tint: $foreground 0%;
        color: $foreground;
        &:nocolor > .input--cursor { text-style: reverse; }
    }
    """

    def __init__(
        self, value: str = "", *, hint: str = "", prompt: str = "", id: str | None = None
    ) -> None:
        super().__init__(value, id=id, compact=True, select_on_focus=False)
        self._hint = hint
        self.prompt = prompt
        self._ring = KillRing()
        #: The completion that another key would add, shown after the value.
        self.ahead = ""

    @property
    def hint(self) -> str:
        """The text after the cursor, ready to paint."""
        return self._hint

    @hint.setter
    def hint(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.refresh()

    def on_mount(self) -> None:
        """Take the cursor's blinking from the app."""
        self.cursor_blink = bool(getattr(self.app, "blink", True))

    def on_resize(self) -> None:
        """Scroll the cursor into view: the value scrolls differently in another width."""
        position = self.cursor_position
        self.cursor_position = 0
        self.cursor_position = position

    def on_paste(self, event: events.Paste) -> None:
        """Insert a paste as one clean line: it comes from outside."""
        event.prevent_default()
        event.stop()
        text = self.cleaned(event.text)
        if self.selection.is_empty:
            self.insert_text_at_cursor(text)
        else:
            self.replace(text, *self.selection)

    # Kill and yank.

    def action_delete_left_word(self) -> None:
        """Kill back to the beginning of the word."""
        self._kill(super().action_delete_left_word)

    def action_delete_right_word(self) -> None:
        """Kill to the end of the word."""
        self._kill(super().action_delete_right_word)

    def action_delete_left_all(self) -> None:
        """Kill the text before the cursor."""
        self._kill(super().action_delete_left_all)

    def action_delete_right_all(self) -> None:
        """Kill the text after the cursor."""
        self._kill(super().action_delete_right_all)

    def _kill(self, delete: Callable[[], None]) -> None:
        before, here = self.value, self.cursor_position
        delete()
        if gone := len(before) - len(self.value):
            start = min(here, self.cursor_position)
            self._ring.add(before[start : start + gone])

    def action_yank(self) -> None:
        """Insert the text that was killed last."""
        if self._ring:
            self.insert_text_at_cursor(self._ring.text)

    def cleaned(self, pasted: str) -> str:
        """Return the text to insert for a paste."""
        return one_line(pasted)

    def fill(self, value: str) -> None:
        """Replace the value and put the cursor at its end."""
        self.value = value
        self.cursor_position = len(value)

    def validate_selection(self, selection: Selection) -> Selection:
        """Keep the caret out of clusters, where it would not be visible."""
        start, end = super().validate_selection(selection)
        here = self.cursor_position
        return Selection(nearest(self.value, start, here), nearest(self.value, end, here))

    def render_line(self, y: int) -> Strip:
        """Draw the value and the cursor, then the completion and the hint."""
        strip = Strip(joined(super().render_line(y)))
        width = self.size.width
        used = cell_len(self.value) + (1 if self.has_focus else 0)
        ahead = self.ahead if self.has_focus and self.cursor_at_end else ""
        hint = self.hint or ("" if self.value else self.prompt)
        if y != 0 or not (hint or ahead) or used + 4 > width:
            return strip
        surface = Palette.of(self).t1
        before = strip.crop(0, used)
        if ahead:
            # The cursor covers the first character of the completion.
            before, caret = before.divide([used - 1, used])
            first = Style.combine(segment.style or Style() for segment in caret)
            used += cell_len(ahead[0]) - 1
            before = Strip.join([before, Strip([Segment(ahead[0], first)])])
        line = LineBuilder(width - used, surface.blank).text(ahead[1:], surface.faint)
        if hint:
            line.skip(2).text(hint, surface.soft)
        return Strip.join([before, line.strip()])


class FindField(Field):
    """A field above a list: up and down move the list's cursor, enter chooses a row.

    `find` is called with each new value before the next key is handled: an enter in the same read
    must not choose among the rows of the previous value.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*dialog_commands.FIELD_MOVES, dialog_commands.CHOOSE)
    ]

    def __init__(
        self,
        *,
        find: Callable[[str], None] | None = None,
        hint: str = "",
        prompt: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(hint=hint, prompt=prompt, id=id)
        self._call = find

    def watch_value(self, value: str) -> None:
        """Call `find` with the new value."""
        if self._call is not None and self.is_attached:
            self._call(value)


class Gutter(Widget):
    """The label of a field, right-aligned, with a bar at its left while the field has the focus."""

    DEFAULT_CSS = """
    Gutter { height: 1; width: 11; }
    """

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self.barred = False

    @property
    def label(self) -> str:
        """The label, ready to paint."""
        return self._label

    @label.setter
    def label(self, label: str) -> None:
        self._label = label
        self.refresh()

    def bar(self, on: bool) -> None:
        """Show or hide the bar."""
        if on != self.barred:
            self.barred = on
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the bar and the label."""
        palette = Palette.of(self)
        surface = palette.t1
        line = LineBuilder(self.size.width, surface.blank)
        if y == 0:
            if self.barred:
                line.text(palette.bar, surface.bar)
            style = surface.text if self.barred else surface.faint
            line.gutter(self._label, style, self.size.width - 2)
        return line.strip()


class FieldLine(Horizontal):
    """A field after its label."""

    DEFAULT_CSS = """
    FieldLine { height: 1; }
    """

    def __init__(self, label: str, *parts: Widget, id: str | None = None) -> None:
        self.caption = Gutter(label)
        super().__init__(self.caption, *parts, id=id)

    def fit(self, text_column: int) -> None:
        """Begin the field at a dialog's text column."""
        self.caption.styles.width = text_column
