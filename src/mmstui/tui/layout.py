"""Widths, heights and columns that screens share, in cells and lines."""

from __future__ import annotations

from typing import Final

#: Minimum width for two panes side by side.
WIDE: Final = 90
#: Minimum width for a third pane, which tells who the open conversation is with, and its width.
THREE: Final = 160
ABOUT: Final = 40
#: Below this width the header omits unset filters, and the footer the palette.
ROOMY: Final = 100
#: Minimum height for blank lines above the list, the thread and its head.
AIRY: Final = 30
#: The list's share of the screen's width, and its minimum and maximum, in columns.
LIST_SHARE, LIST_LEAST, LIST_MOST = 0.38, 40, 60
#: The list's minimum beside a thread and the third pane.
LIST_BESIDE_TWO: Final = 46

#: Of a row of two lines, in columns: the gutter's facts are right-aligned between ROW_GUTTER and
#: ROW_GUTTER_END, the text begins at ROW_TEXT.
ROW_GUTTER: Final = 2
ROW_GUTTER_END: Final = 9
ROW_TEXT: Final = 11
#: Columns right of the text: a blank, and the scrollbar's track.
ROW_RIGHT: Final = 2
ROW_GAP: Final = 2
#: Of a row of one line: the label of the DID, then the text, which begins with a name.
COMPACT_DID: Final = 10
COMPACT_DID_END: Final = 17
COMPACT_TEXT: Final = 19
#: Minimum and maximum of a name's columns.
COMPACT_NAME: Final = (10, 24)
#: Of a thread and the box below it, in columns: where the gutter ends and where text begins.
THREAD_GUTTER_END: Final = 7
THREAD_TEXT: Final = 9
#: Maximum width of the content of a wider pane, in columns.
MEASURE: Final = 100
#: The same in triage mode, where the conversation stands in the middle.
TRIAGE: Final = 80
#: Width of a formatted number, and of a DID's abilities, in cells.
NUMBER: Final = 14
ABILITY: Final = 7
#: The maximum width of a name in a dialog's button, in cells.
PILL_NAME: Final = 28
#: Rows that a step of the mouse wheel scrolls.
WHEEL: Final = 3
#: Minimum length of a scrollbar's thumb, in lines.
THUMB: Final = 5


def is_airy(app: object, height: int) -> bool:
    """Return whether an app of this height has blank lines."""
    return height >= AIRY and not getattr(app, "compact", False)


def list_width(width: int) -> int:
    """Return the width of the list beside a thread, on a screen of `width` columns."""
    if width >= THREE:
        # Text of a thread is not wider than its measure: previews get the rest.
        return max(LIST_BESIDE_TWO, width - ABOUT - MEASURE)
    return max(LIST_LEAST, min(LIST_MOST, round(width * LIST_SHARE)))
