"""JSON Lines: one message a line. `mmstui import` reads it."""

from __future__ import annotations

from collections.abc import Iterator

from mmstui.export.records import ends, record, written
from mmstui.export.selection import Selection


def parts(selection: Selection) -> Iterator[str]:
    """Yield the lines of the file."""
    for transcript in selection.transcripts:
        shared = ends(transcript.conversation)
        for message in selection.messages(transcript):
            yield written(shared | record(selection, message)) + "\n"
