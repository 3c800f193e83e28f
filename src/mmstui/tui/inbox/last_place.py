"""The last open conversation and cursor, stored in the account's database.

The stored value may be old, from another version, or damaged: unusable fields are ignored.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from mmstui.domain.records import record
from mmstui.domain.views import View

#: A DID and a contact.
Key = tuple[str, str]


@record
class LastPlace:
    """The conversation under the cursor, the open one, the message in it, the focus, the view."""

    cursor: Key | None = None
    opened: Key | None = None  #: empty strings: a message to several people
    message: int | None = None  #: the message under the cursor; None: at the end
    in_thread: bool = False
    view: View = View.INBOX
    search: str = ""  #: the name of the saved search that is the view instead

    def to_json(self) -> str:
        """Return the value as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, stored: str) -> LastPlace:
        """Parse a stored value; ignore fields that cannot be parsed."""
        try:
            fields: Any = json.loads(stored)
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            return cls()
        message = fields.get("message")
        return cls(
            _key(fields.get("cursor")),
            _key(fields.get("opened")),
            message if type(message) is int and 0 < message < 2**63 else None,
            fields.get("in_thread") is True,
            _view(fields.get("view")),
            search if isinstance(search := fields.get("search"), str) else "",
        )


def _view(value: object) -> View:
    return View(value) if isinstance(value, str) and value in tuple(View) else View.INBOX


def _key(value: object) -> Key | None:
    match value:
        case [str() as did, str() as contact]:
            return did, contact
    return None
