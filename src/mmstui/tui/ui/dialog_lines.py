"""The first and the last line of a dialog."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.theme.palette import Palette, Role, Surface
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.wrapping import wrap

#: Blank cells between two keys, and at the right end.
BETWEEN_KEYS = 3
RIGHT_AIR = 2


class _DialogLine(Widget):
    """One line whose text begins at the dialog's text column."""

    DEFAULT_CSS = """
    _DialogLine { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.text_column = 0

    def render_line(self, y: int) -> Strip:
        """Paint the line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y == 0:
            self.paint(line, surface)
        return line.strip()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """Paint the parts."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class HeadFact:
    """Something beside the title."""

    text: str
    role: Role = Role.SOFT
    bold: bool = False


class DialogHead(_DialogLine):
    """The title at the text column, facts beside it, and at the right end what esc does."""

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
        """Say something else; `facts_column` 0 puts the facts next to the title."""
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
        """Title, the facts that have room, esc."""
        esc_at = max(0, line.width - RIGHT_AIR - len("esc ") - cell_len(self._esc))
        line.to(self.text_column).text(self._title, surface.strong, esc_at - 1 - line.used)
        if self._facts:
            line.to(self._facts_column or line.used + BETWEEN_KEYS)
            self._paint_facts(line, surface, esc_at - 1 - line.used)
        line.to(esc_at).text("esc", surface.strong).skip(1).text(self._esc, surface.soft)

    def _paint_facts(self, line: LineBuilder, surface: Surface, room: int) -> None:
        """Half a count or half a time would be another: what is cut goes."""
        parts: list[tuple[str, Style]] = []
        for fact in self._facts:
            room -= cell_len(fact.text) + (BETWEEN_KEYS if parts else 0)
            if room < 0:
                break
            parts.append((fact.text, surface.of(fact.role, bold=fact.bold)))
        line.parts(parts, BETWEEN_KEYS, line.left)


class SoftLine(_DialogLine):
    """A fact or an empty state, ready to paint."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def show(self, words: str) -> None:
        """Show other words."""
        if words != self._words:
            self._words = words
            self.refresh()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """The words."""
        line.to(self.text_column).text(self._words, surface.soft, line.left - RIGHT_AIR)


class ErrorLine(_DialogLine):
    """What happened, under the thing it is about; blank while all is well."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = ""
        self._spared = False

    def spare(self, spared: bool) -> None:
        """Whether the line goes while it has nothing to say: the screen is low."""
        self._spared = spared
        self.display = bool(self.sentence) or not spared

    def say(self, sentence: str) -> None:
        """Show a sentence, or with "" nothing."""
        if sentence != self.sentence:
            self.sentence = sentence
            self.spare(self._spared)
            self.refresh()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """The sentence."""
        line.to(self.text_column).text(self.sentence, surface.error, line.left - RIGHT_AIR)


class ErrorLines(ErrorLine):
    """The same, in as many lines as it takes; whoever owns it gives it room for its `rows`."""

    @property
    def rows(self) -> int:
        """How many lines it has, at least one."""
        return len(self._wrapped)

    @property
    def _wrapped(self) -> list[str]:
        room = self.size.width - self.text_column - RIGHT_AIR
        return wrap(self.sentence, room) if self.sentence and room > 0 else [self.sentence]

    def say(self, sentence: str) -> None:
        """Show a sentence, or with "" nothing."""
        super().say(sentence)
        self.styles.height = self.rows

    def on_resize(self) -> None:
        """Perhaps it takes more or fewer lines."""
        self.styles.height = self.rows

    def render_line(self, y: int) -> Strip:
        """One of the lines."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y < self.rows:
            line.to(self.text_column).text(self._wrapped[y], surface.error, line.left - RIGHT_AIR)
        return line.strip()


@dataclass(frozen=True, slots=True)
class Button:
    """What enter does, or the one thing to press: ` enter attach pagaie.png `. Ready to paint."""

    words: str
    key: str = "enter"
    role: Role = Role.ACCENT


class DialogFooter(_DialogLine):
    """One pill, then other keys as far as there is room."""

    DEFAULT_CSS = """
    DialogFooter { margin: 1 0 0 0; }
    DialogFooter.-low { margin: 0; }
    """

    class Pressed(Message):
        """The pill was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._button: Button | None = None
        self._keys: tuple[tuple[str, str], ...] = ()
        self._button_cells = range(0)

    @property
    def words(self) -> str:
        """The whole line as text."""
        button = [f"{self._button.key} {self._button.words}"] if self._button else []
        return "   ".join([*button, *(f"{key} {word}" for key, word in self._keys)])

    def show(self, button: Button | None, keys: tuple[tuple[str, str], ...] = ()) -> None:
        """Other keys; painted only if they are other ones."""
        if (button, keys) != (self._button, self._keys):
            self._button, self._keys = button, keys
            self.refresh()

    def paint(self, line: LineBuilder, surface: Surface) -> None:
        """Pill, keys."""
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
        """The pill is a button for whoever has a mouse."""
        event.stop()
        if event.x in self._button_cells:
            self.post_message(self.Pressed())
