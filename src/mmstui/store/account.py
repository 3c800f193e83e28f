"""Which account a store belongs to, and the folder it lives in.

One store per account, so that messages of a simulated account can never mix with real ones.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from mmstui.domain.problems import StoreProblem, Trouble

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class AccountKey:
    """An account: the origin of its API (`https://voip.ms`) and its username, both normalised."""

    origin: str
    username: str

    @classmethod
    def of(cls, api_url: str, username: str) -> AccountKey:
        """The account behind an API address and a username, however they were written."""
        return cls(_origin(api_url), username.strip().casefold())

    @property
    def slug(self) -> str:
        """The name of its folder: a readable part, and eight hex digits that make it its own."""
        readable = re.sub(r"[^a-z0-9]+", "-", self.username).strip("-")[:40] or "account"
        digest = sha256(f"{self.origin}\n{self.username}".encode("utf-8", "surrogatepass"))
        return f"{readable}-{digest.hexdigest()[:8]}"

    def folder(self, home: Path) -> Path:
        """Where its store lives below the program's data folder."""
        return home / "accounts" / self.slug


def _origin(api_url: str) -> str:
    text = api_url.strip()
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:  # a port that is no number; whoever calls the address will say so
        return text.lower()
    if ":" in host:
        host = f"[{host}]"
    scheme = parts.scheme.lower()
    suffix = "" if port is None or port == _DEFAULT_PORTS.get(scheme) else f":{port}"
    return f"{scheme}://{host}{suffix}"


def stamp(connection: sqlite3.Connection, account: AccountKey) -> None:
    """Write into a new store whose it is."""
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?)",
        [("origin", account.origin), ("username", account.username)],
    )


def stamped(connection: sqlite3.Connection) -> AccountKey | None:
    """Whose a store is; None while nobody's."""
    rows = dict(
        connection.execute(
            "SELECT key, value FROM meta WHERE key IN ('origin', 'username')"
        ).fetchall()
    )
    if "origin" not in rows or "username" not in rows:
        return None
    return AccountKey(rows["origin"], rows["username"])


def other_account(found: AccountKey | None, wanted: AccountKey, folder: Path) -> StoreProblem:
    """The store in that folder is somebody else's."""
    whose = f"{found.username} at {found.origin}" if found else "no account"
    return StoreProblem(
        f"The message store in {folder} belongs to {whose}, "
        f"not to {wanted.username} at {wanted.origin}.",
        "Move that folder away, or put it back where it came from.",
        trouble=Trouble.OTHER_ACCOUNT,
    )
