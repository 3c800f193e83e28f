"""A DID by its number, also before the DIDs of the account are known."""

from __future__ import annotations

from mmstui.center import MessageCenter
from mmstui.domain.messages import Did
from mmstui.domain.phone.numbers import formatted


def known_did(center: MessageCenter, number: str, label: str = "") -> Did:
    """Return a DID by its number; before DIDs are known, assume that it can send."""
    dids = center.directory.dids()
    found = next((did for did in dids if did.number == number), None)
    known = bool(dids)
    label = label or formatted(number)
    return found or Did(number, "", "", label, sms=not known, mms=not known)
