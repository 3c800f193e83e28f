"""The outcome of a pending change."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain.pending_changes import ChangeState
from mmstui.domain.wire import PhonebookEntry, ServerDid


@dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """How a pending change ended, and VoIP.ms's values after it. `state` None: retry later."""

    state: ChangeState | None
    words: str = ""
    did: ServerDid | None = None
    entries: tuple[PhonebookEntry, ...] | None = None
