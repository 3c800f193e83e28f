"""The slots for an MMS's files: the file in each, whether it fits, what could replace it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment, MediaKind
from mmstui.tui.attach import commands as attach_commands
from mmstui.tui.attach.chosen_files import Offer, Slot
from mmstui.tui.attach.slot_lines import caution, name, picture, sizes, verdict
from mmstui.tui.graphics.half_blocks import colour_depth
from mmstui.tui.media import thumbnails
from mmstui.tui.terminal import cell_size
from mmstui.tui.theme.palette import Palette, Role, Surface
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.formatting import media_words
from mmstui.tui.ui.line_builder import LineBuilder, Part

#: Columns of a picture, and lines of a slot, followed by a blank line.
COLUMNS: Final = 14
ROWS: Final = 5
STEP: Final = ROWS + 1
#: Lines of an open offer if `compact`: the file, its sizes now and after.
OPEN_ROWS: Final = 3
_NUMBER_END, _PICTURE, _TEXT = 2, 4, 20
#: The column of the slot number in the folder's rows, and so in the slots below them.
_BELOW_ROWS: Final = 3


class AttachmentSlots(Widget, can_focus=True):
    """The widget of the slots: a picture beside its facts; one line for each slot if `compact`."""

    DEFAULT_CSS = """
    AttachmentSlots { width: 1fr; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            dialog_commands.DOWN,
            dialog_commands.UP,
            dialog_commands.CHOOSE,
            *attach_commands.IN_SLOTS,
        )
    ]

    def __init__(self) -> None:
        super().__init__()
        self.compact = False
        self.cursor = 0
        self._slots: list[Slot] = []
        self._open: Offer | None = None
        self._copying = ""
        self._thumbnails = thumbnails.Thumbnails(self, self._decoded)
        self._pictures = thumbnails.enabled(os.environ)

    def _decoded(self, wanted: thumbnails.ThumbnailRequest, rows: thumbnails.Rows | None) -> None:
        self.refresh()

    def show(self, slots: Sequence[Slot], copying: str = "", open_: Offer | None = None) -> None:
        """Show the chosen files; `copying` is the name of a file that is being copied.

        `open_` is the offer that a key would accept: its sizes are shown below it if `compact`.
        """
        self._slots = list(slots)
        self._copying = copying
        self._open = open_
        self.cursor = max(0, min(self.cursor, len(slots) - 1))
        self.refresh()

    @property
    def lines(self) -> int:
        """The number of lines if `compact`."""
        return len(self._rows())

    def _rows(self) -> list[tuple[int, int]]:
        """Return for each line its slot and its line in that slot, if `compact`."""
        return [
            (place, row)
            for place in range(ATTACHMENTS)
            for row in range(self._height(self._slots[place] if place < len(self._slots) else None))
        ]

    def _height(self, slot: Slot | None) -> int:
        return OPEN_ROWS if slot is not None and slot is self._open else 1

    def move(self, slots: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(self.cursor + slots, len(self._slots) - 1))
        self.refresh()

    def on_focus(self) -> None:
        """Show the cursor's bar."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor's bar."""
        self.refresh()

    def on_unmount(self) -> None:
        """Stop decoding pictures."""
        self._thumbnails.close()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked slot."""
        self.move(self._at(event.y)[0] - self.cursor)

    def _at(self, y: int) -> tuple[int, int]:
        """Return the slot at a line, and the line in that slot."""
        if not self.compact:
            return divmod(y, STEP)
        rows = self._rows()
        return rows[y] if y < len(rows) else (ATTACHMENTS, 0)

    def render_line(self, y: int) -> Strip:
        """Draw one line of a slot."""
        palette = Palette.of(self)
        place, row = self._at(y)
        blank = place >= ATTACHMENTS or row >= ROWS
        here = not blank and self.has_focus and place == self.cursor
        surface = palette.cursor if here else palette.t1
        line = LineBuilder(self.size.width, surface.blank)
        if blank:
            return line.strip()
        if here:
            line.text(palette.bar if row == 0 else palette.bar_below, surface.bar)
        slot = self._slots[place] if place < len(self._slots) else None
        if row == 0:
            number = surface.of(Role.ACCENT, bold=True) if slot else surface.faint
            line.gutter(str(place + 1), number, _BELOW_ROWS if self.compact else _NUMBER_END, 1)
        line.to(_PICTURE)
        if self.compact:
            self._compact(line, place, row, slot, surface)
        else:
            self._roomy(line, place, row, slot, surface, palette)
        return line.strip()

    def _compact(
        self, line: LineBuilder, place: int, row: int, slot: Slot | None, surface: Surface
    ) -> None:
        if slot is None:
            parts = self._empty_slot(place, surface)[0]
        elif row and isinstance(slot, Offer):
            below = sizes(slot, surface)
            parts = below[row - 1] if row <= len(below) else []
        else:
            kind = media_words(slot.kind).text if isinstance(slot, Attachment) else ""
            lost = caution(slot, surface) if isinstance(slot, Offer) else []
            parts = [
                (kind, surface.soft),
                *verdict(slot, surface),
                *lost,
                (name(slot), surface.text),
            ]
        line.parts(parts, 0 if slot is None or row else 2, line.left - 2)

    def _roomy(
        self,
        line: LineBuilder,
        place: int,
        row: int,
        slot: Slot | None,
        surface: Surface,
        palette: Palette,
    ) -> None:
        if not self._picture(line, row, slot):
            kind = slot.kind if isinstance(slot, Attachment) else MediaKind.PHOTO
            words = media_words(kind).text if slot is not None and row == ROWS // 2 else ""
            at = line.used
            if palette.flat:
                line.to(at + (COLUMNS - len(words)) // 2).text(words, surface.soft)
            else:
                _well(line, words, palette.t0)
        line.to(_TEXT)
        if slot is None:
            facts = self._empty_slot(place, surface)
        else:
            facts = [[(name(slot), surface.text)], verdict(slot, surface)]
            if isinstance(slot, Offer):
                facts += [*sizes(slot, surface), caution(slot, surface)]
        if row < len(facts):
            gap = 2 if slot is not None and row == 1 else 0
            line.parts(facts[row], gap, line.left - (2 if row == 0 else 0))

    def _picture(self, line: LineBuilder, row: int, slot: Slot | None) -> bool:
        path = picture(slot) if slot is not None and self._pictures else None
        if path is None:
            return False
        depth = colour_depth(self.app.console.color_system)
        wanted = thumbnails.ThumbnailRequest(path, COLUMNS, ROWS, depth, cell_size.cell_pixels())
        rows = self._thumbnails.get(wanted)
        if rows is None or row >= len(rows):
            return False
        for segment in rows[row]:
            line.segment(segment, 1)
        return True

    def _empty_slot(self, place: int, surface: Surface) -> list[list[Part]]:
        if place == len(self._slots):
            if self._copying:
                return [[(self._copying, surface.soft)], [("→ taking it", surface.soft)]]
            return [
                [("empty", surface.faint)],
                [("enter", surface.strong), (" puts a file here", surface.soft)],
            ]
        return [[("empty", surface.faint)]]


def _well(line: LineBuilder, words: str, surface: Surface) -> None:
    """Draw one line of the box of a slot without a picture, with the words centred."""
    well = LineBuilder(COLUMNS, surface.blank)
    well.to((COLUMNS - len(words)) // 2).text(words, surface.soft)
    for segment in well.strip():
        line.segment(segment, segment.cell_length)
