"""The title line, the error lines and the footer of a dialog."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.theme.palette import Palette, Role, Surface
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.wrapping import wrap

#: Blank cells between two keys, and at the right end.
BETWEEN_KEYS = 3
RIGHT_AIR = 2
#: The key beside the word at the right of the title.
_BACK = dialog_commands.BACK.key


class _DialogLine(Widget):
    """A line whose text begins at the dialog's text column."""

    DEFAULT_CSS = """
    _DialogLine { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text_column = 0

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y == 0:
            self.paint(line, surface)
        return line.strip()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the parts of the line."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class HeadFact:
    """A text beside the title."""

    text: str
    role: Role = Role.SOFT
    bold: bool = False


class DialogHead(_DialogLine):
    """The title line: the title at the text column, facts beside it, esc at the right end."""

    DEFAULT_CSS = """
    DialogHead { margin: 0 0 1 0; }
    DialogHead.-low { margin: 0; }
    """

    def __init__(self, title: str, esc: str) -> None:
        super().__init__()
        self._title = title
        self._esc = esc
        self._facts: tuple[HeadFact, ...] = ()
        self._facts_column = 0

    def show(
        self,
        *,
        title: str | None = None,
        esc: str | None = None,
        facts: tuple[HeadFact, ...] | None = None,
        facts_column: int = 0,
    ) -> None:
        """Change the title, the word beside esc, or the facts; `facts_column` 0 puts the facts next
        to the title.
        """
        before = self._title, self._esc, self._facts, self._facts_column
        if title is not None:
            self._title = title
        if esc is not None:
            self._esc = esc
        if facts is not None:
            self._facts, self._facts_column = facts, facts_column
        if before != (self._title, self._esc, self._facts, self._facts_column):
            self.refresh()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the title, the facts that fit, and esc."""
        esc_at = max(0, line.width - RIGHT_AIR - cell_len(f"{_BACK} {self._esc}"))
        line.to(self.text_column).text(self._title, surface.strong, esc_at - 1 - line.used)
        if self._facts:
            line.to(self._facts_column or line.used + BETWEEN_KEYS)
            self._paint_facts(line, surface, esc_at - 1 - line.used)
        line.to(esc_at).text(_BACK, surface.strong).skip(1).text(self._esc, surface.soft)

    def _paint_facts(self, line: LineBuilder, surface: Surface, room: int) -> None:
        """Paint the facts that fit whole: half a number would be a different number."""
        parts: list[tuple[str, Style]] = []
        for fact in self._facts:
            room -= cell_len(fact.text) + (BETWEEN_KEYS if parts else 0)
            if room < 0:
                break
            parts.append((fact.text, surface.of(fact.role, bold=fact.bold)))
        line.parts(parts, BETWEEN_KEYS, line.left)


class SoftLine(_DialogLine):
    """A soft line for a fact or an empty state, ready to paint."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def show(self, words: str) -> None:
        """Change the words."""
        if words != self._words:
            self._words = words
            self.refresh()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the words."""
        line.to(self.text_column).text(self._words, surface.soft, line.left - RIGHT_AIR)


class ErrorLine(_DialogLine):
    """An error line under the widget that it is about; blank while there is no error."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = ""
        self._spared = False

    def spare(self, spared: bool) -> None:
        """Hide the line while it is empty, if the screen is low."""
        self._spared = spared
        self.display = bool(self.sentence) or not spared

    def say(self, sentence: str) -> None:
        """Show a sentence; "" clears it."""
        if sentence != self.sentence:
            self.sentence = sentence
            self.spare(self._spared)
            self.refresh()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the sentence."""
        line.to(self.text_column).text(self.sentence, surface.error, line.left - RIGHT_AIR)


class ErrorLines(ErrorLine):
    """An error line that wraps; its owner gives it room for its `rows`."""

    @property
    def rows(self) -> int:
        """The number of lines, at least one."""
        return len(self._wrapped)

    @property
    def _wrapped(self) -> list[str]:
        room = self.size.width - self.text_column - RIGHT_AIR
        return wrap(self.sentence, room) if self.sentence and room > 0 else [self.sentence]

    def say(self, sentence: str) -> None:
        """Show a sentence; "" clears it."""
        super().say(sentence)
        self.styles.height = self.rows

    def on_resize(self) -> None:
        """Wrap the sentence for the new width."""
        self.styles.height = self.rows

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y < self.rows:
            line.to(self.text_column).text(self._wrapped[y], surface.error, line.left - RIGHT_AIR)
        return line.strip()


@dataclass(frozen=True, slots=True)
class Button:
    """The button of a dialog, ready to paint: ` enter attach pagaie.png `."""

    words: str
    key: str = dialog_commands.CHOOSE.key
    role: Role = Role.ACCENT


class DialogFooter(_DialogLine):
    """The footer of a dialog: one button, then the other keys that fit."""

    DEFAULT_CSS = """
    DialogFooter { margin: 1 0 0 0; }
    DialogFooter.-low { margin: 0; }
    """

    class Pressed(Message):
        """Posted when the button was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._button: Button | None = None
        self._keys: tuple[tuple[str, str], ...] = ()
        self._button_cells = range(0)

    @property
    def words(self) -> str:
        """The footer as text."""
        button = [f"{self._button.key} {self._button.words}"] if self._button else []
        return "   ".join([*button, *(f"{key} {word}" for key, word in self._keys)])

    def show(self, button: Button | None, keys: tuple[tuple[str, str], ...] = ()) -> None:
        """Change the button and the keys; repaint only if they changed."""
        if (button, keys) != (self._button, self._keys):
            self._button, self._keys = button, keys
            self.refresh()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the button and the keys."""
        line.to(self.text_column)
        end = line.width - RIGHT_AIR
        if self._button is not None:
            style = {Role.ERROR: surface.button_error, Role.WARN: surface.button_warn}.get(
                self._button.role, surface.button_accent
            )
            start = line.used
            words = f" {self._button.key} {self._button.words}"
            line.text(words, style, end - line.used - 1).text(" ", style)
            self._button_cells = range(start, line.used)
            line.skip(BETWEEN_KEYS)
        for key, word in self._keys:
            if line.used + cell_len(key) + 1 + cell_len(word) > end:
                break
            line.text(key, surface.strong).skip(1).text(word, surface.soft).skip(BETWEEN_KEYS)

    def on_click(self, event: events.Click) -> None:
        """Post `Pressed` for a click on the button."""
        event.stop()
        if event.x in self._button_cells:
            self.post_message(self.Pressed())
