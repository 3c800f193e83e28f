"""The account that a store belongs to, and the folder of that store.

Each account has a store of its own, so messages of a simulated account never mix with real ones.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from mmstui.domain.digests import sha256
from mmstui.domain.folders import ACCOUNTS
from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.domain.records import record

_DEFAULT_PORTS = {"http": 80, "https": 443}


@record
class AccountKey:
    """An account: the origin of its API (`https://voip.ms`) and its username, both normalised."""

    origin: str
    username: str

    @classmethod
    def of(cls, api_url: str, username: str) -> AccountKey:
        """Return the key of an account from its API address and username, in any spelling."""
        return cls(_origin(api_url), username.strip().casefold())

    @property
    def slug(self) -> str:
        """The name of the account's folder: a readable part and eight hex digits of a digest."""
        readable = re.sub(r"[^a-z0-9]+", "-", self.username).strip("-")[:40] or "account"
        digest = sha256(f"{self.origin}\n{self.username}".encode("utf-8", "surrogatepass"))
        return f"{readable}-{digest.hexdigest()[:8]}"

    def folder(self, home: Path) -> Path:
        """Return the folder of the account's store, below the program's data folder `home`."""
        return home / ACCOUNTS / self.slug


def _origin(api_url: str) -> str:
    text = api_url.strip()
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:  # An invalid port: the API client reports it when it calls the address.
        return text.lower()
    if ":" in host:
        host = f"[{host}]"
    scheme = parts.scheme.lower()
    suffix = "" if port is None or port == _DEFAULT_PORTS.get(scheme) else f":{port}"
    return f"{scheme}://{host}{suffix}"


def stamp(connection: sqlite3.Connection, account: AccountKey) -> None:
    """Write the account into a new store."""
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?)",
        [("origin", account.origin), ("username", account.username)],
    )


def stamped(connection: sqlite3.Connection) -> AccountKey | None:
    """Return the account that a store belongs to; None for a store without an account."""
    rows = dict(
        connection.execute(
            "SELECT key, value FROM meta WHERE key IN ('origin', 'username')"
        ).fetchall()
    )
    if "origin" not in rows or "username" not in rows:
        return None
    return AccountKey(rows["origin"], rows["username"])


def other_account(found: AccountKey | None, wanted: AccountKey, folder: Path) -> StoreProblem:
    """Return the problem of a store that belongs to another account than the wanted one."""
    whose = f"{found.username} at {found.origin}" if found else "no account"
    return StoreProblem(
        f"The message store in {folder} belongs to {whose}, "
        f"not to {wanted.username} at {wanted.origin}.",
        "Move that folder away, or put it back where it came from.",
        trouble=Trouble.OTHER_ACCOUNT,
    )
