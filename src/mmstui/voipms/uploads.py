"""Encode attachments for sendMMS."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from pathlib import Path

from mmstui.domain import limits
from mmstui.domain.files.file_types import HEAD_BYTES, sniff
from mmstui.domain.messages import Attachment

#: VoIP.ms takes MP4 and 3GP; whether it knows those with nothing but sound by another type, nobody
#: has published.
_SENT_AS = {"audio/mp4": "video/mp4", "audio/3gpp": "video/3gpp"}
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def media_fields(attachments: Sequence[Attachment]) -> dict[str, bytes] | str:
    """Return the fields media1 to media3 as data URIs, or an error code.

    Data URIs, not bare base64 (voipms-api section 2.5). Reads files: call it in a thread.
    """
    if len(attachments) > limits.ATTACHMENTS:
        return "too_many_files"
    fields: dict[str, bytes] = {}
    for place, attachment in enumerate(attachments, 1):
        try:
            with Path(attachment.path).open("rb") as file:
                content = file.read(limits.ATTACHMENT_BYTES + 1)
        except OSError:
            return "file_unreadable"
        if len(content) > limits.ATTACHMENT_BYTES:
            return "file_too_big"
        fields[f"media{place}"] = _data_uri(attachment.type, content)
    return fields


def _data_uri(claimed: str, content: bytes) -> bytes:
    claimed = _SENT_AS.get(claimed, claimed)
    mime = claimed if _TYPE.fullmatch(claimed) else sniff(content[:HEAD_BYTES])
    prefix = f"data:{mime or 'application/octet-stream'};base64,"
    return prefix.encode("ascii") + base64.b64encode(content)
