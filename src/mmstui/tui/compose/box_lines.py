"""Lines around the text in the compose box: `from` above, attachments and badge below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from rich.cells import cell_len
from textual.strip import Strip

from mmstui.domain.messages import Attachment, Did
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.routing import file_size
from mmstui.domain.send_warnings import Caution
from mmstui.domain.text.sanitise import line as one_line
from mmstui.tui.compose.badge import Badge, KindStyle
from mmstui.tui.compose.commands import SIGNATURE
from mmstui.tui.layout import MEASURE, THREAD_GUTTER_END, THREAD_TEXT
from mmstui.tui.media import media_text
from mmstui.tui.theme.did_colors import DidColors
from mmstui.tui.theme.palette import Palette, Role, Surface
from mmstui.tui.ui import formatting
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.line_builder import LineBuilder, blank_strip, width_of
from mmstui.tui.ui.line_widget import LineWidget
from mmstui.tui.ui.wrapping import wrap


class ComposeRule(LineWidget):
    """The rule above the box, in themes without surfaces."""

    DEFAULT_CSS = """
    ComposeRule { width: 1fr; height: 1; background: $surface; }
    """

    def render_line(self, y: int) -> Strip:
        """Render the rule."""
        width = self.size.width
        return (
            LineBuilder(width, Palette.of(self).t1.blank)
            .text("─" * width, Palette.of(self).t1.text)
            .strip()
        )


class FromLine(LineWidget):
    """The line of the sending DID: `from  SMS+MMS  (514) 555-0100  Shop`."""

    DEFAULT_CSS = """
    FromLine { width: 1fr; height: 1; background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._did: Did | None = None

    def show(self, did: Did | None) -> None:
        """Show the sending DID."""
        if did != self._did:
            self._did = did
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the line."""
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
            label = DidColors.of(self).style(did.number, surface, surface.text)
            parts.append((did.label, label))
        return line.parts(parts, 2, room).strip()


@dataclass(frozen=True)
class FooterContent:
    """The lines below the text, ready to paint except for names of files."""

    badge: Badge
    signature: str = ""  #: in one line, below the text
    files: tuple[Attachment, ...] = ()
    trailing: str = ""  #: soft, after the badge; left out if it does not fit
    facts: tuple[Word, ...] = ()  #: each on lines of its own
    cautions: tuple[Caution, ...] = ()
    error: str = ""
    keys: Sequence[tuple[str, str]] = field(default=())
    focused: bool = True


class ComposeFooter(LineWidget):
    """The lines below the text: signature, attachments, badge, facts, cautions, an error."""

    sends_changes: ClassVar[bool] = True
    DEFAULT_CSS = """
    ComposeFooter { width: 1fr; height: auto; background: $surface; }
    """

    def __init__(self, footer: FooterContent, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._footer = footer
        self._rows = self._count(footer)

    def show(self, footer: FooterContent) -> None:
        """Show other lines; the layout changes only with their number."""
        if footer == self._footer:
            return
        self._footer = footer
        rows = self._count(footer)
        self.refresh(layout=rows != self._rows)
        self._rows = rows

    def on_resize(self) -> None:
        """Wrap the error again, which may change the number of lines."""
        rows = self._count(self._footer)
        if rows != self._rows:
            self._rows = rows
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        """Return the number of lines."""
        return self._rows

    @property
    def _room(self) -> int:
        return max(1, min(self.size.width or MEASURE, MEASURE) - THREAD_TEXT - 2)

    def _error_lines(self, footer: FooterContent) -> list[str]:
        return wrap(one_line(footer.error), self._room) if footer.error else []

    def _fact_lines(self, footer: FooterContent) -> list[Word]:
        """Return the lines of facts and cautions."""
        cautions = (
            Word(f"! {caution.words}", Role.SOFT if caution.quiet else Role.WARN)
            for caution in footer.cautions
        )
        return [
            replace(word, text=text)
            for word in (*footer.facts, *cautions)
            for text in wrap(word.text, self._room)
        ]

    def _count(self, footer: FooterContent) -> int:
        keys = bool(footer.keys) and not self._keys_fit(footer)
        above = bool(footer.signature) + len(footer.files)
        lines = above + 1 + len(self._fact_lines(footer))
        return lines + len(self._error_lines(footer)) + keys

    def _keys_fit(self, footer: FooterContent) -> bool:
        words = [f"{key} {word}" for key, word in footer.keys]
        length = sum(map(cell_len, words)) + 3 * (len(words) - 1) + 2
        lines = self._error_lines(footer)
        return not lines or cell_len(lines[-1]) + length <= self._room

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        footer, surface = self._footer, Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if footer.signature:
            if y == 0:
                return _signature(line, footer.signature, surface, self._room)
            y -= 1
        if y < len(footer.files):
            return _file(line, footer.files[y], surface, self._room)
        y -= len(footer.files)
        if y == 0:
            return self._badge(line, footer, surface)
        y -= 1
        facts = self._fact_lines(footer)
        if y < len(facts):
            fact = facts[y]
            return line.to(THREAD_TEXT).text(fact.text, surface.of(fact.role), self._room).strip()
        return self._error(line, y - len(facts), footer, surface)

    def _badge(self, line: LineBuilder, footer: FooterContent, surface: Surface) -> Strip:
        badge = footer.badge
        if badge.kind_style is KindStyle.NONE:
            line.gutter(badge.kind, surface.soft, THREAD_GUTTER_END)
        else:
            error = badge.kind_style is KindStyle.ERROR
            pill = surface.button_error if error else surface.button_accent
            line.gutter(f" {badge.kind} ", pill, THREAD_GUTTER_END)
        line.to(THREAD_TEXT)
        number = surface.strong if badge.bold else surface.text if footer.focused else surface.soft
        parts = [(badge.number, number), (badge.words, surface.of(badge.role))]
        parts = [part for part in parts if part[0]]
        if width_of(parts, 2) + 2 + cell_len(footer.trailing) <= self._room:
            parts.append((footer.trailing, surface.soft))
        return line.parts(parts, 2, self._room).strip()

    def _error(self, line: LineBuilder, y: int, footer: FooterContent, surface: Surface) -> Strip:
        lines = self._error_lines(footer)
        line.to(THREAD_TEXT)
        if 0 <= y < len(lines):
            line.text(lines[y], surface.error)
        fit = self._keys_fit(footer)
        if footer.keys and y == (len(lines) - 1 if fit else len(lines)):
            line.skip(2 if fit else 0)
            for number, (key, word) in enumerate(footer.keys):
                line.skip(3 if number else 0).text(key, surface.strong)
                line.skip(1).text(word, surface.soft)
        elif y >= len(lines):
            return blank_strip(self.size.width, surface.blank)
        return line.strip()


def _signature(line: LineBuilder, words: str, surface: Surface, room: int) -> Strip:
    off = f"{SIGNATURE.key} off"
    line.gutter("signed", surface.faint, THREAD_GUTTER_END).to(THREAD_TEXT)
    line.text(words, surface.soft, room - cell_len(off) - 2).skip(2)
    return line.text(SIGNATURE.key, surface.strong).skip(1).text("off", surface.soft).strip()


def _file(line: LineBuilder, file: Attachment, surface: Surface, room: int) -> Strip:
    line.gutter(file_size(file.bytes), surface.soft, THREAD_GUTTER_END).to(THREAD_TEXT)
    words = formatting.media_words(file.kind)
    facts = [words.text, media_text.left_out(file)]
    parts = [(fact, surface.soft) for fact in facts if fact]
    return line.parts([*parts, (one_line(file.name), surface.of(Role.TEXT))], 2, room).strip()
