"""MessageCenter, put together from what it reads, writes and finds, and its network."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from mmstui.center.account import Accounting
from mmstui.center.batches import Batches
from mmstui.center.deletions import Deleting
from mmstui.center.image_fitting import Fitting
from mmstui.center.message_details import Detailing
from mmstui.center.network import Network
from mmstui.center.outbox import Writing
from mmstui.center.search import Searching
from mmstui.settings import Settings
from mmstui.store import AccountKey, Store

if TYPE_CHECKING:
    from mmstui.store.repair import Repaired


class MessageCenter(Accounting, Detailing, Deleting, Writing, Batches, Fitting, Network, Searching):
    """One account's messages. Open it with `MessageCenter.open`, close it with `close`."""

    def __init__(
        self, settings: Settings, store: Store, *, clock: Callable[[], float] = time.time
    ) -> None:
        self.settings = settings
        self._store = store
        self._clock = clock

    @classmethod
    def open(cls, settings: Settings, *, clock: Callable[[], float] = time.time) -> MessageCenter:
        """Open the account's store. Raises `StoreProblem` with a sentence for people."""
        key = AccountKey.of(settings.api_url, settings.username)
        return cls(settings, Store.open(settings.home, key, clock=clock), clock=clock)

    @classmethod
    def repair(cls, settings: Settings, *, clock: Callable[[], float] = time.time) -> Repaired:
        """Make a new store of what can be read of a damaged one. Raises StoreProblem."""
        from mmstui.store.repair import repair

        key = AccountKey.of(settings.api_url, settings.username)
        return repair(settings.home, key, clock=clock)

    def close(self) -> None:
        """Let go of the store."""
        self.close_fitting()
        self._store.close()
