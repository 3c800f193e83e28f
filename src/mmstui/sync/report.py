"""What one pass came to, for whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from mmstui.domain.differences import Comparison


@dataclass(slots=True)
class Report:
    """The outcome of `Engine.once`. Counts are of this pass.

    `offline`: VoIP.ms could not be reached, so nothing new was kept (exit 4). `refused`: the
    status with which it refused access (exit 3). `silent_leader`: pid of another process that
    holds the lock and has said nothing for 30 seconds (exit 1). `problem` is a sentence, ready to
    paint, for any of them and for whatever else went wrong; "" when all went well.
    """

    new_messages: int = 0  #: that were not here before, old ones and sent ones included
    new_unread: int = 0
    sent: int = 0
    failed: int = 0
    held: int = 0
    unknown: int = 0
    media: int = 0  #: files fetched
    offline: bool = False
    refused: str | None = None
    silent_leader: int | None = None
    by_leader: bool = False  #: another process did it for us
    timed_out: bool = False  #: it did not in time
    problem: str = ""
    comparison: Comparison | None = None  #: of `Engine.verify`

    @property
    def ok(self) -> bool:
        """Whether the pass did all it set out to do."""
        return not (
            self.offline or self.refused or self.silent_leader or self.timed_out or self.problem
        )
