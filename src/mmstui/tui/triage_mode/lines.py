"""The lines above and below the conversation in triage mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from mmstui.tui.layout import THREAD_TEXT, TRIAGE, is_airy
from mmstui.tui.theme.palette import Palette
from mmstui.tui.triage_mode.commands import VERBS
from mmstui.tui.ui.commands import footer_keys, told_in_force
from mmstui.tui.ui.line_builder import LineBuilder, Part, blank_strip, width_of, wrap
from mmstui.tui.ui.line_widget import LineWidget

GAP: Final = 3
#: Columns of a key with its word, where there is room for rows of equal columns.
KEY: Final = 15


class Progress(NamedTuple):
    """How far a session is; all texts are ready to paint."""

    left: int = 0
    total: int = 0
    counts: tuple[str, ...] = ()
    oldest: str = ""


def edge(width: int) -> int:
    """Return the column where the conversation begins: it is in the middle of a wide screen."""
    return max(0, width - TRIAGE) // 2


class TriageHead(LineWidget):
    """How many are left, and a bar; between blank lines on 30 rows or more."""

    DEFAULT_CSS = """
    TriageHead { width: 1fr; height: 3; background: $background; }
    TriageHead.-short { height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._progress = Progress()

    def on_resize(self) -> None:
        """Use no blank line on a small screen."""
        self.set_class(not is_airy(self.app, self.app.size.height), "-short")

    def show(self, progress: Progress) -> None:
        """Show how far the session is."""
        if progress != self._progress:
            self._progress = progress
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        surface, width, shown = Palette.of(self).t0, self.size.width, self._progress
        row = y if self.size.height < 3 else y - 1
        line = LineBuilder(width, surface.blank).to(edge(width) + THREAD_TEXT)
        room = min(line.left, TRIAGE - THREAD_TEXT) - 2
        if row == 0:
            left = f"{shown.left:,} left" if shown.left else "none left"
            facts = [*shown.counts, *([shown.oldest] if shown.oldest else [])]
            parts: list[Part] = [("Triage", surface.strong), (left, surface.text)]
            for fact in facts:
                more: list[Part] = [*parts, (fact, surface.soft)]
                # A fact is shown whole or not at all.
                parts = more if width_of(more, GAP) <= room else parts
            line.parts(parts, GAP, room)
        elif row == 1:
            over = shown.total - shown.left
            filled = room * over // max(1, shown.total)
            line.text("━" * filled, surface.bar).text("━" * (room - filled), surface.rule)
        return line.strip()


class TriageActions(LineWidget):
    """The keys of triage mode, the next conversation, and what was said last."""

    DEFAULT_CSS = """
    TriageActions { width: 1fr; height: 6; background: $surface; }
    TriageActions.-short { height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[tuple[str, str], ...] = ()
        self._next: tuple[str, str] = ("", "")
        self._said, self._warns = "", False

    def on_mount(self) -> None:
        """Follow the active bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_resize(self) -> None:
        """Use no blank lines on a small screen."""
        self.set_class(not is_airy(self.app, self.app.size.height), "-short")

    def _follow(self, screen: Screen[Any]) -> None:
        if not self.is_attached or screen is not self.app.screen:
            return
        active: dict[str | None, str] = {}
        for each in told_in_force(screen):
            active.setdefault(each.binding.id, footer_keys(each.binding))
        keys = tuple((active[one.id], one.name) for one in VERBS if one.id in active)
        if keys and keys != self._keys:
            self._keys = keys
            self.refresh()

    def show_next(self, time: str, title: str) -> None:
        """Show the conversation that comes next, all ready to paint; "" for none."""
        if (time, title) != self._next:
            self._next = (time, title)
            self._refresh_row(3)

    def say(self, words: str, *, warns: bool = False) -> None:
        """Show a sentence, ready to paint, until the next one."""
        if (words, warns) != (self._said, self._warns):
            self._said, self._warns = words, warns
            self._refresh_row(4)

    def _refresh_row(self, row: int) -> None:
        """Paint one row anew: the keys above it mostly stay."""
        y = 2 if self._is_short else row + 1
        self.refresh(Region(0, y, self.size.width, 1))

    @property
    def _is_short(self) -> bool:
        return self.size.height < 6

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        palette = Palette.of(self)
        surface, width = palette.t1, self.size.width
        short = self._is_short
        row = y if short else y - 1
        start = edge(width) + THREAD_TEXT if width >= TRIAGE + 2 * GAP else 1
        line = LineBuilder(width, surface.blank).to(start)
        said: Part = (self._said, surface.warn if self._warns else surface.soft)
        rows = self._rows(min(width - start, TRIAGE) - 1)
        if palette.flat and y == 0 and not short:
            return LineBuilder(width, surface.blank).text("─" * width, surface.rule).strip()
        if row in (0, 1):
            pairs = rows[row] if row < len(rows) else ()
            grid = len(rows) == 2 and width >= TRIAGE + 2 * GAP
            for number, (key, word) in enumerate(pairs):
                if grid:
                    line.to(start + number * KEY)
                elif number:
                    line.skip(GAP - 1)
                line.text(key, surface.strong).text(f" {word}", surface.soft)
        elif row == 2 and short:
            # What was said is worth more than what comes next.
            line.parts([said])
            line.skip(GAP if self._said else 0).parts(self._next_parts(), 2)
        elif row == 3:
            line.parts(self._next_parts(), 2)
        elif row == 4:
            line.parts([said])
        else:
            return blank_strip(width, surface.blank)
        return line.strip()

    def _next_parts(self) -> list[Part]:
        surface, (time, title) = Palette.of(self).t1, self._next
        if not title:
            return []
        return [("next", surface.faint), (time, surface.soft), (title, surface.soft)]

    def _rows(self, room: int) -> Sequence[Sequence[tuple[str, str]]]:
        """Return the keys in two rows: equal ones if they fit, else as many as fit in each."""
        half = (len(self._keys) + 1) // 2
        if room >= half * KEY - 1:
            return [self._keys[:half], self._keys[half:]]
        rows: list[list[tuple[str, str]]] = [[]]
        used = 0
        for key, word in self._keys:
            cells = len(key) + 1 + len(word) + (GAP - 1 if rows[-1] else 0)
            if used + cells > room and rows[-1]:
                rows.append([])
                used, cells = 0, cells - GAP + 1
            rows[-1].append((key, word))
            used += cells
        return rows[:2]


class TriageEnd(LineWidget):
    """What was done, when none is left."""

    DEFAULT_CSS = """
    TriageEnd { width: 1fr; height: 1fr; background: $background; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sentences: Sequence[str] = ()

    def show(self, sentences: Sequence[str]) -> None:
        """Show sentences, ready to paint; none: nothing is shown."""
        if sentences != self._sentences:
            self._sentences = sentences
            self.display = bool(sentences)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        surface, width = Palette.of(self).t0, self.size.width
        line = LineBuilder(width, surface.blank).to(edge(width) + THREAD_TEXT)
        room = min(line.left, TRIAGE - THREAD_TEXT) - 2
        lines = [text for sentence in self._sentences for text in wrap(sentence, room)]
        if 1 <= y <= len(lines):
            line.text(lines[y - 1], surface.soft)
        return line.strip()
