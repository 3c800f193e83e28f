"""The three places for files of an MMS: what is in each, and whether it fits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.limits import ATTACHMENTS, SAFE_ATTACHMENT_BYTES
from mmstui.domain.messages import Attachment, MediaKind
from mmstui.domain.routing import file_size
from mmstui.domain.sanitise import line as one_line
from mmstui.tui.commands import attaching, bindings, picking
from mmstui.tui.facts import media_words
from mmstui.tui.inks import Ground, Ink, Inks
from mmstui.tui.widgets import thumbnails
from mmstui.tui.widgets.paint import Line, Part

#: Cells of a picture, and lines of a slot with the blank one below it.
COLUMNS: Final = 14
ROWS: Final = 5
STEP: Final = ROWS + 1
_NUMBER_END, _PICTURE, _TEXT = 2, 4, 20
#: Where the number stands in the folder's rows, and so in the slots below them.
_BELOW_ROWS: Final = 3


class AttachmentSlots(Widget, can_focus=True):
    """A picture beside its facts for each slot; one line each where `compact`."""

    DEFAULT_CSS = """
    AttachmentSlots { width: 1fr; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(picking.DOWN, picking.UP, picking.CHOOSE, attaching.REMOVE, attaching.BROWSE)
    ]

    def __init__(self) -> None:
        super().__init__()
        self.compact = False
        self.cursor = 0
        self._attachments: Sequence[Attachment] = ()
        self._taking = ""
        self._thumbnails = thumbnails.Thumbnails(self._decoded)
        self._pictures = thumbnails.wished(os.environ)

    def _decoded(self, wanted: thumbnails.Wanted, rows: thumbnails.Rows | None) -> None:
        self.refresh()

    def show(self, attachments: Sequence[Attachment], taking: str = "") -> None:
        """Show what is chosen; `taking` is the name of a file that is being copied."""
        self._attachments = attachments
        self._taking = taking
        self.cursor = max(0, min(self.cursor, len(attachments) - 1))
        self.refresh()

    def move(self, slots: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(self.cursor + slots, len(self._attachments) - 1))
        self.refresh()

    def on_focus(self) -> None:
        """The bar comes here."""
        self.refresh()

    def on_blur(self) -> None:
        """The bar leaves."""
        self.refresh()

    def on_unmount(self) -> None:
        """No picture is needed any more."""
        self._thumbnails.close()

    def on_click(self, event: events.Click) -> None:
        """The cursor to a slot."""
        slot = event.y if self.compact else event.y // STEP
        self.move(slot - self.cursor)

    def render_line(self, y: int) -> Strip:
        """One line of one slot."""
        inks = Inks.of(self)
        slot, row = (y, 0) if self.compact else divmod(y, STEP)
        blank = slot >= ATTACHMENTS or row >= ROWS
        here = not blank and self.has_focus and slot == self.cursor
        ground = inks.cursor if here else inks.t1
        line = Line(self.size.width, ground.blank)
        if blank:
            return line.strip()
        if here:
            line.text(inks.bar if row == 0 else inks.bar_below, ground.bar)
        taken = self._attachments[slot] if slot < len(self._attachments) else None
        if self.compact:
            self._compact(line, slot, taken, ground)
        else:
            self._roomy(line, slot, row, taken, ground, inks)
        return line.strip()

    def _compact(self, line: Line, slot: int, taken: Attachment | None, ground: Ground) -> None:
        number = ground.of(Ink.ACCENT, bold=True) if taken else ground.faint
        line.gutter(str(slot + 1), number, _BELOW_ROWS, 1)
        line.to(_PICTURE)
        if taken is None:
            line.parts(self._vacant(slot, ground)[0], 2)
        else:
            kind = media_words(taken.kind).text
            parts = [(kind, ground.soft), *_verdict(taken, ground), (_name(taken), ground.ink)]
            line.parts(parts, 2, line.left - 2)

    def _roomy(
        self, line: Line, slot: int, row: int, taken: Attachment | None, ground: Ground, inks: Inks
    ) -> None:
        if row == 0:
            number = ground.of(Ink.ACCENT, bold=True) if taken else ground.faint
            line.gutter(str(slot + 1), number, _NUMBER_END, 1)
        line.to(_PICTURE)
        if not self._picture(line, row, taken):
            words = media_words(taken.kind).text if taken and row == ROWS // 2 else ""
            at = line.used
            line.to(at + (COLUMNS - len(words)) // 2) if inks.toneless else _well(
                line, words, inks.t0
            )
            if inks.toneless:
                line.text(words, ground.soft)
        line.to(_TEXT)
        if taken is None:
            facts = self._vacant(slot, ground)
        else:
            facts = [[(_name(taken), ground.ink)], _verdict(taken, ground)]
            if taken.bytes > SAFE_ATTACHMENT_BYTES:
                facts.append([("  now", ground.soft), (file_size(taken.bytes), ground.soft)])
        if row < len(facts):
            gap = 1 if taken is None else 2
            line.parts(facts[row], gap, line.left - 2)

    def _picture(self, line: Line, row: int, taken: Attachment | None) -> bool:
        if taken is None or taken.kind is not MediaKind.PHOTO or not self._pictures:
            return False
        few = self.app.console.color_system == "256"
        rows = self._thumbnails.get(thumbnails.Wanted(taken.path, COLUMNS, ROWS, few))
        if rows is None or row >= len(rows):
            return False
        for segment in rows[row]:
            line.segment(segment, 1)
        return True

    def _vacant(self, slot: int, ground: Ground) -> list[list[Part]]:
        if slot == len(self._attachments):
            if self._taking:
                return [[(self._taking, ground.soft)], [("→ taking it", ground.soft)]]
            return [
                [("empty", ground.faint)],
                [("enter", ground.strong), ("puts a file here", ground.soft)],
            ]
        return [[("empty", ground.faint)]]


def _well(line: Line, words: str, ground: Ground) -> None:
    """A line of a slot without picture, its words in the middle."""
    well = Line(COLUMNS, ground.blank)
    well.to((COLUMNS - len(words)) // 2).text(words, ground.soft)
    for segment in well.strip():
        line.segment(segment, segment.cell_length)


def _name(taken: Attachment) -> str:
    return one_line(taken.name)


def _verdict(taken: Attachment, ground: Ground) -> list[Part]:
    if taken.bytes > SAFE_ATTACHMENT_BYTES:
        limit = f"limit {file_size(SAFE_ATTACHMENT_BYTES)}"
        return [("× too big", ground.of(Ink.ERROR, bold=True)), (limit, ground.soft)]
    return [("✓ fits", ground.soft), (file_size(taken.bytes), ground.soft)]
