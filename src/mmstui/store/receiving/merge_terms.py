"""What a merge is told, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mmstui.domain.messages import Kind
from mmstui.store.receiving.existing_rows import Same
from mmstui.store.receiving.polls import PollCoverage


@dataclass(slots=True)
class Terms:
    """What applies to all rows of one ingest.

    `answers_read`: a reply from another client marks what precedes it as read. `mms`: the listed
    MMS by id. `every_mms`: the days for which `mms` is complete. `polled`: the number of the poll,
    by kind.
    """

    new_is_unread: bool
    answers_read: bool
    now_ms: int
    mms: Mapping[int, Same]
    every_mms: PollCoverage | None = None
    polled: dict[Kind, int] = field(default_factory=dict)
    conversations: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Merged:
    """The result of a merge: ids of new messages by direction, ids of updated ones, a count.

    `in_doubt`: an SMS was left out that mirrors an MMS or not; a later list of MMS tells.
    """

    incoming: list[int] = field(default_factory=list)
    outgoing: list[int] = field(default_factory=list)
    updated: set[int] = field(default_factory=set)
    quarantined: int = 0
    in_doubt: bool = False
