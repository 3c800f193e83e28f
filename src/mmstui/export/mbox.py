"""A mailbox (mbox): a mail for each message, a thread for each conversation.

Readers disagree about what quotes a line of a text that begins with `From `, and none of two takes
the quote away (findings/mbox-from-quoting.sh). So no such line is written: quoted-printable spells
its first letter as a number, which every reader undoes.
"""

from __future__ import annotations

import re
import time
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from email.header import Header
from email.utils import encode_rfc2231, format_datetime
from hashlib import blake2b
from urllib.parse import quote

from mmstui.domain.messages import Conversation, Direction, Media, Message
from mmstui.domain.phone.numbers import e164, formatted
from mmstui.domain.text.sanitise import meant
from mmstui.export.selection import Selection, file_note, heading

#: A name that no mail can be sent to (RFC 2606).
_DOMAIN = "sms.invalid"
#: In neither base64 nor quoted-printable.
_BOUNDARY = "=_mmstui_="
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
_LONGEST_LINE = 76


def parts(selection: Selection) -> Iterator[str]:
    """Yield the mails of the file."""
    for transcript in selection.transcripts:
        conversation = transcript.conversation
        first = ""
        for message in selection.messages(transcript):
            own = message_id(message)
            yield from _mail(selection, message, conversation, own, first)
            first = first or own


def message_id(message: Message) -> str:
    """Return a Message-ID that is the same in each export."""
    if message.server_id is not None:
        return f"<{message.kind.value}-{message.server_id}@{_DOMAIN}>"
    told = f"{message.did} {message.contact} {message.direction} {message.at} {message.text}"
    digest = blake2b(told.encode(), digest_size=9).hexdigest()
    return f"<{digest}-{message.id}@{_DOMAIN}>"


def _mail(
    selection: Selection, message: Message, conversation: Conversation, own: str, first: str
) -> Iterator[str]:
    contact, did = _address(conversation.contact), _address(conversation.did)
    them = f"{_words(heading(conversation))} <{contact}>"
    us = f"{_words(formatted(conversation.did))} <{did}>"
    is_in = message.direction is Direction.IN
    at = message.at.timestamp()
    yield f"From {contact if is_in else did} {time.asctime(time.gmtime(at))}\n"
    yield f"From: {them if is_in else us}\nTo: {us if is_in else them}\n"
    yield f"Subject: {_encoded(f'Messages with {heading(conversation)}')}\n"
    yield f"Date: {format_datetime(selection.local(message))}\nMessage-ID: {own}\n"
    if first:
        # All answer the first: a chain of answers would indent a long thread without end.
        yield f"In-Reply-To: {first}\nReferences: {first}\n"
    yield f"Status: {'O' if message.unread else 'RO'}\n"
    yield f"X-Mmstui-State: {message.state.value}\nMIME-Version: 1.0\n"
    here = [(each, selection.content(each)) for each in message.media]
    notes = [f"[{file_note(each)}]" for each, data in here if data is None]
    text = _text("\n".join([message.text, *notes] if message.text else notes))
    attached = [(each, data) for each, data in here if data is not None]
    if not attached:
        yield f"{text}\n"
        return
    yield f'Content-Type: multipart/mixed; boundary="{_BOUNDARY}"\n\n'
    yield f"--{_BOUNDARY}\n{text}"
    for each, data in attached:
        yield f"--{_BOUNDARY}\n{_attachment(each, data)}"
    yield f"--{_BOUNDARY}--\n\n"


def _text(text: str) -> str:
    return (
        "Content-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: quoted-printable\n\n{quoted_printable(text)}\n"
    )


def quoted_printable(text: str) -> str:
    """Return a text in quoted-printable, with no line that a mailbox could take for a From_."""
    lines = b2a_qp(meant(text).encode()).decode().split("\n")
    return "\n".join(_guarded(line) for line in lines)


def _guarded(line: str) -> str:
    if not line.startswith("From "):
        return line
    guarded = f"=46{line[1:]}"
    return guarded if len(guarded) <= _LONGEST_LINE else f"=46rom=\n{line[4:]}"


def _attachment(media: Media, data: bytes) -> str:
    mime = media.type if _MIME.fullmatch(media.type) else "application/octet-stream"
    name = (
        f'filename="{media.name}"'
        if media.name.isascii()
        else f"filename*={encode_rfc2231(media.name, 'utf-8')}"
    )
    return (
        f"Content-Type: {mime}\nContent-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment; {name}\n\n{encodebytes(data).decode()}"
    )


def _address(number: str) -> str:
    return f"{quote(meant(e164(number)), safe='+')}@{_DOMAIN}"


def _words(text: str) -> str:
    """Return a name for a header: quoted, or encoded."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if text.isascii() and text.isprintable() else _encoded(text)


def _encoded(text: str) -> str:
    """Return words for a header; what is not ASCII is encoded (RFC 2047)."""
    return text if text.isascii() and text.isprintable() else Header(meant(text), "utf-8").encode()
