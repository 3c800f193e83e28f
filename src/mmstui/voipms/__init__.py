"""The VoIP.ms API client. Only this package imports httpx and pydantic."""

from mmstui.voipms.client import Client, Sent
from mmstui.voipms.errors import (
    AccessRefused,
    BadAddress,
    DailyLimit,
    DidGone,
    MediaNotThere,
    MediaRefused,
    NoAnswer,
    NotConnected,
    Refused,
    SlowDown,
    VoipMsError,
)
from mmstui.voipms.media import Downloaded
from mmstui.voipms.transport import Timeouts

__all__ = [
    "AccessRefused",
    "BadAddress",
    "Client",
    "DailyLimit",
    "DidGone",
    "Downloaded",
    "MediaNotThere",
    "MediaRefused",
    "NoAnswer",
    "NotConnected",
    "Refused",
    "Sent",
    "SlowDown",
    "Timeouts",
    "VoipMsError",
]
