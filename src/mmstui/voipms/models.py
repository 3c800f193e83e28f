"""Models of VoIP.ms's rows. Types are coerced, because VoIP.ms mixes them (voipms-api section 1).

A field's annotation has its reader, and its key where that has another name. pydantic would only
call these readers, for 10 MB, an eighth of an open inbox, and 0.1 s of each command that goes on
line. Why a row is invalid never contains a value: that is stored in the quarantine table beside the
raw row.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Annotated, Any, TypeVar, cast, get_type_hints

from mmstui.domain import limits
from mmstui.domain.messages import Direction
from mmstui.domain.phone import numbers
from mmstui.domain.records import record
from mmstui.domain.text import sanitise

_Model = TypeVar("_Model")

#: Longest number or sender's name. It becomes the key of a conversation.
_MOST_NUMBER = 64
_DIGITS = re.compile(r"[0-9]{1,16}")
_DIRECTIONS = {"0": Direction.OUT, "1": Direction.IN}


def scalar(value: object) -> str | None:
    """Return a JSON scalar as text, with lone surrogates replaced; None for any other value.

    Null is "", and so are the empty list and object that PHP makes of an empty array.
    """
    if isinstance(value, str):
        return value if value.isascii() else sanitise.without_surrogates(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if value is None or value in ([], {}):
        return ""
    return None


def whole_number(value: object) -> int:
    """Return a server id from an int or its digits. Raises ValueError for 0 and other values."""
    text = scalar(value)
    if isinstance(value, bool) or text is None or not _DIGITS.fullmatch(text.strip()):
        raise ValueError("not a number")
    number = int(text)
    if not 0 < number < limits.OWN_IDS_FROM:
        raise ValueError("out of range")
    return number


def _text(value: object) -> str:
    text = scalar(value)
    if text is None:
        raise ValueError("not a text")
    return text


def _loose_text(value: object) -> str:
    """Return an optional text; "" for a value that is none."""
    return scalar(value) or ""


def _number(value: object) -> str:
    number = numbers.canonical(_text(value))
    if not number:
        raise ValueError("missing")
    if len(number) > _MOST_NUMBER:
        raise ValueError("too long")
    return number


def _sender(value: object) -> str:
    """Return a number, or the unknown sender for a message without one, whose text is kept."""
    return numbers.UNKNOWN_SENDER if not numbers.canonical(_text(value)) else _number(value)


def _loose_number(value: object) -> str:
    return numbers.canonical(_loose_text(value))[:_MOST_NUMBER]


def _direction(value: object) -> Direction:
    direction = _DIRECTIONS.get(_text(value).strip())
    if direction is None:
        raise ValueError("neither 0 nor 1")
    return direction


def _flag(value: object) -> bool:
    return _loose_text(value).strip().lower() in {"1", "true"}


def _nullable_text(value: object) -> str | None:
    return None if value is None else _loose_text(value)


ServerId = Annotated[int, whole_number]
Text = Annotated[str, _text]
LooseText = Annotated[str, _loose_text]
NullableText = Annotated[str | None, _nullable_text]
Number = Annotated[str, _number]
NullableFlag = Annotated[bool | None, _flag]


@record
class MessageRow:
    """A row of getSMS or getMMS, without its media (voipms-api sections 2.1 and 2.2)."""

    id: ServerId
    date: Text
    type: Annotated[Direction, _direction]
    did: Number
    contact: Annotated[str, _sender]
    message: Text = ""
    carrier_status: LooseText = ""


@record
class DidRow:
    """A row of getDIDsInfo. The SMS keys may be missing (voipms-api section 2.8)."""

    did: Number
    note: LooseText = ""
    city: Annotated[str, _loose_text, "description"] = ""
    order_date: LooseText = ""
    # None: the key is missing, as distinct from "".
    sms_enabled: NullableFlag = None
    mms_available: NullableFlag = None
    sms_available: NullableText = None
    sms_email: NullableText = None
    sms_email_enabled: NullableText = None
    sms_forward: NullableText = None
    sms_forward_enabled: NullableText = None
    sms_url_callback: NullableText = None
    sms_url_callback_enabled: NullableText = None
    sms_url_callback_retry: NullableText = None
    webhook: NullableText = None
    webhook_enabled: NullableText = None
    dialmode: NullableText = None
    sms_sipaccount: NullableText = None
    sms_sipaccount_enabled: NullableText = None
    smpp_enabled: NullableText = None
    smpp_url: NullableText = None
    smpp_user: NullableText = None


@record
class PhonebookRow:
    """A row of getPhonebook (voipms-api section 2.9)."""

    id: Annotated[str, _loose_text, "phonebook"] = ""
    name: LooseText = ""
    number: Annotated[str, _loose_number] = ""
    note: LooseText = ""
    number_as_it_is: Annotated[str, _loose_text, "number"] = ""
    speed_dial: LooseText = ""
    callerid: LooseText = ""
    group: LooseText = ""


def understand(model: type[_Model], raw: object) -> tuple[_Model | None, str]:
    """Return a row and "", or None and the reason why it is invalid."""
    if not isinstance(raw, dict):
        return None, "not an object"
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name, (key, read, is_needed) in _readers(cast(Any, model)).items():
        if key in raw:
            try:
                values[name] = read(raw[key])
            except ValueError as error:
                faults.append(f"{key}: {error}")
        elif is_needed:
            # In these words ever since: in others, every row that is set aside would be so again.
            faults.append(f"{key}: Field required")
    return (None, "; ".join(faults)) if faults else (model(**values), "")


@functools.cache
def _readers(model: Any) -> Mapping[str, tuple[str, Callable[[object], object], bool]]:
    """Return the key of each field, its reader, and whether a row must have it."""
    needed = {field.name for field in fields(model) if field.default is MISSING}
    hints = get_type_hints(model, include_extras=True)
    found = ((name, *hints[name].__metadata__) for name in hints)
    return {name: (key[0] if key else name, read, name in needed) for name, read, *key in found}
