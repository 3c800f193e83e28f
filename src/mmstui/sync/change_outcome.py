"""How an errand ended."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain.pending_changes import ErrandState
from mmstui.domain.wire import PhonebookEntry, ServerDid


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an errand, with what VoIP.ms has by then. `state` None: it waits again."""

    state: ErrandState | None
    words: str = ""
    did: ServerDid | None = None
    entries: tuple[PhonebookEntry, ...] | None = None
