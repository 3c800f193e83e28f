"""sendSMS and sendMMS (voipms-api.md sections 2.4 and 2.5)."""

import re

from mmstui.simulator.account import Did
from mmstui.simulator.calls import Call, RefusalError, Reply
from mmstui.simulator.eastern import eastern_day
from mmstui.simulator.methods.attachments import read_attachments

ABROAD = frozenset(
    {"242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664"}
    | {"721", "758", "767", "784", "809", "829", "849", "868", "869", "876"}
)
"""Area codes of +1 outside Canada and the United States."""


def send_sms(call: Call) -> Reply:
    """Accept an SMS of at most 160 UTF-8 bytes; answer with its id, an integer."""
    did = _sender(call)
    destination = _destination(call)
    if "message" not in call.params:
        raise RefusalError("missing_sms")
    text = call.params["message"]
    if not text.strip():
        raise RefusalError("message_empty")
    _check_length(call, text, call.switches.sms_byte_limit)
    _check_daily_limit(call)
    message = call.account.accept(
        "sms",
        did.number,
        destination,
        text,
        at=call.clock.now(),
        late=call.switches.late_rows,
    )
    return {"status": "success", "sms": message.id}


def send_mms(call: Call) -> Reply:
    """Accept an MMS of text, files or both; answer with its id, an integer."""
    did = _sender(call)
    if not did.mms and call.switches.mms_needs_mms_did:
        raise RefusalError("invalid_did")
    destination = _destination(call)
    text = call.params.get("message", "")
    _check_length(call, text, call.switches.mms_byte_limit)
    media = read_attachments(call)
    if not text.strip() and not media:
        raise RefusalError("message_empty")
    _check_daily_limit(call)
    message = call.account.accept(
        "mms",
        did.number,
        destination,
        text,
        at=call.clock.now(),
        media=media,
        late=call.switches.late_rows,
    )
    return {"status": "success", "mms": message.id}


def _sender(call: Call) -> Did:
    did = call.own_did(needed=True)
    if did is None or not did.sms or not did.sms_enabled:
        raise RefusalError("invalid_did")
    return did


def _destination(call: Call) -> str:
    """Return `dst` as 10 digits; refuse short codes, lists and foreign numbers."""
    destination = call.number("dst")
    if not re.fullmatch(r"[2-9]\d{2}[2-9]\d{6}", destination) or destination[:3] in ABROAD:
        raise RefusalError("invalid_dst")
    return destination


def _check_length(call: Call, text: str, limit: int) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if call.switches.addslashes_counting:
        size += sum(text.count(character) for character in "'\"\\")
    if size > limit:
        raise RefusalError("sms_toolong")


def _check_daily_limit(call: Call) -> None:
    limit = call.switches.sends_per_day
    if limit and call.account.sends_by_day[eastern_day(call.clock.now())] >= limit:
        raise RefusalError("limit_reached")
