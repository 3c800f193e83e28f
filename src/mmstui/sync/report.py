"""The report of a sync pass."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain.differences import Comparison


@dataclass(slots=True)
class Report:
    """The outcome of `Engine.once`. Counts are of this pass.

    `offline`: VoIP.ms could not be reached, and no new messages were stored (exit 4). `refused`:
    the status with which VoIP.ms refused access (exit 3). `silent_leader`: pid of a leader without
    a heartbeat for 30 seconds (exit 1). `problem`: a sentence on any of these or another problem,
    ready to paint; "" when there was none.
    """

    new_messages: int = 0  #: messages new to the store as shown, including old and sent ones
    new_unread: int = 0
    sent: int = 0
    failed: int = 0
    held: int = 0
    unknown: int = 0
    media: int = 0  #: files downloaded
    offline: bool = False
    refused: str | None = None
    silent_leader: int | None = None
    by_leader: bool = False  #: the leader made the pass for us
    timed_out: bool = False  #: the leader did not finish in time
    problem: str = ""
    comparison: Comparison | None = None  #: of `Engine.verify`

    @property
    def ok(self) -> bool:
        """Whether the pass completed without a problem."""
        return not (
            self.offline or self.refused or self.silent_leader or self.timed_out or self.problem
        )
