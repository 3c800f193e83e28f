"""One JSON document, with the messages of each conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from mmstui.export.records import ends, record, written
from mmstui.export.selection import Selection


def parts(selection: Selection) -> Iterator[str]:
    """Yield the parts of the file."""
    at = f"{selection.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    yield f'{{"exported_at": "{at}", "conversations": ['
    for place, transcript in enumerate(selection.transcripts):
        head = written(ends(transcript.conversation))
        yield f'{"," if place else ""}\n{head[:-1]}, "messages": ['
        for number, message in enumerate(selection.messages(transcript)):
            yield f"{',' if number else ''}\n  {written(record(selection, message))}"
        yield "\n]}"
    yield "\n]}\n"
