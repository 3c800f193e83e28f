"""The database that the open-source Android client "VoIP.ms SMS" exports.

Facts from its repository (github.com/michaelkourlas/voipms-sms-client, Room schemas 10 and 11): a
table `sms`; `Date` in seconds since the epoch; `Type` 1 for incoming; `VoipId` is VoIP.ms's id or
null; an outgoing message was accepted if `Delivered` is 1; `Media1` to `Media3` came with schema
11. It fetches SMS and MMS by one method, and does not keep which of the two a message is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mmstui.domain.archive import (
    Archived,
    ArchivedFile,
    ArchivedMessage,
    NotSent,
    Unreadable,
)
from mmstui.domain.text.sanitise import file_name
from mmstui.importing import checks
from mmstui.importing.checks import ReadTerms, RowProblem
from mmstui.store.imports.foreign import VALUE_BYTES, ForeignProblem, rows

_COLUMNS: Final = ("VoipId", "Date", "Type", "Did", "Contact", "Text", "Unread", "Delivered")
_MEDIA: Final = ("Media1", "Media2", "Media3")


def read(path: Path, terms: ReadTerms) -> Iterator[Archived]:
    """Yield the rows of the table `sms`."""
    place = "the table sms"
    try:
        for number, *values in rows(path, "sms", _COLUMNS, _MEDIA):
            place = f"row {number} of sms"
            if not values:
                yield Unreadable(place, f"it is longer than {VALUE_BYTES:,} bytes")
                continue
            try:
                yield _message(place, values, terms)
            except RowProblem as problem:
                yield Unreadable(place, str(problem))
    except ForeignProblem as problem:
        yield Unreadable(f"what comes after {place}", str(problem))


def _message(place: str, values: list[Any], terms: ReadTerms) -> Archived:
    voip_id, date, kind, did, contact, text, unread, delivered, *media = values
    if kind not in (0, 1):
        raise RowProblem("its type is neither incoming nor outgoing")
    if kind == 0 and delivered != 1:
        return NotSent(place)
    if isinstance(date, bool) or not isinstance(date, int):
        raise RowProblem("its date is no number")
    return ArchivedMessage(
        place,
        checks.did(_decoded(did)),
        checks.contact(_decoded(contact)),
        checks.direction(kind == 1),
        checks.instant(date, terms),
        checks.text(_decoded(text)),
        None,
        checks.server_id(voip_id),
        unread=unread == 1,
        files=tuple(
            ArchivedFile(file_name(address.partition("?")[0]))
            for each in media
            if (address := _decoded(each)) and isinstance(address, str)
        ),
    )


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
