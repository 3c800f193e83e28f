"""The geometry that screens share, in columns and lines."""

from __future__ import annotations

from typing import Final

#: From this width on both panes are shown.
WIDE: Final = 90
#: Below this width the header leaves out filters that are not set, and the footer the palette.
ROOMY: Final = 100
#: From this height on there is air: blank lines above the list, the thread and its head.
AIRY: Final = 30
#: The list's share of the screen, and its bounds, in columns.
LIST_SHARE, LIST_LEAST, LIST_MOST = 0.38, 40, 60

#: Of a row of two lines, in columns: facts stand right-aligned between ROW_GUTTER and
#: ROW_GUTTER_END, then its text begins.
ROW_GUTTER: Final = 2
ROW_GUTTER_END: Final = 9
ROW_TEXT: Final = 11
#: Columns right of the text: air, and the track.
ROW_RIGHT: Final = 2
ROW_GAP: Final = 2
#: Of a thread and of the box below it, in columns: where the gutter ends and where text begins.
THREAD_GUTTER_END: Final = 7
THREAD_TEXT: Final = 9
#: A wider pane keeps this measure: its right edge moves in.
MEASURE: Final = 100
#: Of a formatted number, and of what a DID can do, in cells.
NUMBER: Final = 14
ABILITY: Final = 7
#: The widest name in a dialog's button, in cells.
PILL_NAME: Final = 28
#: Rows that a turn of the wheel moves.
WHEEL: Final = 3
#: The least length of a scrollbar's thumb, in lines.
THUMB: Final = 5


def list_width(width: int) -> int:
    """How wide a list is beside a thread, on a screen of so many columns."""
    return max(LIST_LEAST, min(LIST_MOST, round(width * LIST_SHARE)))
