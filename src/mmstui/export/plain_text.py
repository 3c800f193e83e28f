"""Plain text, as `mmstui read` prints it. All text is safe to show in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import display
from mmstui.domain.times.zones import key_of
from mmstui.export.selection import Selection, file_note, heading, writer_of

_INDENT = " " * 18


def parts(selection: Selection) -> Iterator[str]:
    """Yield the parts of the file."""
    yield f"Times: {key_of(selection.zone)}\n"
    for transcript in selection.transcripts:
        conversation = transcript.conversation
        title = f"{heading(conversation)}, at {formatted(conversation.did)}"
        yield f"\n{title}\n{'=' * len(title)}\n"
        for message in selection.messages(transcript):
            yield f"{selection.local(message):%Y-%m-%d %H:%M}  {writer_of(message, conversation)}\n"
            # Indented, so that a text cannot forge another message.
            for line in display(message.text).split("\n"):
                yield f"{_INDENT}{line}\n" if line else "\n"
            for each in message.media:
                yield f"{_INDENT}[{file_note(each)}]\n"
            for sign in message.signs:
                yield f"{_INDENT}{sign}\n"
