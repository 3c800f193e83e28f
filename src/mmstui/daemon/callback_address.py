"""The address that VoIP.ms calls: its secret, kept in the account's folder."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Final

from mmstui.settings.config_writer import write_private

FILE: Final = "callback-secret"
_BYTES: Final = 32
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{20,200}")
#: VoIP.ms puts the message's id in its place. Nobody here reads it: it makes the calls of two
#: messages differ, so that a repeated call can be told from a second message in a proxy's log.
_QUERY: Final = "?id={ID}"


def kept_secret(folder: Path) -> str | None:
    """Return the secret of an account's folder; None without one. Raises OSError."""
    try:
        found = (folder / FILE).read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    return found if _SECRET.fullmatch(found) else None


def new_secret(folder: Path) -> str:
    """Make a new secret, which replaces the one before. Raises OSError."""
    made = secrets.token_urlsafe(_BYTES)
    write_private(folder / FILE, f"{made}\n")
    return made


def address_of(secret: str, public_url: str = "") -> str:
    """Return the address for the portal. `public_url`: of the reverse proxy, if known."""
    return f"{(public_url or 'https://YOUR.HOST').rstrip('/')}/{secret}{_QUERY}"


def is_address_of(secret: str, address: str) -> bool:
    """Return whether an address at VoIP.ms leads to a listener with this secret."""
    return secrets.compare_digest(last_segment(address), secret.encode())


def last_segment(address: str) -> bytes:
    """Return the last part of an address's path: a reverse proxy may add others before it."""
    path = address.partition("#")[0].partition("?")[0]
    return path.rstrip("/").rpartition("/")[2].encode("utf-8", "replace")
