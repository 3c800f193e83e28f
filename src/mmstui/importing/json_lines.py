"""Our own export: a message in each line, as `mmstui.export.records` writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

from mmstui.domain import limits
from mmstui.domain.archive import (
    MOST_FILES,
    Archived,
    ArchivedFile,
    ArchivedMessage,
    NotSent,
    Unreadable,
)
from mmstui.domain.messages import Direction, Kind, State
from mmstui.importing import checks
from mmstui.importing.checks import ReadTerms, RowProblem

E = TypeVar("E", State, Direction, Kind)

#: As many bytes as a message with its files may have, in base64.
_LINE_BYTES: Final = limits.ATTACHMENTS * limits.MEDIA_BYTES * 4 // 3 + 1_000_000
_STATES: Final = {State.RECEIVED: Direction.IN, State.SENT: Direction.OUT}


def read(path: Path, terms: ReadTerms) -> Iterator[Archived]:
    """Yield what each line has; blank lines are passed over."""
    with path.open("rb") as stream:
        for number, line in enumerate(_lines(stream), 1):
            place = f"line {number}"
            if line is None:
                yield Unreadable(place, f"it is longer than {_LINE_BYTES:,} bytes")
            elif line.strip():
                yield _row(place, line, terms)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines; None for one that is too long to be one message."""
    while line := stream.readline(_LINE_BYTES):
        if line.endswith(b"\n") or len(line) < _LINE_BYTES:
            yield line
            continue
        while (more := stream.readline(_LINE_BYTES)) and not more.endswith(b"\n"):
            pass
        yield None


def _row(place: str, line: bytes, terms: ReadTerms) -> Archived:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else "it is no JSON"
        return Unreadable(place, why)
    if not isinstance(value, dict):
        return Unreadable(place, "it is no JSON object")
    try:
        return _message(place, value, terms)
    except RowProblem as problem:
        return Unreadable(place, str(problem))


def _message(place: str, value: Mapping[str, Any], terms: ReadTerms) -> Archived:
    state = _one_of(State, value.get("state"), "state")
    way = _one_of(Direction, value.get("direction"), "direction")
    if state not in _STATES:
        return NotSent(place)
    if _STATES[state] is not way:
        raise RowProblem(f"a message cannot be {state} and go {way}")
    return ArchivedMessage(
        place,
        checks.did(value.get("did")),
        checks.contact(value.get("contact")),
        way,
        checks.written_instant(value.get("sent_at"), terms),
        checks.text(value.get("text")),
        _one_of(Kind, value.get("kind"), "kind"),
        checks.server_id(value.get("server_id")),
        unread=value.get("read") is False,
        files=_files(value.get("files", [])),
    )


def _files(value: object) -> tuple[ArchivedFile, ...]:
    if not isinstance(value, list) or len(value) > MOST_FILES:
        raise RowProblem(f"its files are no list of up to {MOST_FILES}")
    return tuple(_file(each) for each in value)


def _file(value: object) -> ArchivedFile:
    name, data = (value.get("name"), value.get("data")) if isinstance(value, dict) else (None, None)
    if not isinstance(value, dict) or not isinstance(name, str):
        raise RowProblem("a file has no name")
    if not isinstance(data, str | None):
        raise RowProblem("a file is no base64")
    size = value.get("bytes")
    return ArchivedFile(
        name,
        checks.mime(value.get("type")),
        size if type(size) is int and 0 <= size < limits.OWN_IDS_FROM else None,
        None if data is None else checks.content(data),
    )


def _one_of(kind: type[E], value: object, name: str) -> E:
    try:
        return kind(str(value))
    except ValueError:
        raise RowProblem(f"its {name} is not known") from None
