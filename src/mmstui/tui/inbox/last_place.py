"""Where one was when the inbox was left, kept in the account's store.

What is read back may be old, of another version, or wrong: then nothing is taken from it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

#: A DID and a contact.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LastPlace:
    """The row under the cursor, what was open, where in it, and whether the keys went there."""

    cursor: Key | None = None
    opened: Key | None = None  #: of a message to several people: two empty texts
    message: int | None = None  #: the message under the cursor; None: the newest was in sight
    in_thread: bool = False

    def written(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, kept: str) -> LastPlace:
        """As it was kept; what cannot be understood is left out."""
        try:
            found: Any = json.loads(kept)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            return cls()
        message = found.get("message")
        return cls(
            _key(found.get("cursor")),
            _key(found.get("opened")),
            message if type(message) is int and 0 < message < 2**63 else None,
            found.get("in_thread") is True,
        )


def _key(value: object) -> Key | None:
    match value:
        case [str() as did, str() as contact]:
            return did, contact
    return None
