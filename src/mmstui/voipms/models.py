"""Models of VoIP.ms's rows. Types are coerced, because VoIP.ms mixes them (voipms-api section 1).

Validation messages are texts of ours and never contain the value: they are stored in the quarantine
table beside the raw row.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from mmstui.domain import limits
from mmstui.domain.messages import Direction
from mmstui.domain.phone import numbers
from mmstui.domain.text import sanitise

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


ServerId = Annotated[int, PlainValidator(whole_number)]
Text = Annotated[str, PlainValidator(_text)]
LooseText = Annotated[str, PlainValidator(_loose_text)]
Number = Annotated[str, PlainValidator(_number)]
Flag = Annotated[bool, PlainValidator(_flag)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class MessageRow(_Row):
    """A row of getSMS or getMMS, without its media (voipms-api sections 2.1 and 2.2)."""

    id: ServerId
    date: Text
    type: Annotated[Direction, PlainValidator(_direction)]
    did: Number
    contact: Annotated[str, PlainValidator(_sender)]
    message: Text = ""
    carrier_status: LooseText = ""


class DidRow(_Row):
    """A row of getDIDsInfo. The SMS keys may be missing (voipms-api section 2.8)."""

    did: Number
    note: LooseText = ""
    city: LooseText = Field(default="", alias="description")
    sms_enabled: Flag = False
    mms_available: Flag = False
    order_date: LooseText = ""
    # None: the key is missing, as distinct from "".
    sms_available: LooseText | None = None
    sms_email: LooseText | None = None
    sms_email_enabled: LooseText | None = None
    sms_forward: LooseText | None = None
    sms_forward_enabled: LooseText | None = None
    sms_url_callback: LooseText | None = None
    sms_url_callback_enabled: LooseText | None = None
    sms_url_callback_retry: LooseText | None = None
    webhook: LooseText | None = None
    webhook_enabled: LooseText | None = None
    dialmode: LooseText | None = None
    sms_sipaccount: LooseText | None = None
    sms_sipaccount_enabled: LooseText | None = None
    smpp_enabled: LooseText | None = None
    smpp_url: LooseText | None = None
    smpp_user: LooseText | None = None


class PhonebookRow(_Row):
    """A row of getPhonebook (voipms-api section 2.9)."""

    id: LooseText = Field(default="", alias="phonebook")
    name: LooseText = ""
    number: Annotated[str, PlainValidator(_loose_number)] = ""
    note: LooseText = ""
    number_as_it_is: LooseText = Field(default="", alias="number")
    speed_dial: LooseText = ""
    callerid: LooseText = ""
    group: LooseText = ""
