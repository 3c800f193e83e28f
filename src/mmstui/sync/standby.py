"""For a process without a password, in a team: wait until the leader has sent messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mmstui.store import Store
from mmstui.store.account import leader_file
from mmstui.sync.backoff import Timing
from mmstui.sync.engine import SETTLED
from mmstui.sync.intervals import LOOK
from mmstui.sync.leadership import Leadership


async def wait_for_leader(
    store: Store, message_ids: Sequence[int], wait: timedelta, timing: Timing
) -> None:
    """Return when all these messages are settled, after `wait`, or if nobody leads.

    Takes no lock: without a password nothing could be sent.
    """
    leadership = Leadership(store, timing)
    end = timing.elapsed() + wait.total_seconds()
    seen = None
    if not leader_file.is_held(store.folder):
        return
    while timing.elapsed() < end and leadership.silent() is None:
        if (version := store.data_version()) != seen:
            seen = version
            if all(each.state in SETTLED for each in store.inbox.messages(message_ids)):
                return
            await leadership.nudge()
        await timing.sleep(LOOK)
