"""A description list: labels in the gutter, values at the text column, wrapped to a width.

Pure layout, no Textual. A value from outside is always the last text of its entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rich.cells import cell_len

from mmstui.domain.records import record
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.wrapping import wrap

#: Blank cells between a value and its remark.
AIR = 3


@record
class Entry:
    """A value with its label; "" continues the entry above. Ready to paint.

    `remark` is faint, beside the value, or below it if there is no room.
    """

    label: str
    value: str
    role: Role = Role.TEXT
    bold: bool = False
    remark: str = ""


#: A blank line between two groups.
BLANK = Entry("", "")


class Piece(NamedTuple):
    """A text and its role."""

    text: str
    role: Role
    bold: bool = False


class Row(NamedTuple):
    """One line: its label, and its pieces from the text column on, `AIR` cells apart."""

    label: str
    pieces: tuple[Piece, ...]


def rows(entries: Iterable[Entry], width: int) -> list[Row]:
    """Return the lines of a description list whose text column is `width` cells wide."""
    found: list[Row] = []
    for entry in entries:
        lines = [(Piece(text, entry.role, entry.bold),) for text in wrap(entry.value, width)]
        found.extend(Row("" if at else entry.label, line) for at, line in enumerate(lines))
        if not entry.remark:
            continue
        remark = Piece(entry.remark, Role.FAINT)
        used = cell_len(found[-1].pieces[0].text)
        if used + AIR + cell_len(entry.remark) <= width:
            found[-1] = Row(found[-1].label, (*found[-1].pieces, remark))
        else:
            found.extend(Row("", (remark._replace(text=t),)) for t in wrap(entry.remark, width))
    return found
