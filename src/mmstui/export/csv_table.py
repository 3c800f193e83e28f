"""CSV by RFC 4180, one message a row. No cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import meant
from mmstui.export.selection import Selection

_COLUMNS = (
    "time", "direction", "state", "kind", "did", "contact", "name", "text", "files", "server_id",
)  # fmt: skip
#: What spreadsheets take for a formula, some after blanks or in its full-width form.
_FORMULA = re.compile(r"\s*[=+\-@|%＝＋－＠]")


def parts(selection: Selection) -> Iterator[str]:
    """Yield the rows of the file. Times have the offset of the zone."""
    yield row(_COLUMNS)
    for transcript in selection.transcripts:
        conversation = transcript.conversation
        did, contact = formatted(conversation.did), formatted(conversation.contact)
        name = conversation.title if conversation.named else ""
        for message in selection.messages(transcript):
            yield row(
                (
                    selection.local(message).isoformat(timespec="seconds"),
                    message.direction.value,
                    message.state.value,
                    message.kind.value,
                    did,
                    contact,
                    name,
                    message.text,
                    "\n".join(each.name for each in message.media),
                    "" if message.server_id is None else str(message.server_id),
                )
            )


def row(cells: Sequence[str]) -> str:
    """Return one row with its line end."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return written.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe before it makes it text."""
    cell = meant(cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell
