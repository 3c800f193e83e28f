"""The API client: the only room that imports httpx; pydantic at the wire."""
# ruff: noqa: E402 - what httpx shall not load must be said before it is loaded.

import sys

# httpx loads its own command line, with click, rich and pygments, wherever these are installed:
# 60 ms of every command that goes on line. Where that module is not to be had, it does without.
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
