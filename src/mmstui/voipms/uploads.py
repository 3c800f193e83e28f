"""Encode attachments for sendMMS."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

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
            with _opened(attachment) as file:
                content = file.read(limits.ATTACHMENT_BYTES + 1)
        except OSError:
            return "file_unreadable"
        if len(content) > limits.ATTACHMENT_BYTES:
            return "file_too_big"
        fields[f"media{place}"] = _data_uri(attachment.type, content)
    return fields


def _opened(attachment: Attachment) -> BinaryIO:
    """Open the file of an attachment. Raises OSError.

    Whoever writes to the store of a team may name any file, or put a link there: with
    `Attachment.kept_in`, what was opened must be a file of that folder, and of no other one.
    """
    if not attachment.kept_in:
        return Path(attachment.path).open("rb")
    # O_NONBLOCK: opening a named pipe without a writer would block for ever.
    descriptor = os.open(attachment.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    file = os.fdopen(descriptor, "rb")
    facts, folder = os.fstat(descriptor), os.path.realpath(attachment.kept_in)
    # The opened file's own path, where the system tells it: the name may lead elsewhere by now.
    told = f"/proc/self/fd/{descriptor}"
    real = os.path.realpath(told if os.path.lexists(told) else attachment.path)
    is_kept = S_ISREG(facts.st_mode) and facts.st_nlink == 1 and real.startswith(f"{folder}/")
    if not is_kept:
        file.close()
        raise PermissionError(f"{attachment.path} is not in {folder}")
    return file


def _data_uri(claimed: str, content: bytes) -> bytes:
    claimed = _SENT_AS.get(claimed, claimed)
    mime = claimed if _TYPE.fullmatch(claimed) else sniff(content[:HEAD_BYTES])
    prefix = f"data:{mime or 'application/octet-stream'};base64,"
    return prefix.encode("ascii") + base64.b64encode(content)
