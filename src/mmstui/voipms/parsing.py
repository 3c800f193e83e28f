"""Parse VoIP.ms's answers into domain objects. No answer of a server raises an exception here.

Rows are parsed one by one: an invalid row does not affect the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urljoin

from pydantic import BaseModel, ValidationError

from mmstui.domain.did_settings import FLAGS, DidField, normalised
from mmstui.domain.messages import Direction, Kind
from mmstui.domain.phone.numbers import UNKNOWN_SENDER
from mmstui.domain.text import sanitise
from mmstui.domain.times import eastern
from mmstui.domain.wire import BadRow, Balance, PhonebookEntry, ServerDid, ServerMessage
from mmstui.voipms.models import DidRow, MessageRow, PhonebookRow, scalar

Fields = Mapping[str, Any]
_Model = TypeVar("_Model", bound=BaseModel)

_STATUS_LENGTH = 80
_SAID_LENGTH = 300
_RAW_LENGTH = 100_000
_URL_LENGTH = 4_000
_MOST_MEDIA = 50
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,8})?")
_COL_MEDIA = re.compile(r"col_media([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Envelope:
    """An answer of the API. `status` and `said` (its `message`) are ready to paint."""

    status: str
    said: str
    fields: Fields = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Whether the call succeeded."""
        return self.status.lower() == "success"


def envelope(body: bytes) -> Envelope | None:
    """Return the envelope in a body; None when it is not JSON or has no status."""
    # Invalid UTF-8 is replaced: it spoils one text, not the whole answer.
    text = body.decode("utf-8-sig", "replace")
    try:
        fields = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    status = sanitise.line(scalar(fields.get("status")) or "")[:_STATUS_LENGTH]
    if not status:
        return None
    said = sanitise.line(scalar(fields.get("message")) or "")[:_SAID_LENGTH]
    return Envelope(status, said, fields)


def looks_like_html(body: bytes) -> bool:
    """Return whether a body begins like a web page."""
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<!--"))


def date_header(value: str | None) -> datetime | None:
    """Return a `Date` header in UTC; None when it is missing or invalid."""
    if not value:
        return None
    try:
        parsed = parsedate_to_datetime(value)
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def entries(fields: Fields, *keys: str) -> list[object]:
    """Return the rows under the first of `keys` that is present, in any of VoIP.ms's formats.

    A list, an object of rows by number, a single row, or one of PHP's empty values (voipms-api
    section 1: single-row quirk).
    """
    found = next((fields[key] for key in keys if fields.get(key) is not None), None)
    if isinstance(found, list):
        return found
    if isinstance(found, dict):
        if found and all(isinstance(value, dict | list) for value in found.values()):
            return [value for _, value in _by_number(found)]
        return [found] if found else []
    return [] if found in (None, "", False, 0) else [found]


def parse_page(
    fields: Fields, kind: Kind, origin: str
) -> tuple[tuple[ServerMessage, ...], tuple[BadRow, ...], int]:
    """Return the rows of getSMS or getMMS, oldest first, the invalid rows, and the row count.

    `origin` is the base of relative media addresses.
    """
    bad: list[BadRow] = []
    understood: list[tuple[MessageRow, tuple[str, ...]]] = []
    raw_rows = entries(fields, "sms", "mms") if kind is Kind.MMS else entries(fields, "sms")
    for raw in raw_rows:
        row, reason = _understand(MessageRow, raw)
        if row is None or not isinstance(raw, dict):
            bad.append(BadRow(kind.value, _as_raw(raw), reason))
        elif not _is_date(row.date):
            bad.append(BadRow(kind.value, _as_raw(raw), "date: not a date"))
        elif row.type is Direction.OUT and row.contact == UNKNOWN_SENDER:
            bad.append(BadRow(kind.value, _as_raw(raw), "contact: missing"))
        else:
            understood.append((row, collect_media(raw, origin)))
    instants = _instants([row for row, _ in understood])
    messages = {
        ServerMessage(
            kind=kind,
            server_id=row.id,
            date=row.date,
            at=instants[row.id, row.date],
            direction=row.type,
            did=row.did,
            contact=row.contact,
            text=row.message,
            media_urls=urls,
            carrier_status=row.carrier_status,
        ): None
        for row, urls in understood
    }
    ordered = sorted(messages, key=lambda message: (message.at, message.server_id))
    return tuple(ordered), tuple(bad), len(raw_rows)


def parse_dids(fields: Fields) -> list[ServerDid] | None:
    """Return the valid DIDs, each once; None when there are rows and none of them is valid."""
    rows = _understood(DidRow, entries(fields, "dids", "did"))
    found: dict[str, ServerDid] = {}
    for row in rows or ():
        if row.did not in found:
            ordered = eastern.parse(row.order_date) if _is_date(row.order_date) else None
            found[row.did] = ServerDid(
                number=row.did,
                note=row.note,
                city=row.city,
                sms=row.sms_enabled,
                # MMS has no switch of its own: it works if SMS is on and MMS is available.
                mms=row.sms_enabled and row.mms_available,
                order_date=ordered,
                settings=_settings(row),
            )
    return None if rows is None else list(found.values())


def parse_phonebook(fields: Fields) -> list[PhonebookEntry] | None:
    """Return the phonebook entries with a number; None when there are rows and none is valid."""
    rows = _understood(PhonebookRow, entries(fields, "phonebooks", "phonebook"))
    if rows is None:
        return None
    return [
        PhonebookEntry(row.id, row.name, row.number, row.note, _rest(row))
        for row in rows
        if row.number
    ]


