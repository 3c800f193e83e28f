"""The account's numbers: what each can do, and who else is told of incoming messages.

The portal has two fields that people mix up: *URL Callback* is a GET of an address with
placeholders, and *Webhook URL* a POST of JSON, in whose address placeholders stay as they are
(voipms-api section 7).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from mmstui.daemon.callback_address import is_address_of
from mmstui.doctor.result import CheckResult, Public, Wording, fine, said, warning, wrong
from mmstui.domain.did_settings import TARGETS, DidField, masked
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.wire import ServerDid
from mmstui.settings import Settings
from mmstui.voipms import VoipMsError

_NUMBER: Final = "numbers.sms"
_PUSH: Final = "numbers.push"
_PLACEHOLDER: Final = re.compile(r"\{[A-Z]+\}")
_WHERE: Final = "at voip.ms under DID Numbers > Manage DIDs"
_TWO_FIELDS: Final = (
    "URL Callback is a GET of an address in which VoIP.ms replaces {{FROM}}, {{TO}}, {{MESSAGE}} "
    "and {{ID}}; Webhook URL is a POST of JSON, which replaces nothing."
)
_NAMES: Final = {DidField.CALLBACK_ON: "URL Callback", DidField.WEBHOOK_ON: "Webhook URL"}
_ON: Final = "1"


def checks_of_dids(
    dids: Sequence[ServerDid] | VoipMsError, settings: Settings, secret: str | None
) -> list[partial[Iterator[CheckResult]]]:
    """Return the checks of the numbers; none if VoIP.ms did not tell them.

    `secret`: of the address of `mmstui listen`, if there is one.
    """
    if isinstance(dids, VoipMsError):
        return []
    return [
        partial(_any_sms, dids),
        *(partial(_ability, did) for did in dids),
        *(partial(_push, did, field, secret) for did in dids for field in _NAMES),
        *(partial(_both_fields, did) for did in dids),
        *(partial(_other_ways, did) for did in dids),
        partial(_polls, dids, settings),
    ]


def _any_sms(dids: Sequence[ServerDid]) -> Iterator[CheckResult]:
    if not dids:
        yield wrong(_NUMBER, "no_numbers", said("The account has no number."),
                    said("Order one with SMS at voip.ms."))  # fmt: skip
    elif not any(did.sms for did in dids):
        yield wrong(_NUMBER, "no_sms", said("No number of the account takes SMS."),
                    said(f"Switch SMS on {_WHERE}, or with mmstui setup. A number that cannot have "
                         "it shows no such switch there."))  # fmt: skip


def _ability(did: ServerDid) -> Iterator[CheckResult]:
    can = "can have SMS, which is switched off" if _can_have_sms(did) else "has no SMS"
    if did.sms:
        can = "has SMS and MMS" if did.mms else "has SMS, no MMS"
    yield fine(_NUMBER, said("{number} {can}.", number=formatted(did.number), can=Public(can)))


def _can_have_sms(did: ServerDid) -> bool:
    return did.settings.get(DidField.SMS_POSSIBLE, "0") == _ON


def _push(did: ServerDid, switch: DidField, secret: str | None) -> Iterator[CheckResult]:
    """Check a number's callback or webhook."""
    if did.settings.get(switch) != _ON:
        return
    address = did.settings.get(TARGETS[switch], "")
    # Our own address wakes a poll, and tells nothing: it needs no placeholders.
    is_ours = secret is not None and is_address_of(secret, address)
    if fault := _fault(switch, address, tells=not is_ours):
        code, words, fix = fault
        yield warning(_PUSH, code, _of(did, switch, words, address), fix)
        return
    words = "{number}: VoIP.ms tells {address} of incoming messages ({field})."
    if switch is DidField.CALLBACK_ON and did.settings.get(DidField.RETRY) != _ON:
        words = words.replace("({field})", "({field}), once only: its retry is off")
    yield fine(_PUSH, _of(did, switch, words, "mmstui listen" if is_ours else address))


def _of(did: ServerDid, switch: DidField, words: str, address: str) -> Wording:
    return said(
        words, number=formatted(did.number), field=Public(_NAMES[switch]), address=masked(address)
    )


def _fault(switch: DidField, address: str, *, tells: bool) -> tuple[str, str, Wording] | None:
    """Return code, sentence and remedy of the first fault of an address; None for none.

    `tells`: whether the address is to be told of the message.
    """
    has_placeholders = bool(_PLACEHOLDER.search(address))
    change = said(f"Change it {_WHERE}, or in the settings of the number in mmstui.")
    if not address:
        return "push_without_address", "{number}: {field} is on, but has no address.", change
    if _is_local(address):
        words = "{number}: {field} is {address}, which VoIP.ms cannot reach."
        return "push_to_local_address", words, change
    if tells and switch is DidField.WEBHOOK_ON and has_placeholders:
        words = "{number}: {field} is {address}, whose placeholders arrive as they stand."
        return "webhook_with_placeholders", words, _said_of_both("URL Callback")
    if tells and switch is DidField.CALLBACK_ON and not has_placeholders:
        words = "{number}: {field} is {address}, which is told nothing of the message."
        return "callback_without_placeholders", words, _said_of_both("Webhook URL")
    if urlsplit(address).scheme == "http":
        words = "{number}: {field} is {address}, so messages go there unencrypted."
        return "push_unencrypted", words, said("Use an https address there.")
    return None


def _said_of_both(field: str) -> Wording:
    return said(_TWO_FIELDS + " This address looks like one for {field}.", field=Public(field))


def _is_local(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    if host == "localhost" or host.endswith((".localhost", ".local", ".lan", ".internal")):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _both_fields(did: ServerDid) -> Iterator[CheckResult]:
    if all(did.settings.get(switch) == _ON for switch in _NAMES):
        words = "{number}: URL Callback and Webhook URL are both on, so each message is told twice."
        yield warning(_PUSH, "callback_and_webhook", said(words, number=formatted(did.number)),
                      said(_TWO_FIELDS + " Switch off the one that nothing reads."))  # fmt: skip


def _other_ways(did: ServerDid) -> Iterator[CheckResult]:
    told = _words_of_other_ways(did.settings)
    if told:
        yield fine(_PUSH, said("{number}: incoming messages also go to {ways}.",
                               number=formatted(did.number), ways=Public(told)))  # fmt: skip


def _words_of_other_ways(settings: Mapping[DidField, str]) -> str:
    ways = {
        DidField.EMAIL_ON: "an e-mail address",
        DidField.FORWARD_ON: "another phone number",
        DidField.SIP_ON: "a SIP account",
        DidField.SMPP_ON: "an SMPP server",
    }
    return ", ".join(words for switch, words in ways.items() if settings.get(switch) == _ON)


def _polls(dids: Sequence[ServerDid], settings: Settings) -> Iterator[CheckResult]:
    """Say what brings messages here: mmstui asks, and needs neither callback nor webhook."""
    if any(did.sms for did in dids):
        yield fine(
            "numbers.polls",
            said("mmstui asks VoIP.ms for messages every {active:g} seconds while you are at the "
                 "inbox, else every {idle:g}. It needs neither URL Callback nor Webhook URL.",
                 active=settings.active_interval, idle=settings.idle_interval),
        )  # fmt: skip
