"""What the set-up draws: how the steps stand, sentences, and choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from mmstui.setup.face import Choice, Mark, Step
from mmstui.tui.theme.palette import Palette, Role, Surface
from mmstui.tui.ui.dialog import NARROW
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.wrapping import wrap

#: The columns where texts begin, in a wide terminal and in a `NARROW` one.
TEXT_COLUMN: Final = 13
NARROW_TEXT_COLUMN: Final = 11
_SIGNS: Final = {Mark.DONE: ("✓", Role.SOFT), Mark.REFUSED: ("×", Role.ERROR)}
_NOT_YET: Final = "not yet"
_RIGHT_AIR: Final = 2
#: The widest text, in columns: a longer line is hard to read.
_WIDEST: Final = 88


def text_column(width: int) -> int:
    """Return the column of texts for a width."""
    return TEXT_COLUMN if width >= NARROW else NARROW_TEXT_COLUMN


def _room(width: int, indent: int = 0) -> int:
    """Return the columns that a text has, with `indent` before it."""
    return max(10, min(_WIDEST, width - text_column(width) - _RIGHT_AIR) - indent)


class _Lines(Widget):
    """Lines on the set-up's ground, as high as they need."""

    DEFAULT_CSS = """
    _Lines { height: auto; }
    """

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return the number of lines for a width."""
        return len(self.lines(width))

    def lines(self, width: int) -> Sequence[object]:
        """Return one item for each line."""
        raise NotImplementedError

    def paint(self, line: LineBuilder, surface: Surface, item: object) -> None:
        """Paint one item of `lines`."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        surface, width = Palette.of(self).t1, self.size.width
        line = LineBuilder(width, surface.blank)
        items = self.lines(width)
        if y < len(items):
            self.paint(line, surface, items[y])
        return line.strip()


class StepLines(_Lines):
    """The title, and each step with how it stands."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[Step, tuple[Mark, str]] = {}
        self._current = Step.ACCOUNT

    def mark(self, step: Step, mark: Mark, words: str) -> None:
        """Change how a step stands; the step is the current one from now on."""
        self._current = step
        self._marks[step] = (mark, words)
        self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[object]:
        """Return the title, a blank line, and the steps; a refusal may take several lines."""
        room = _room(width, 2)
        found: list[object] = [None, ""]
        for step in Step:
            mark, words = self._marks.get(step, (None, _NOT_YET))
            sign, role = _SIGNS.get(mark, ("", Role.FAINT)) if mark else ("", Role.FAINT)
            for number, text in enumerate(wrap(words, room)):
                found.append((step if number == 0 else None, "" if number else sign, text, role))
        return found

    def paint(self, line: LineBuilder, surface: Surface, item: object) -> None:
        """Paint the title or a step."""
        if item is None:
            number = list(Step).index(self._current) + 1
            told = f"step {number} of {len(Step)}"
            line.skip(1).text("mmstui", surface.strong).skip(3).text("set-up", surface.soft)
            line.to(line.width - len(told) - 1).text(told, surface.soft)
        elif isinstance(item, tuple):
            step, sign, words, role = item
            column = text_column(line.width)
            if step is not None:
                now = step is self._current
                if now:
                    line.text(Palette.of(self).bar, surface.bar)
                style = surface.text if now else surface.faint
                line.gutter(step.value, style, column - 2, start=1)
            line.to(column)
            if sign:
                line.text(f"{sign} ", surface.of(role))
            elif step is None:
                line.skip(2)
            line.text(words, surface.of(role, bold=role is Role.ERROR and bool(sign)))


class Sentences(_Lines):
    """Paragraphs under the steps, and an address that stands out."""

    DEFAULT_CSS = """
    Sentences { margin: 1 0 0 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs: list[str] = []
        self.address = ""
        self.display = False

    def add(self, *paragraphs: str) -> None:
        """Add paragraphs."""
        self._paragraphs += paragraphs
        self.display = True
        self.refresh(layout=True)

    def show_address(self, address: str) -> None:
        """Add an address in a line of its own."""
        self.address = address
        self.add(address)

    def clear(self) -> None:
        """Remove all."""
        self.address = ""
        self._paragraphs.clear()
        self.display = False

    def lines(self, width: int) -> Sequence[object]:
        """Return the wrapped paragraphs."""
        return [text for words in self._paragraphs for text in wrap(words, _room(width))]

    def paint(self, line: LineBuilder, surface: Surface, item: object) -> None:
        """Paint a line of text."""
        words = str(item)
        line.to(text_column(line.width))
        if words and words == self.address:
            line.text(f" {words} ", surface.strong).skip(2)
            line.text("y", surface.strong).text(" copies it", surface.soft)
        else:
            line.text(words, surface.text)


class Choices(_Lines, can_focus=True):
    """A question with answers to choose from, one of them under the cursor."""

    DEFAULT_CSS = """
    Choices { margin: 1 0 0 0; }
    """
    cursor: reactive[int] = reactive(0)

    def __init__(self) -> None:
        super().__init__()
        self._question = ""
        self._choices: Sequence[Choice] = ()

    def ask(self, question: str, choices: Sequence[Choice], default: str) -> None:
        """Show a question and its choices."""
        self._question, self._choices = question, tuple(choices)
        self.cursor = next(n for n, choice in enumerate(choices) if choice.key == default)
        self.refresh(layout=True)

    @property
    def chosen(self) -> str:
        """The key of the choice under the cursor."""
        return self._choices[self.cursor].key

    def move(self, rows: int) -> None:
        """Move the cursor, wrapping around."""
        if self._choices:
            self.cursor = (self.cursor + rows) % len(self._choices)

    def pick(self, number: int) -> bool:
        """Move the cursor to a choice by its number, from 1; return whether there is one."""
        if not 1 <= number <= len(self._choices):
            return False
        self.cursor = number - 1
        return True

    def lines(self, width: int) -> Sequence[object]:
        """Return the question and the wrapped choices."""
        room = _room(width, 2)
        found: list[object] = [self._question] if self._question else []
        for number, choice in enumerate(self._choices):
            for row, text in enumerate(wrap(choice.words, room)):
                found.append((number, row == 0, text))
        return found

    def paint(self, line: LineBuilder, surface: Surface, item: object) -> None:
        """Paint the question or a line of a choice."""
        column = text_column(line.width)
        if isinstance(item, str):
            line.to(column).text(item, surface.strong)
        elif isinstance(item, tuple):
            number, first, words = item
            chosen = number == self.cursor
            if first:
                line.gutter(str(number + 1), surface.faint, column - 2)
                sign = ("●" if chosen else "○", surface.accent if chosen else surface.soft)
                line.to(column).text(*sign)
            line.to(column + 2).text(words, surface.text if chosen else surface.soft)
