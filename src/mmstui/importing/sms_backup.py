"""The XML of the Android app "SMS Backup & Restore", read as a stream: such files have gigabytes.

Attributes and their values are those that the app's maker documents
(synctech.com.au/sms-backup-restore/fields-in-xml-backup-files). The file does not tell the user's
own number. Android programs write an emoji as two character references that XML forbids
(findings/xml-surrogate-references.sh), so references are mended before the parser sees them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from mmstui.domain import limits
from mmstui.domain.archive import (
    MOST_FILES,
    Archived,
    ArchivedFile,
    ArchivedMessage,
    NotSent,
    Unreadable,
)
from mmstui.domain.messages import Direction, Kind
from mmstui.importing import checks
from mmstui.importing.checks import ReadTerms, RowProblem
from mmstui.importing.xml_mending import mended

#: One element may be as long as a message with its files, in base64.
_ELEMENT_BYTES: Final = limits.ATTACHMENTS * limits.MEDIA_BYTES * 4 // 3 + 1_000_000
_FILES_BYTES: Final = limits.ATTACHMENTS * limits.MEDIA_BYTES
_MOST_ERRORS: Final = 1_000
_DEEPEST: Final = 8
_ROW = re.compile(rb"<(?:sms|mms)[ \t\r\n]")
_DIRECTIONS: Final = {"1": Direction.IN, "2": Direction.OUT}
_FROM, _TO = "137", "151"
#: Times below are in seconds: some programs write those of MMS so.
_MILLISECONDS_FROM: Final = 10**11
_NOBODY: Final = frozenset({"", "null", "insert-address-token"})

_Attributes = Mapping[str, str]


class _Refused(Exception):
    """Why the rest of the file is not read. The message is part of a sentence."""


def read(path: Path, terms: ReadTerms) -> Iterator[Archived]:
    """Yield the messages of the file. After an error, reading goes on with the next message."""
    with path.open("rb") as stream:
        yield from _Document(terms).read(stream)


class _Document:
    """Finds elements, over one parser after the other if there are errors."""

    def __init__(self, terms: ReadTerms) -> None:
        self._rows = _Rows(terms)
        self._lines = 0  #: before the first line that the parser has seen
        self._fed = 0
        self._parser = self._new_parser()

    def read(self, stream: BinaryIO) -> Iterator[Archived]:
        seeking = errors = 0
        rest = b""
        try:
            for chunk in mended(stream):
                rest = rest + chunk if seeking else chunk
                while rest:
                    if seeking:
                        found = _ROW.search(rest)
                        skipped = rest[: found.start()] if found else rest[:-4]
                        self._lines += skipped.count(b"\n")
                        rest = rest[len(skipped) :]
                        if not found:
                            break
                        seeking = 0
                        self._restart()
                    failed = self._feed(rest)
                    yield from self._rows.taken()
                    if failed is None:
                        break
                    place, why, offset = failed
                    errors += 1
                    yield Unreadable(place, why)
                    if errors == _MOST_ERRORS:
                        raise _Refused("there are too many errors")
                    rest, seeking = rest[offset:], 1
            if not seeking:
                yield from self._end()
        except _Refused as refused:
            yield from self._rows.taken()
            yield Unreadable(f"what comes after line {self._line()}", str(refused))

    def _feed(self, data: bytes) -> tuple[str, str, int] | None:
        """Parse data; for an error return its place, the reason, and where to look on."""
        before = self._fed
        self._fed += len(data)
        try:
            self._parser.Parse(data, False)
        except expat.ExpatError as error:
            offset = max(self._parser.ErrorByteIndex - before, 0)
            line = self._lines + error.lineno
            self._lines = line - 1
            return f"line {line}", expat.errors.messages[error.code], offset + 1
        if self._fed - self._parser.CurrentByteIndex > _ELEMENT_BYTES:
            raise _Refused(f"an element is longer than {_ELEMENT_BYTES:,} bytes")
        return None

    def _end(self) -> Iterator[Archived]:
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            yield from self._rows.taken()
            yield Unreadable(
                f"line {self._lines + error.lineno}", "the file ends before its last message does"
            )

    def _restart(self) -> None:
        self._rows.reset()
        self._parser = self._new_parser()
        self._parser.Parse(b"<smses>", False)
        self._fed = len(b"<smses>")

    def _line(self) -> int:
        return self._lines + self._parser.CurrentLineNumber

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, told: self._rows.begin(name, told, self._line())
        parser.EndElementHandler = self._rows.end
        parser.EntityDeclHandler = _refuse_entities
        return parser


def _refuse_entities(*_: object) -> None:
    raise _Refused("it declares entities, as no backup does")


class _Rows:
    """Makes messages of elements."""

    def __init__(self, terms: ReadTerms) -> None:
        self._terms = terms
        self._found: list[Archived] = []
        self.reset()

    def reset(self) -> None:
        """Forget an element that was not complete."""
        self._depth = 0
        self._mms: tuple[str, _Attributes] | None = None
        self._texts: list[str] = []
        self._files: list[ArchivedFile] = []
        self._people: list[tuple[str, str]] = []
        self._problem: RowProblem | None = None

    def taken(self) -> list[Archived]:
        """Return what was found since the last call."""
        found, self._found = self._found, []
        return found

    def begin(self, name: str, told: _Attributes, line: int) -> None:
        """Take a start tag."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Refused("its elements are nested too deep")
        match name:
            case "sms":
                self._put(f"line {line}", told, self._sms)
            case "mms":
                self._mms = (f"line {line}", told)
            case "part" if self._mms is not None and self._problem is None:
                try:
                    self._part(told)
                except RowProblem as problem:
                    self._problem = problem
            case "addr" if self._mms is not None and len(self._people) < _MOST_ERRORS:
                self._people.append((told.get("type", ""), told.get("address", "")))

    def end(self, name: str) -> None:
        """Take an end tag."""
        self._depth -= 1
        if name == "mms" and self._mms is not None:
            self._put(*self._mms, self._multimedia)
            depth = self._depth
            self.reset()
            self._depth = depth

    def _put(self, place: str, told: _Attributes, made: Callable[..., Archived]) -> None:
        try:
            self._found.append(made(place, told))
        except RowProblem as problem:
            self._found.append(Unreadable(place, str(problem)))

    def _sms(self, place: str, told: _Attributes) -> Archived:
        way = _DIRECTIONS.get(told.get("type", ""))
        if way is None:
            return NotSent(place)
        return self._message(place, told, Kind.SMS, way, told.get("address", ""), told.get("body"))

    def _multimedia(self, place: str, told: _Attributes) -> Archived:
        if self._problem is not None:
            raise self._problem
        way = _DIRECTIONS.get(told.get("msg_box", ""))
        if way is None:
            return NotSent(place)
        address = told.get("address", "")
        if address in _NOBODY:
            wanted = _FROM if way is Direction.IN else _TO
            others = (who for kind, who in self._people if kind == wanted and who not in _NOBODY)
            address = "~".join(dict.fromkeys(others))
        return self._message(place, told, Kind.MMS, way, address, "\n".join(self._texts))

    def _message(
        self, place: str, told: _Attributes, kind: Kind, way: Direction, address: str, text: object
    ) -> Archived:
        if "~" in address:
            count = address.count("~") + 1
            raise RowProblem(f"it is of a group of {count}, and VoIP.ms has no groups")
        try:
            at = int(told.get("date", "")[:20])
        except ValueError:
            raise RowProblem("its date is no number") from None
        return ArchivedMessage(
            place,
            checks.did(self._terms.did),
            checks.contact(address),
            way,
            checks.instant(at / 1000 if abs(at) >= _MILLISECONDS_FROM else at, self._terms),
            checks.text(text),
            kind,
            unread=told.get("read") == "0",
            files=tuple(self._files) if kind is Kind.MMS else (),
        )

    def _part(self, told: _Attributes) -> None:
        mime = told.get("ct", "").lower()
        if mime == "text/plain" and "text" in told:
            self._texts.append(told["text"])
        elif mime not in {"application/smil", "text/plain"}:
            data = told.get("data", "null")
            content = None if data == "null" else checks.content(data)
            # One name or the other is `null`.
            names = (told.get(key, "null") for key in ("cl", "name", "fn"))
            name = next((name for name in names if name != "null"), mime.partition("/")[2])
            self._files.append(ArchivedFile(name, checks.mime(mime), None, content))
            if len(self._files) > MOST_FILES:
                raise RowProblem(f"it has more than {MOST_FILES} files")
            if sum(len(each.data or b"") for each in self._files) > _FILES_BYTES:
                raise RowProblem(f"its files are larger than {_FILES_BYTES // 10**6} MB")
