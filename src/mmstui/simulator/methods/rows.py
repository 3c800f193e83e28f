"""Rows of messages in VoIP.ms's formats (voipms-api.md sections 2.1, 2.2 and 5)."""

import re

from mmstui.simulator.account import Message
from mmstui.simulator.calls import Call
from mmstui.simulator.eastern import render
from mmstui.simulator.gsm import without_foreign

Row = dict[str, object]


def sms_row(call: Call, message: Message, timezone: float) -> Row:
    """Return the row of an SMS in getSMS, without media keys."""
    return _common(call, message, timezone, message.text)


def mms_row(call: Call, message: Message, timezone: float) -> Row:
    """Return the row of an MMS in getMMS, or in a listing of both kinds."""
    row = _common(call, message, timezone, message.text)
    return row | _media_keys(call, listed_media(call, message))


def sms_row_among_mms(call: Call, message: Message, timezone: float) -> Row:
    """Return the row of an SMS in getMMS with all_messages=1: no emoji, empty media keys."""
    text = without_foreign(message.text) if call.switches.strip_non_gsm else message.text
    return _common(call, message, timezone, text) | _media_keys(call, [])


def listed_media(call: Call, message: Message) -> list[str]:
    """Return the media addresses that getMMS lists now. Late media are missing."""
    if call.clock.now() < message.at + call.switches.media_listed_after:
        return []
    return [call.url_of(media.path) for media in message.media]


def _common(call: Call, message: Message, timezone: float, text: str) -> Row:
    switches = call.switches
    if switches.addslashes_residue:
        text = re.sub(r"(['\"\\])", r"\\\1", text)
    row: Row = {
        "id": message.id if switches.numeric_row_ids else str(message.id),
        "date": render(message.at, timezone),
        "type": "0" if message.outgoing else "1",
        "did": _shown_number(call, message, message.did),
        "contact": _shown_number(call, message, message.contact),
        "message": None if switches.null_messages and not text else text,
    }
    if switches.carrier_status:
        row["carrier_status"] = switches.carrier_status
    return row


def _shown_number(call: Call, message: Message, number: str) -> str:
    """Return a number as listed: with +1 by the DID's dialing mode, or by the bug of 2024."""
    did = call.account.dids.get(message.did)
    international = did is not None and did.dialmode == "2"
    if call.switches.plus_one_with_did_filter and call.get("did"):
        international = True
    return f"+1{number}" if international and len(number) == 10 else number


def _media_keys(call: Call, urls: list[str]) -> Row:
    columns = max(call.switches.media_columns, len(urls))
    filled = urls + [""] * (columns - len(urls))
    row: Row = {f"col_media{place}": url for place, url in enumerate(filled, 1)}
    if call.switches.media_list:
        row["media"] = filled if call.switches.media_list_padded else urls
    return row
