"""All workers of one session with VoIP.ms, and who tells whom."""

from __future__ import annotations

from mmstui.store import Store
from mmstui.sync.account_refresh import Customer
from mmstui.sync.address import SeenAddress
from mmstui.sync.backfill import Backfill
from mmstui.sync.clock_watch import ClockWatch
from mmstui.sync.connection_state import Line
from mmstui.sync.deleter import Deleter
from mmstui.sync.history import History
from mmstui.sync.intervals import REINDEXING_REST, UNUSED_FOR, Policy
from mmstui.sync.media import MediaFetcher
from mmstui.sync.pending_changes import ErrandRunner
from mmstui.sync.poll_result import Polled
from mmstui.sync.poll_scheduler import Rounds
from mmstui.sync.poller import Poller
from mmstui.sync.pre_send_check import LookBefore
from mmstui.sync.purger import Remover
from mmstui.sync.quarantine_retry import SecondLook
from mmstui.sync.sender import Sender
from mmstui.sync.service import Service
from mmstui.sync.store_writes import Offload
from mmstui.sync.supervisor import Work
from mmstui.sync.timing import Pace
from mmstui.sync.verify import Verifier


class Workers:
    """Built for each session: they hold nothing that outlives it, that is the store's."""

    def __init__(
        self, store: Store, service: Service, policy: Policy, pace: Pace, owner: str
    ) -> None:
        self._store = store
        self._pace = pace
        self.line = Line(store, pace)
        self.address = SeenAddress(store, service, self.line, pace)
        self.customer = Customer(store, service, self.line, pace)
        history = History(service, pace, self.customer.numbers, many_rows=policy.many_rows)
        self.poller = Poller(store, service, history, pace, policy)
        self.rounds = Rounds(store, self.poller, self.line, pace, policy)
        self.media = MediaFetcher(store, service, self.line, pace)
        self.backfill = Backfill(store, service, history, self.customer, self.line, pace, policy)
        self.sender = Sender(
            store, service, self.line, pace,
            owner=owner, look_soon=self.rounds.look_soon,
            known=LookBefore(service, self.poller, pace).known,
        )  # fmt: skip
        self.clock = ClockWatch(store, pace)
        self.remover = Remover(store, pace, self.clock)
        self.deleter = Deleter(store, service, self.line, pace, self.remover.wake)
        self.remover.when_begun.append(self.deleter.wake)
        self.errands = ErrandRunner(store, service, self.line, pace)
        self.second_look = SecondLook(store, pace)
        self.verifier = Verifier(store, service, policy, pace)
        self.errands.when_done.append(self.customer.look_anew)
        self.rounds.when_polled.append(self._polled)
        self.line.when_back.append(self._back)

    def begin(self) -> None:
        """We are the leader now: what we remember of before may no longer be so."""
        self.line.begin()
        self.errands.begin()
        self.poller.forget()

    def all(self) -> dict[str, Work]:
        """What the leader of a running inbox does."""
        return {
            "sending": self.sender.run,
            "polling": self.rounds.run,
            "numbers": self.customer.run,
            "errands": self.errands.run,
            "history": self.backfill.run,
            "files": self.media.run,
            "removing": self.remover.run,
            "deleting": self.deleter.run,
            "tidying": self._tidy,
            "address": self.address.run,
        }

    def for_delivery(self) -> dict[str, Work]:
        """What `mmstui send` does: it polls only to look for what got no answer."""
        return {"sending": self.sender.run, "polling": self.rounds.run_on_demand}

    def check_now(self) -> None:
        """The user asked: try what was refused, end what was only back-off, and poll."""
        self.line.try_again()
        self.sender.hurry()
        self.rounds.ask()
        self.errands.wake()
        self.customer.wake()
        self.deleter.hurry()

    def notice(self) -> None:
        """Somebody has written to the store."""
        self.sender.notice()
        self.errands.notice()
        self.customer.notice()
        self.remover.wake()
        self.deleter.wake()

    def hurry(self) -> None:
        """The user has sent, deleted or changed something."""
        self.sender.hurry()
        self.errands.wake()
        self.customer.notice()
        self.remover.wake()
        self.deleter.wake()

    async def _tidy(self) -> None:
        """Once: what an older mmstui indexed or did not understand, how long old files last, and
        copies of files that were chosen and never sent.
        """
        offload = Offload(self._store)
        await self.second_look.look()
        while await offload(self._store.reindexing.step):
            await self._pace.sleep(REINDEXING_REST)
        while await offload(self._store.media.measure):
            pass  # some at a time: what the user writes goes between
        await offload(self._store.drafts.sweep_attachments, UNUSED_FOR)

    async def _polled(self, polled: Polled) -> None:
        await self.sender.line_is_there()
        if polled.first:
            self.backfill.saw(polled.rows)
            self.backfill.wake()
        self.media.wake()

    def _back(self) -> None:
        self.sender.notice()
        self.deleter.hurry()
        self.errands.wake()
        self.customer.wake()
        self.backfill.wake()
        self.media.wake()
