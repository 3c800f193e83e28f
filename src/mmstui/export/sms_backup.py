"""The XML of the Android app "SMS Backup & Restore", which phones take in.

Attributes and their values are those that the app's maker documents
(synctech.com.au/sms-backup-restore/fields-in-xml-backup-files). Each element has a line of its own:
the app refuses a file in one line. A message that was not sent is left out: a phone would send it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator

from mmstui.domain.messages import Conversation, Direction, Kind, Media, Message
from mmstui.domain.phone.numbers import e164
from mmstui.domain.text.sanitise import meant
from mmstui.export.selection import Selection

_RECEIVED, _SENT = "1", "2"
#: The types of an MMS: a message to be sent, and one that was fetched.
_SEND_REQ, _RETRIEVE_CONF = "128", "132"
_FROM, _TO = "137", "151"
_UTF_8 = "106"
_ESCAPED = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;",
    # A parser makes a blank of each line end and tab in an attribute.
    "\n": "&#10;", "\r": "&#13;", "\t": "&#9;",
}  # fmt: skip
_TO_ESCAPE = re.compile("|".join(_ESCAPED))
_NO_CHARACTER = re.compile("[\ufffe\uffff]")


def parts(selection: Selection) -> Iterator[str]:
    """Yield the parts of the file."""
    yield "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    yield f'<smses count="{selection.count}">\n'
    for transcript in selection.transcripts:
        for message in selection.messages(transcript, sent_only=True):
            if message.kind is Kind.SMS:
                yield _sms(selection, message, transcript.conversation)
            else:
                yield from _mms(selection, message, transcript.conversation)
    yield "</smses>\n"


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, between quotation marks."""
    text = _NO_CHARACTER.sub("\ufffd", meant(text))
    return _TO_ESCAPE.sub(lambda found: _ESCAPED[found[0]], text)


def _element(tag: str, /, *, end: str = " />", **attributes: str) -> str:
    told = "".join(f' {key}="{attribute(value)}"' for key, value in attributes.items())
    return f"<{tag}{told}{end}\n"


def _shared(selection: Selection, message: Message, conversation: Conversation) -> dict[str, str]:
    at = round(message.at.timestamp() * 1000)
    return {
        "address": e164(conversation.contact),
        "date": str(at),
        "read": "0" if message.unread else "1",
        "locked": "0",
        "date_sent": str(at),
        "readable_date": f"{selection.local(message):%Y-%m-%d %H:%M:%S}",
        "contact_name": conversation.title if conversation.named else "(Unknown)",
    }


def _sms(selection: Selection, message: Message, conversation: Conversation) -> str:
    is_in = message.direction is Direction.IN
    return "  " + _element(
        "sms",
        protocol="0",
        type=_RECEIVED if is_in else _SENT,
        subject="null",
        body=message.text,
        toa="null",
        sc_toa="null",
        service_center="null",
        status="-1",
        **_shared(selection, message, conversation),
    )


def _mms(selection: Selection, message: Message, conversation: Conversation) -> Iterator[str]:
    is_in = message.direction is Direction.IN
    yield "  " + _element(
        "mms",
        end=">",
        msg_box=_RECEIVED if is_in else _SENT,
        m_type=_RETRIEVE_CONF if is_in else _SEND_REQ,
        ct_t="application/vnd.wap.multipart.related",
        sub="null",
        text_only="0" if message.media else "1",
        **_shared(selection, message, conversation),
    )
    yield "    <parts>\n"
    if message.text:
        yield "      " + _element(
            "part", seq="0", ct="text/plain", name="null", chset=_UTF_8, text=message.text
        )
    for position, media in enumerate(message.media):
        yield from _part(selection, media, position)
    yield "    </parts>\n    <addrs>\n"
    contact, did = e164(conversation.contact), e164(conversation.did)
    for address, kind in ((contact, _FROM if is_in else _TO), (did, _TO if is_in else _FROM)):
        yield "      " + _element("addr", address=address, type=kind, charset=_UTF_8)
    yield "    </addrs>\n  </mms>\n"


def _part(selection: Selection, media: Media, position: int) -> Iterator[str]:
    data = selection.content(media)
    if data is None:
        return
    yield "      " + _element(
        "part",
        seq=str(position),
        ct=media.type or "application/octet-stream",
        name=media.name,
        chset="null",
        cl=media.name,
        text="null",
        data=b64encode(data).decode(),
    )
