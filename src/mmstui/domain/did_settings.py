"""SMS settings of a DID, and which of them can be changed (voipms-api sections 2.7 and 2.8).

Settings map `DidField` to text, flags to `1` and `0`; VoIP.ms did not tell a field that is missing.
Passwords are not among the fields, and passwords in addresses are removed before an address is
stored (`storable`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from mmstui.domain.phone import numbers

Settings = Mapping["DidField", str]

#: Replaces parts of an address that are neither shown nor stored.
MASK: Final = "***"
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+")
_USERINFO = re.compile(r"(?<=//)[^/?#@]*(?:@[^/?#@]*)*(?=@)")
_PLACEHOLDER = re.compile(r"(?:\{[A-Z]+\})*")
_ADDRESS_LENGTH = 1_000


class DidField(StrEnum):
    """A setting, by its name in setSMS where setSMS has it."""

    ENABLE = "enable"
    EMAIL_ON = "email_enabled"
    EMAIL = "email_address"
    FORWARD_ON = "sms_forward_enable"
    FORWARD = "sms_forward"
    CALLBACK_ON = "url_callback_enable"
    CALLBACK = "url_callback"
    RETRY = "url_callback_retry"
    WEBHOOK_ON = "webhook_enable"
    WEBHOOK = "webhook"
    # Read only: these can be changed at voip.ms.
    SMS_POSSIBLE = "sms_available"
    MMS_POSSIBLE = "mms_available"
    DIALMODE = "dialmode"
    SIP_ON = "sms_sipaccount_enabled"
    SIP = "sms_sipaccount"
    SMPP_ON = "smpp_enabled"
    SMPP = "smpp_url"
    SMPP_USER = "smpp_user"


FLAGS: Final = frozenset(
    {
        DidField.ENABLE, DidField.EMAIL_ON, DidField.FORWARD_ON, DidField.CALLBACK_ON,
        DidField.RETRY, DidField.WEBHOOK_ON, DidField.SMS_POSSIBLE, DidField.MMS_POSSIBLE,
        DidField.SIP_ON, DidField.SMPP_ON,
    }
)  # fmt: skip
#: Fields with an address, which may contain a password.
ADDRESSES: Final = frozenset({DidField.CALLBACK, DidField.WEBHOOK, DidField.SMPP})
#: The destination of messages by the flag that enables it.
TARGETS: Final = {
    DidField.EMAIL_ON: DidField.EMAIL,
    DidField.FORWARD_ON: DidField.FORWARD,
    DidField.CALLBACK_ON: DidField.CALLBACK,
    DidField.WEBHOOK_ON: DidField.WEBHOOK,
}
#: The name of each setting in a sentence.
NAMES: Final = {
    DidField.ENABLE: "SMS",
    DidField.EMAIL_ON: "e-mail",
    DidField.EMAIL: "the e-mail address",
    DidField.FORWARD_ON: "forwarding",
    DidField.FORWARD: "the number to forward to",
    DidField.CALLBACK_ON: "the callback",
    DidField.CALLBACK: "the callback address",
    DidField.RETRY: "the callback's retry",
    DidField.WEBHOOK_ON: "the webhook",
    DidField.WEBHOOK: "the webhook address",
    DidField.SMS_POSSIBLE: "whether SMS is possible",
    DidField.MMS_POSSIBLE: "whether MMS is possible",
    DidField.DIALMODE: "the form of numbers",
    DidField.SIP_ON: "SIP delivery",
    DidField.SIP: "the SIP account",
    DidField.SMPP_ON: "SMPP",
    DidField.SMPP: "the SMPP address",
    DidField.SMPP_USER: "the SMPP user",
}


def problem(field: DidField, value: str) -> str:
    """Return why a value cannot be sent, as a sentence; "" when it can."""
    if field is DidField.EMAIL and not _EMAIL.fullmatch(value):
        return "Write one e-mail address, such as shop@example.com."
    if field is DidField.FORWARD:
        return numbers.parse(value).problem
    if field in {DidField.CALLBACK, DidField.WEBHOOK}:
        return address_problem(value)
    return ""


def address_problem(address: str) -> str:
    """Return why VoIP.ms cannot call an address, as a sentence; "" when it can."""
    if MASK in address:
        return f"{MASK} hides a part that mmstui does not keep: write the whole address."
    if not address.isprintable() or " " in address or len(address) > _ADDRESS_LENGTH:
        return f"An address has no blanks, and {_ADDRESS_LENGTH:,} characters at most."
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme.lower() not in {"http", "https"}:
        return "An address begins with https:// or http:// and names a host."
    return ""


def normalised(field: DidField, value: str) -> str:
    """Return a value of VoIP.ms in the form used for comparison: numbers with ten digits."""
    value = value.strip()
    return numbers.canonical(value) if field is DidField.FORWARD else value


def written(field: DidField, value: str) -> str:
    """Return a valid value from the user as it is sent."""
    return numbers.parse(value).number if field is DidField.FORWARD else value.strip()


def notice(field: DidField, value: str) -> str:
    """Return a warning about a valid value, as a sentence; "" for none."""
    return numbers.parse(value).note if field is DidField.FORWARD else ""


def masked(address: str) -> str:
    """Return an address without possible secrets: user, password and values of its query.

    `{FROM}` and other placeholders stay: VoIP.ms replaces them (voipms-api section 7).
    """
    before, hash_mark, fragment = address.partition("#")
    path, mark, query = before.partition("?")
    path = _USERINFO.sub(MASK, path)
    parts = re.split("([&;])", query) if mark else []
    hidden = "".join(part if part in {"&", ";"} else _masked_parameter(part) for part in parts)
    return f"{path}{mark}{hidden}{hash_mark}{MASK if fragment else ''}"


def _masked_parameter(parameter: str) -> str:
    name, equals, value = parameter.partition("=")
    if not equals:
        return parameter if _PLACEHOLDER.fullmatch(name) else MASK
    return parameter if _PLACEHOLDER.fullmatch(value) else f"{name}={MASK}"


def storable(settings: Settings) -> dict[DidField, str]:
    """Return settings that may be stored: addresses without their secrets."""
    return {
        field: masked(value) if field in ADDRESSES else value for field, value in settings.items()
    }


def spoken(field: DidField, value: str | None) -> str:
    """Return a value as words, raw: `on`, `off`, `none`, `not told by VoIP.ms`, or the value."""
    if value is None:
        return "not told by VoIP.ms"
    if field in FLAGS:
        return "on" if value == "1" else "off"
    return (masked(value) if field in ADDRESSES else value) or "none"
