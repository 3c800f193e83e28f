"""Messages written for other programs: one module per format.

A format is a function that yields the parts of the file for a `Selection`, and keeps no more than
one message of it.
"""

from mmstui.export.formats import FORMATS, Format, by_suffix
from mmstui.export.selection import SENT, Selection, Transcript
from mmstui.export.target import write_file, write_folder

__all__ = [
    "FORMATS",
    "SENT",
    "Format",
    "Selection",
    "Transcript",
    "by_suffix",
    "write_file",
    "write_folder",
]
