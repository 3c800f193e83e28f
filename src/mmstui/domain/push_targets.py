"""Where notices go outside of the screens: a push service, or a program. Written `kind:rest`.

ntfy takes JSON at the root of its server (docs.ntfy.sh/publish), UnifiedPush any text at the
address that the phone's distributor gave. Whoever knows such an address can write to the phone, and
read a topic of ntfy: addresses are secrets.
"""

from __future__ import annotations

import ipaddress
import re
import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from mmstui.domain.text.sanitise import line

_FORMS: Final = "ntfy:https://HOST/TOPIC, unifiedpush:https://..., or command:PROGRAM"
_TOPIC: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class PushKind(StrEnum):
    """What takes the notices."""

    NTFY = "ntfy"
    UNIFIEDPUSH = "unifiedpush"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class PushTarget:
    """A place for notices. `str()` of it names no secret."""

    kind: PushKind
    url: str = field(default="", repr=False)  #: that of the request, without user and password
    topic: str = field(default="", repr=False)  #: of ntfy
    auth: tuple[str, str] | None = field(default=None, repr=False)
    command: tuple[str, ...] = field(default=(), repr=False)  #: (): that of the notice's rule

    def __str__(self) -> str:
        if self.kind is PushKind.COMMAND:
            named = self.command[0].rpartition("/")[2] if self.command else "of notices"
            return f"the command {line(named)}"
        return f"{self.kind} at {line(urlsplit(self.url).hostname or '')}"


def push_target(text: str) -> PushTarget:
    """Return the target that a text names. Raises ValueError with what is wanted, no secret."""
    kind, colon, rest = text.strip().partition(":")
    if not colon or kind not in tuple(PushKind):
        raise ValueError(_FORMS)
    if kind == PushKind.COMMAND:
        return PushTarget(PushKind.COMMAND, command=_command(rest))
    parts = _checked(rest)
    netloc = parts.netloc.rpartition("@")[2]
    auth = None
    if "@" in parts.netloc:
        auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    if kind == PushKind.UNIFIEDPUSH:
        url = parts._replace(netloc=netloc, fragment="").geturl()
        return PushTarget(PushKind.UNIFIEDPUSH, url, auth=auth)
    topic = parts.path.removeprefix("/")
    if not _TOPIC.fullmatch(topic) or parts.query:
        raise ValueError("ntfy:https://HOST/TOPIC, and a topic of letters, digits, _ and -")
    return PushTarget(PushKind.NTFY, f"{parts.scheme}://{netloc}/", topic, auth)


def _command(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        raise ValueError("a command with its quotes closed") from None


def _checked(url: str) -> SplitResult:
    """Return the parts of an address for requests: https, or http to this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(_FORMS) from None
    if not url.isprintable() or " " in url or not host:
        raise ValueError(_FORMS)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(host)):
        raise ValueError("https: a notice names people, and http shows it to others on its way")
    return parts


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
