"""Checks which rows of a damaged store are valid: those with values that mmstui writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mmstui.domain.deletions import Place, Progress
from mmstui.domain.messages import Direction, Kind, MediaState, State
from mmstui.domain.pending_changes import ChangeKind, ChangeState

#: The values of columns with enumerations.
_VALUES: Mapping[tuple[str, str], frozenset[str]] = {
    ("message", "kind"): frozenset(Kind),
    ("message", "direction"): frozenset(Direction),
    ("message", "state"): frozenset(State),
    ("attempt", "kind"): frozenset(Kind),
    ("media", "state"): frozenset(MediaState),
    ("deletion", "place"): frozenset(Place),
    ("server_deletion", "kind"): frozenset(Kind),
    ("server_deletion", "direction"): frozenset(Direction),
    ("server_deletion", "state"): frozenset(Progress),
    ("errand", "kind"): frozenset(ChangeKind),
    ("errand", "state"): frozenset(ChangeState),
}
_JSON = frozenset(
    {
        ("draft", "attachments"), ("draft", "recipients"), ("errand", "wanted"), ("errand", "seen"),
        ("undo_step", "body"),
    }
)  # fmt: skip


def is_believable(table: str, columns: Sequence[str], row: Sequence[Any]) -> bool:
    """Return whether a row holds only types and enumeration values that mmstui writes."""
    for name, value in zip(columns, row, strict=True):
        allowed = _VALUES.get((table, name))
        if isinstance(value, bytes | float) or (allowed is not None and value not in allowed):
            return False
        if (table, name) in _JSON and not _is_json(value):
            return False
    return True


def _is_json(text: object) -> bool:
    try:
        json.loads(str(text))
    except ValueError:
        return False
    return True
