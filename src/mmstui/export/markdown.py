"""Markdown (CommonMark), in which no text of a message is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import display
from mmstui.domain.times.zones import key_of
from mmstui.export.selection import Selection, file_note, heading, writer_of

_ANYWHERE = re.compile(r"[\\`*_\[\]<>#|~&!$^{}]")
#: What begins a list, a rule or a heading's underline.
_AT_BEGIN = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def parts(selection: Selection) -> Iterator[str]:
    """Yield the parts of the file."""
    yield f"# Messages\n\nTimes: {escaped(key_of(selection.zone))}\n"
    for transcript in selection.transcripts:
        conversation = transcript.conversation
        did = escaped(formatted(conversation.did))
        yield f"\n## {escaped(heading(conversation))}, at {did}\n"
        for message in selection.messages(transcript):
            writer = escaped(writer_of(message, conversation))
            yield f"\n**{selection.local(message):%Y-%m-%d %H:%M}** {writer}\n\n"
            yield quoted(message.text)
            for each in message.media:
                yield f"> \\[{escaped(file_note(each))}\\]\n"
            for sign in message.signs:
                yield f"\n{escaped(sign)}\n"


def quoted(text: str) -> str:
    """Return a text as a block quote that keeps its lines."""
    lines = display(text).split("\n")
    return "\\\n".join(f"> {escaped(line)}" if line.strip() else "> &#8203;" for line in lines) + (
        "\n"
    )


def escaped(line: str) -> str:
    """Return one line that Markdown shows as it is."""
    line = _ANYWHERE.sub(r"\\\g<0>", line.strip())
    return _AT_BEGIN.sub(_mark, line)


def _mark(found: re.Match[str]) -> str:
    blanks, sign = found.groups()
    # A digit cannot be escaped, the sign behind it can.
    return f"{blanks}\\{sign}" if not sign.isdigit() else f"{blanks}{sign}\\"
