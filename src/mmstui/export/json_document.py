"""One JSON document, with the messages of each conversation."""

from __future__ import annotations

from collections.abc import Iterator

from mmstui.export.records import ends, instant, marks, record, written
from mmstui.export.selection import Selection


def parts(selection: Selection) -> Iterator[str]:
    """Yield the parts of the file."""
    yield f'{{"exported_at": "{instant(selection.now)}", "conversations": ['
    for place, transcript in enumerate(selection.transcripts):
        conversation = transcript.conversation
        head = written(ends(conversation) | marks(conversation, selection.now))
        yield f'{"," if place else ""}\n{head[:-1]}, "messages": ['
        for number, message in enumerate(selection.messages(transcript)):
            yield f"{',' if number else ''}\n  {written(record(selection, message))}"
        yield "\n]}"
    yield "\n]}\n"