def parse_balance(fields: Fields) -> Balance | None:
    """Return the balance of getBalance; None without a number (voipms-api section 2.10)."""
    told = fields.get("balance")
    found = told if isinstance(told, dict) else fields
    current = _decimal(found.get("current_balance"))
    return None if current is None else Balance(current, _decimal(found.get("spent_today")))


def _decimal(value: object) -> str | None:
    text = (scalar(value) or "").strip()
    return text if _DECIMAL.fullmatch(text) else None


#: Keys of getDIDsInfo by setSMS's names, where they differ.
_TOLD = {
    DidField.ENABLE: "sms_enabled",
    DidField.EMAIL_ON: "sms_email_enabled",
    DidField.EMAIL: "sms_email",
    DidField.FORWARD_ON: "sms_forward_enabled",
    DidField.FORWARD: "sms_forward",
    DidField.CALLBACK_ON: "sms_url_callback_enabled",
    DidField.CALLBACK: "sms_url_callback",
    DidField.RETRY: "sms_url_callback_retry",
    DidField.WEBHOOK_ON: "webhook_enabled",
}
#: An unset value, as is "" (voipms-api section 2.8).
_UNSET = "-1"


def _settings(row: DidRow) -> dict[DidField, str]:
    """Return the SMS settings of a row, without flags that are neither on nor off."""
    found: dict[DidField, str] = {}
    for name in DidField:
        key = _TOLD.get(name, name.value)
        value: str | bool | None = getattr(row, key) if key in row.model_fields_set else None
        if value is None:
            continue
        text = ("1" if value else "0") if isinstance(value, bool) else value.strip()
        if name in FLAGS:
            text = {"true": "1", "false": "0"}.get(text.lower(), text)
            if text not in {"0", "1"}:
                continue
        elif text == _UNSET:
            text = ""
        found[name] = normalised(name, text)[:_URL_LENGTH]
    return found


def _rest(row: PhonebookRow) -> dict[str, str]:
    """Return the other fields of an entry, unchanged."""
    return {
        "number": row.number_as_it_is,
        "speed_dial": row.speed_dial,
        "callerid": row.callerid,
        "group": row.group,
    }


def collect_media(fields: Fields, origin: str) -> tuple[str, ...]:
    """Return all media addresses of a row or of getMediaMMS: absolute, in order, each once.

    They are in `col_media1..N` and again in `media`, a list or an object by number. Addresses may
    be relative, with empty ones between them (voipms-api sections 2.2 and 2.3).
    """
    columns = []
    for key, value in fields.items():
        if key.startswith("col_") and (match := _COL_MEDIA.fullmatch(key)):
            columns.append((int(match[1]), value))
    columns.sort(key=lambda column: column[0])
    found = [value for _, value in columns]
    listed = fields.get("media")
    if isinstance(listed, dict):
        found += [value for _, value in _by_number(listed)]
    elif isinstance(listed, list):
        found += listed
    else:
        found.append(listed)
    absolute = (_absolute(value, origin) for value in found)
    return tuple(dict.fromkeys(url for url in absolute if url))[:_MOST_MEDIA]


def _absolute(value: object, origin: str) -> str:
    if isinstance(value, dict):
        value = value.get("url")
    url = sanitise.without_surrogates(value).strip() if isinstance(value, str) else ""
    if not url or len(url) > _URL_LENGTH:
        return ""
    try:
        return urljoin(f"{origin}/", url)
    except ValueError:
        return url


def _by_number(rows: Mapping[str, object]) -> list[tuple[str, object]]:
    """Return the items of an object by ascending numeric key; other keys last, in their order."""

    def place(item: tuple[str, object]) -> int:
        key = item[0]
        return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 10**10

    return sorted(rows.items(), key=place)


def _understand(model: type[_Model], raw: object) -> tuple[_Model | None, str]:
    """Return a row and "", or None and the reason why it is invalid."""
    if not isinstance(raw, dict):
        return None, "not an object"
    try:
        return model.model_validate(raw), ""
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        return None, "; ".join(f"{_place(fault['loc'])}: {_why(fault['msg'])}" for fault in faults)


def _understood(model: type[_Model], raw_rows: Sequence[object]) -> list[_Model] | None:
    """Return the valid rows; None when there are rows and none of them is valid."""
    understood = (_understand(model, raw)[0] for raw in raw_rows)
    rows = [row for row in understood if row is not None]
    return rows if rows or not raw_rows else None


def _place(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location) or "row"


def _why(message: str) -> str:
    return message.removeprefix("Value error, ")


def _as_raw(raw: object) -> str:
    try:
        text = json.dumps(raw, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = "(too deep to write down)"
    return sanitise.without_surrogates(text)[:_RAW_LENGTH]


def _is_date(text: str) -> bool:
    try:
        eastern.parse(text)
    except ValueError:
        return False
    return True


def _instants(rows: Sequence[MessageRow]) -> dict[tuple[int, str], datetime]:
    """Return the time of each row by id and date: the same id may occur with two dates."""
    dates: dict[int, str] = {}
    for row in rows:
        dates.setdefault(row.id, row.date)
    known = eastern.instants(list(dates.items()))
    return {
        (row.id, row.date): known[row.id] if dates[row.id] == row.date else eastern.parse(row.date)
        for row in rows
    }
