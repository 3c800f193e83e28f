"""What stands around the text in the compose box: `from` above, files and badge below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import Attachment, Did
from mmstui.domain.numbers import formatted
from mmstui.domain.routing import file_size
from mmstui.domain.sanitise import line as one_line
from mmstui.domain.send_warnings import Caution
from mmstui.tui.compose.badge import Badge, Pill
from mmstui.tui.layout import MEASURE, THREAD_GUTTER_END, THREAD_TEXT
from mmstui.tui.media import media_text
from mmstui.tui.theme.palette import Palette, Role, Surface
from mmstui.tui.ui import formatting
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.line_builder import LineBuilder, blank_strip, width_of
from mmstui.tui.ui.wrapping import wrap


class ComposeRule(Widget):
    """The one rule above the box, in themes that have no tones."""

    DEFAULT_CSS = """
    ComposeRule { width: 1fr; height: 1; background: $surface; }
    """

    def render_line(self, y: int) -> Strip:
        """The rule."""
        width = self.size.width
        return (
            LineBuilder(width, Palette.of(self).t1.blank)
            .text("─" * width, Palette.of(self).t1.text)
            .strip()
        )


class FromLine(Widget):
    """`from  SMS+MMS  (514) 555-0100  Shop`."""

    DEFAULT_CSS = """
    FromLine { width: 1fr; height: 1; background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._did: Did | None = None

    def show(self, did: Did | None) -> None:
        """The DID to send from."""
        if did != self._did:
            self._did = did
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank).gutter(
            "from", surface.faint, THREAD_GUTTER_END
        )
        line.to(THREAD_TEXT)
        room = min(self.size.width, MEASURE) - THREAD_TEXT - 2
        if (did := self._did) is None:
            return line.text("no number chosen", surface.soft, room).strip()
        number = formatted(did.number)
        parts = [(did.ability, surface.soft), (number, surface.soft)]
        if did.label != number:
            parts.append((did.label, surface.text))
        return line.parts(parts, 2, room).strip()


@dataclass(frozen=True)
class Foot:
    """What stands below the text, ready to paint but for names of files."""

    badge: Badge
    files: tuple[Attachment, ...] = ()
    trailing: str = ""  #: soft, after the badge's number; left out where there is no room
    today: Word | None = None  #: on a line of its own
    cautions: tuple[Caution, ...] = ()
    error: str = ""
    keys: Sequence[tuple[str, str]] = field(default=())
    focused: bool = True


class ComposeFoot(Widget):
    """Files one line each, sizes in the gutter; the badge; today’s sends; cautions; an error."""

    DEFAULT_CSS = """
    ComposeFoot { width: 1fr; height: auto; background: $surface; }
    """

    def __init__(self, foot: Foot, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._foot = foot
        self._rows = self._count(foot)

    def show(self, foot: Foot) -> None:
        """Other facts; the layout changes only with the number of lines."""
        if foot == self._foot:
            return
        self._foot = foot
        rows = self._count(foot)
        self.refresh(layout=rows != self._rows)
        self._rows = rows

    def on_resize(self) -> None:
        """An error may take more or fewer lines in another width."""
        rows = self._count(self._foot)
        if rows != self._rows:
            self._rows = rows
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Its lines."""
        return self._rows

    @property
    def _room(self) -> int:
        return max(1, min(self.size.width or MEASURE, MEASURE) - THREAD_TEXT - 2)

    def _error_lines(self, foot: Foot) -> list[str]:
        return wrap(one_line(foot.error), self._room) if foot.error else []

    def _count(self, foot: Foot) -> int:
        keys = bool(foot.keys) and not self._keys_fit(foot)
        lines = len(foot.files) + 1 + bool(foot.today) + len(foot.cautions)
        return lines + len(self._error_lines(foot)) + keys

    def _keys_fit(self, foot: Foot) -> bool:
        words = [f"{key} {word}" for key, word in foot.keys]
        length = sum(map(cell_len, words)) + 3 * (len(words) - 1) + 2
        lines = self._error_lines(foot)
        return not lines or cell_len(lines[-1]) + length <= self._room

    def render_line(self, y: int) -> Strip:
        """One of its lines."""
        foot, surface = self._foot, Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y < len(foot.files):
            return _file(line, foot.files[y], surface, self._room)
        y -= len(foot.files)
        if y == 0:
            return self._badge(line, foot, surface)
        y -= 1
        if foot.today and y == 0:
            style = surface.of(foot.today.role)
            return line.to(THREAD_TEXT).text(foot.today.text, style, self._room).strip()
        y -= bool(foot.today)
        if y < len(foot.cautions):
            _, words, quiet = foot.cautions[y]
            style = surface.soft if quiet else surface.warn
            return line.to(THREAD_TEXT).text(f"! {words}", style, self._room).strip()
        return self._error(line, y - len(foot.cautions), foot, surface)

    def _badge(self, line: LineBuilder, foot: Foot, surface: Surface) -> Strip:
        badge = foot.badge
        if badge.pill is Pill.NONE:
            line.gutter(badge.kind, surface.soft, THREAD_GUTTER_END)
        else:
            error = badge.pill is Pill.ERROR
            pill = surface.button_error if error else surface.button_accent
            line.gutter(f" {badge.kind} ", pill, THREAD_GUTTER_END)
        line.to(THREAD_TEXT)
        number = surface.strong if badge.bold else surface.text if foot.focused else surface.soft
        parts = [(badge.number, number), (badge.words, surface.of(badge.role))]
        parts = [part for part in parts if part[0]]
        if width_of(parts, 2) + 2 + cell_len(foot.trailing) <= self._room:
            parts.append((foot.trailing, surface.soft))
        return line.parts(parts, 2, self._room).strip()

    def _error(self, line: LineBuilder, y: int, foot: Foot, surface: Surface) -> Strip:
        lines = self._error_lines(foot)
        line.to(THREAD_TEXT)
        if 0 <= y < len(lines):
            line.text(lines[y], surface.error)
        fit = self._keys_fit(foot)
        if foot.keys and y == (len(lines) - 1 if fit else len(lines)):
            line.skip(2 if fit else 0)
            for number, (key, word) in enumerate(foot.keys):
                line.skip(3 if number else 0).text(key, surface.strong)
                line.skip(1).text(word, surface.soft)
        elif y >= len(lines):
            return blank_strip(self.size.width, surface.blank)
        return line.strip()


def _file(line: LineBuilder, file: Attachment, surface: Surface, room: int) -> Strip:
    line.gutter(file_size(file.bytes), surface.soft, THREAD_GUTTER_END).to(THREAD_TEXT)
    words = formatting.media_words(file.kind)
    said = [words.text, media_text.left_out(file)]
    parts = [(fact, surface.soft) for fact in said if fact]
    return line.parts([*parts, (one_line(file.name), surface.of(Role.TEXT))], 2, room).strip()
