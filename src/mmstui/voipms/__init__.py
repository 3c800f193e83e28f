"""The VoIP.ms API client. Only this package imports httpx and pydantic."""
# ruff: noqa: E402 - httpx must be told what not to load before it is loaded.

import sys

# httpx imports its own command line, with click, rich and pygments, where these are installed:
# 60 ms of every command that goes on line. It does without that module if it cannot be imported.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

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
