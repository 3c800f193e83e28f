"""The log of a team: who did what. `Transaction.note` adds to it."""

from __future__ import annotations

import json
from datetime import datetime

from mmstui.domain.team_log import Deed
from mmstui.store.sqlite.codec import from_ms, to_ms
from mmstui.store.sqlite.database import Database


def deeds(database: Database, since: datetime | None = None) -> list[Deed]:
    """Return what was done, the oldest first; `since`: nothing before."""
    rows = database.read(
        "SELECT id, at, person, verb, about, conversations FROM log WHERE at >= ? ORDER BY id",
        (0 if since is None else to_ms(since),),
    )
    return [
        Deed(number, from_ms(at), person, verb, about, _pairs(conversations))
        for number, at, person, verb, about, conversations in rows
    ]


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((did, contact) for did, contact in json.loads(text))
