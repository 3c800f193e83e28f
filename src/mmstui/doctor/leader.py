"""The process that polls and sends: whether there is one, and whether it lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from mmstui.doctor.ages import age
from mmstui.doctor.result import CheckResult, Public, fine, said, warning, wrong
from mmstui.domain.messages import State, Status
from mmstui.domain.text.plurals import count_of

_LEADER: Final = "store.leader"


def checks_of_leader(
    status: Status, beat: tuple[datetime, str] | None, now: datetime
) -> list[partial[Iterator[CheckResult]]]:
    """Return the checks of the leader. `beat` is its last heartbeat."""
    return [partial(_leader, status, beat, now), partial(_waiting, status)]


def _leader(
    status: Status, beat: tuple[datetime, str] | None, now: datetime
) -> Iterator[CheckResult]:
    ago = Public(age(beat[0], now)) if beat is not None else Public("")
    if status.leader_pid is None:
        yield fine(_LEADER, said("No mmstui polls or sends now."))
    elif status.leader_silent_since is not None:
        yield wrong(
            _LEADER, "silent_leader",
            said("Process {pid} holds the account, and gave no sign of life for {ago}.",
                 pid=status.leader_pid, ago=ago),
            said("If it is not suspended for a reason, wake it (fg) or end it: kill {pid}",
                 pid=status.leader_pid),
        )  # fmt: skip
    else:
        yield fine(_LEADER, said("Process {pid} polls and sends; its last sign of life was {ago} "
                                 "ago.", pid=status.leader_pid, ago=ago))  # fmt: skip


def _waiting(status: Status) -> Iterator[CheckResult]:
    count = status.outbox.get(State.QUEUED, 0)
    if count and status.leader_pid is None:
        yield warning(
            _LEADER, "queued_without_leader",
            said("{count} to be sent, and no mmstui runs.",
                 count=Public(count_of(count, "message waits", "messages wait"))),
            said("Open mmstui, or run mmstui sync: it sends them."),
        )  # fmt: skip
