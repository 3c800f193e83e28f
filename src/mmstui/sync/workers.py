"""The workers of one session with VoIP.ms, and the callbacks between them."""

from __future__ import annotations

from mmstui.store import Store
from mmstui.sync.account_refresh import AccountRefresh
from mmstui.sync.address import SeenAddress
from mmstui.sync.backfill import Backfill
from mmstui.sync.backoff import Timing
from mmstui.sync.client_protocol import Service
from mmstui.sync.clock_watch import ClockWatch
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.deleter import Deleter
from mmstui.sync.history import History
from mmstui.sync.intervals import REINDEXING_REST, UNUSED_FOR, Policy
from mmstui.sync.media import MediaFetcher
from mmstui.sync.pending_changes import PendingChangesRunner
from mmstui.sync.poll_result import PollSummary
from mmstui.sync.poll_scheduler import PollScheduler
from mmstui.sync.poller import Poller
from mmstui.sync.pre_send_check import PreSendCheck
from mmstui.sync.purger import Purger
from mmstui.sync.quarantine_retry import QuarantineRetry
from mmstui.sync.sender import Sender
from mmstui.sync.store_writes import Offload
from mmstui.sync.supervisor import Work
from mmstui.sync.verify import Verifier


class Workers:
    """Builds the workers of a session. Everything that outlives the session is in the store."""

    def __init__(
        self, store: Store, service: Service, policy: Policy, timing: Timing, owner: str
    ) -> None:
        self._store = store
        self._timing = timing
        self.connection = ConnectionState(store, timing)
        self.address = SeenAddress(store, service, self.connection, timing)
        self.account_refresh = AccountRefresh(store, service, self.connection, timing)
        history = History(service, timing, self.account_refresh.numbers, many_rows=policy.many_rows)
        self.poller = Poller(store, service, history, timing, policy)
        self.poll_scheduler = PollScheduler(store, self.poller, self.connection, timing, policy)
        self.media = MediaFetcher(store, service, self.connection, timing)
        self.backfill = Backfill(
            store, service, history, self.account_refresh, self.connection, timing, policy
        )
        self.sender = Sender(
            store, service, self.connection, timing,
            owner=owner, look_soon=self.poll_scheduler.look_soon,
            known=PreSendCheck(service, self.poller, timing).known,
        )  # fmt: skip
        self.clock = ClockWatch(store, timing)
        self.purger = Purger(store, timing, self.clock)
        self.deleter = Deleter(store, service, self.connection, timing, self.purger.wake)
        self.purger.when_begun.append(self.deleter.wake)
        self.pending_changes = PendingChangesRunner(store, service, self.connection, timing)
        self.quarantine_retry = QuarantineRetry(store, timing)
        self.verifier = Verifier(store, service, policy, timing)
        self.pending_changes.when_done.append(self.account_refresh.refresh_all)
        self.poll_scheduler.when_polled.append(self._polled)
        self.connection.when_back.append(self._back)

    def begin(self) -> None:
        """Start as the leader: forget what may have changed under another leader."""
        self.connection.begin()
        self.pending_changes.begin()
        self.poller.forget()

    def all(self) -> dict[str, Work]:
        """Return the workers that the leader of a running inbox runs, by name."""
        return {
            "sending": self.sender.run,
            "polling": self.poll_scheduler.run,
            "numbers": self.account_refresh.run,
            "pending changes": self.pending_changes.run,
            "history": self.backfill.run,
            "files": self.media.run,
            "removing": self.purger.run,
            "deleting": self.deleter.run,
            "tidying": self._tidy,
            "address": self.address.run,
        }

    def for_delivery(self) -> dict[str, Work]:
        """Return the workers of `mmstui send`. It polls only for a send without an answer."""
        return {"sending": self.sender.run, "polling": self.poll_scheduler.run_on_demand}

    def check_now(self) -> None:
        """Retry refused access, end network back-off, and poll. The user asked for it."""
        self.connection.try_again()
        self.sender.end_backoff()
        self.poll_scheduler.ask()
        self.pending_changes.wake()
        self.account_refresh.wake()
        self.deleter.end_backoff()

    def store_changed(self) -> None:
        """Let the workers check for work: another process has written to the store."""
        self.sender.store_changed()
        self.pending_changes.store_changed()
        self.account_refresh.store_changed()
        self.purger.wake()
        self.deleter.wake()

    def user_acted(self) -> None:
        """Let the workers check for work: the user sent, deleted or changed something."""
        self.sender.end_backoff()
        self.pending_changes.wake()
        self.account_refresh.store_changed()
        self.purger.wake()
        self.deleter.wake()

    async def _tidy(self) -> None:
        """Retry the quarantine, reindex, measure durations, delete unused files, once."""
        offload = Offload(self._store)
        await self.quarantine_retry.run()
        while await offload(self._store.reindexing.step):
            await self._timing.sleep(REINDEXING_REST)
        while await offload(self._store.media.measure):
            pass  # Each call is a short write; the user's writes run between two calls.
        await offload(self._store.drafts.sweep_attachments, UNUSED_FOR)
        await offload(self._store.forget_old_copies)

    async def _polled(self, polled: PollSummary) -> None:
        await self.sender.connection_works()
        if polled.first:
            self.backfill.count_first_poll(polled.rows)
            self.backfill.wake()
        self.media.wake()

    def _back(self) -> None:
        self.sender.store_changed()
        self.deleter.end_backoff()
        self.pending_changes.wake()
        self.account_refresh.wake()
        self.backfill.wake()
        self.media.wake()
