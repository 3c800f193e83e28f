"""The store of one account, with its writer threads."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from mmstui.store.account.account import AccountKey
from mmstui.store.reading.inbox import Inbox
from mmstui.store.sqlite.database import Database
from mmstui.store.sqlite.problems import closed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future, ThreadPoolExecutor
    from datetime import datetime

    from mmstui.domain.account import AccountSummary
    from mmstui.domain.differences import Claim, Comparison
    from mmstui.domain.message_details import Details
    from mmstui.domain.wire import ServerMessage
    from mmstui.store.account.contact_notes import ContactNotes
    from mmstui.store.account.directory import Directory
    from mmstui.store.account.pending_changes import PendingChanges
    from mmstui.store.deleting.delete_requests import Deleting
    from mmstui.store.deleting.server_deletes import ServerDeletes
    from mmstui.store.drafts import Drafts
    from mmstui.store.imports.imports import Import
    from mmstui.store.media.media import MediaJobs
    from mmstui.store.receiving.intake import Intake
    from mmstui.store.receiving.quarantine import Quarantine
    from mmstui.store.rescue.backup import Backup
    from mmstui.store.searching.reindexing import Reindexing
    from mmstui.store.searching.search import Searching
    from mmstui.store.sending.message_queue import MessageQueue
    from mmstui.store.sending.outbox import Outbox
    from mmstui.store.sending.unsettled import News
    from mmstui.store.sqlite.event_log import EventLog
    from mmstui.store.sqlite.revisions import Changes
    from mmstui.store.sqlite.signals import Signals
    from mmstui.store.sqlite.waits import Waits
    from mmstui.store.triage.flags import Flags
    from mmstui.store.triage.triage import Triage
    from mmstui.store.triage.undo import Undo

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """One account's messages on this machine's disk. Open it with `Store.open`.

    Reads run on the calling thread. Writes do too, or on the store's threads through `submit`.
    """

    def __init__(
        self,
        database: Database,
        account: AccountKey,
        *,
        answers_read: bool = True,
        threads: bool = True,
    ) -> None:
        self.account = account
        self._answers_read = answers_read
        self._threads = threads
        self.database = database
        self.inbox = Inbox(database)
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._lanes_lock = Lock()
        self._closed = False

    @classmethod
    def open(
        cls,
        home: Path,
        account: AccountKey,
        *,
        clock: Callable[[], float] = time.time,
        read_only: bool = False,
        answers_read: bool = True,
        threads: bool = True,
        person: int | None = None,
    ) -> Store:
        """Open an account's store below the program's data folder `home`; make it if missing.

        `answers_read`: whether an answer from elsewhere reads what came before it. `clock` gives
        seconds since the epoch. `threads`: whether `submit` has threads; without, it writes at
        once. `person`: the Unix user who acts, as for `Database`. Raises StoreProblem, with
        sentences for the user.
        """
        folder = account.folder(home)
        database = Database.open(folder, account, clock=clock, read_only=read_only, person=person)
        return cls(database, account, answers_read=answers_read, threads=threads)

    # Parts are imported on first use: the first frame and most commands need only the inbox.

    @cached_property
    def directory(self) -> Directory:
        """DIDs and contacts."""
        from mmstui.store.account.directory import Directory

        return Directory(self.database)

    @cached_property
    def signals(self) -> Signals:
        """Signals between processes."""
        from mmstui.store.sqlite.signals import Signals

        return Signals(self.database)

    @cached_property
    def searching(self) -> Searching:
        """Searches."""
        from mmstui.store.searching.search import Searching

        return Searching(self.database, self.inbox)

    @cached_property
    def reindexing(self) -> Reindexing:
        """The move from an older version's search index."""
        from mmstui.store.searching.reindexing import Reindexing

        return Reindexing(self.database)

    @cached_property
    def drafts(self) -> Drafts:
        """Drafts."""
        from mmstui.store.drafts import Drafts

        return Drafts(self.database)

    @cached_property
    def contact_notes(self) -> ContactNotes:
        """The user's notes about contacts."""
        from mmstui.store.account.contact_notes import ContactNotes

        return ContactNotes(self.database)

    @cached_property
    def flags(self) -> Flags:
        """Flags of messages."""
        from mmstui.store.triage.flags import Flags

        return Flags(self.database)

    @cached_property
    def triage(self) -> Triage:
        """Done, snoozed, muted, pinned, blocked, unread, reminders."""
        from mmstui.store.triage.triage import Triage

        return Triage(self.database)

    @cached_property
    def undoing(self) -> Undo:
        """The undo stack."""
        from mmstui.store.triage.undo import Undo

        return Undo(self.database)

    @cached_property
    def message_queue(self) -> MessageQueue:
        """The start of the outbox, for those who only queue messages."""
        from mmstui.store.sending.message_queue import MessageQueue

        return MessageQueue(self.database)

    @cached_property
    def outbox(self) -> Outbox:
        """The outbox."""
        from mmstui.store.sending.outbox import Outbox

        return Outbox(self.database)

    @cached_property
    def intake(self) -> Intake:
        """Writes of polls and backfill."""
        from mmstui.store.receiving.intake import Intake

        return Intake(self.database, answers_read=self._answers_read)

    @cached_property
    def media(self) -> MediaJobs:
        """Files to fetch."""
        from mmstui.store.media.media import MediaJobs

        return MediaJobs(self.database)

    @cached_property
    def pending_changes(self) -> PendingChanges:
        """Pending changes for VoIP.ms."""
        from mmstui.store.account.pending_changes import PendingChanges

        return PendingChanges(self.database)

    @cached_property
    def deleting(self) -> Deleting:
        """The user's requests to delete, with their undo window."""
        from mmstui.store.deleting.delete_requests import Deleting

        return Deleting(self.database)

    @cached_property
    def server_deletes(self) -> ServerDeletes:
        """Deletions at VoIP.ms, for the worker."""
        from mmstui.store.deleting.server_deletes import ServerDeletes

        return ServerDeletes(self.database)

    @cached_property
    def waits(self) -> Waits:
        """Due times."""
        from mmstui.store.sqlite.waits import Waits

        return Waits(self.database)

    @cached_property
    def news(self) -> News:
        """Unsettled messages, for `sync --watch`."""
        from mmstui.store.sending.unsettled import News

        return News(self.database)

    @cached_property
    def event_log(self) -> EventLog:
        """What happened, for those who follow the store."""
        from mmstui.store.sqlite.event_log import EventLog

        return EventLog(self.database)

    @cached_property
    def quarantine(self) -> Quarantine:
        """Rows that could not be stored."""
        from mmstui.store.receiving.quarantine import Quarantine

        return Quarantine(self.database)

    @property
    def folder(self) -> Path:
        """The account's folder."""
        return self.database.folder

    @property
    def media_folder(self) -> Path:
        """The folder of received files."""
        return self.folder / "media"

    @property
    def attachment_folder(self) -> Path:
        """The folder of copies of files to send."""
        return self.folder / "attachments"

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a writing method on the writer thread, in the order of calls; return its future.

        Methods of `intake` have a thread of their own, whose transactions alternate with the
        user's, so that a long ingest does not delay those.
        """
        with self._lanes_lock:
            if self._closed:
                raise closed()
            if not self._threads:
                from mmstui.store.finished import finished

                return finished(fn, *args, **kwargs)
            owner = getattr(fn, "__self__", None)
            bulk = owner is not None and owner is self.__dict__.get("intake")
            name = "intake" if bulk else "writer"
            if name not in self._lanes:
                from concurrent.futures import ThreadPoolExecutor

                self._lanes[name] = ThreadPoolExecutor(1, thread_name_prefix=f"store-{name}")
            return self._lanes[name].submit(fn, *args, **kwargs)

    def changes(self, since_rev: int) -> Changes:
        """Return the conversations that changed after a revision, and the current revision."""
        from mmstui.store.sqlite import revisions

        return revisions.changes(self.database, since_rev)

    def data_version(self) -> int:
        """Return a number that rises with every commit; compare it within one thread only."""
        return self.database.data_version()

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after each commit of this process, on the thread that wrote.

        Returns a function that stops the calls.
        """
        return self.database.on_write(callback)

    def details(self, message_id: int) -> Details | None:
        """Return a message with its history; None when the message is gone or was dropped."""
        from mmstui.store.reading.details import details

        return details(self.database, self.inbox, message_id)

    def account_facts(self, now: datetime) -> AccountSummary:
        """Return the state of the account. Counts messages and walks the account's folder."""
        from mmstui.store.reading.account_counts import account_facts

        return account_facts(self.database, self.account, now)

    def claims(self) -> list[Claim]:
        """Return the spans of days that the store claims to have in full."""
        from mmstui.store.receiving.compare import claims

        return claims(self.database)

    def compare(
        self,
        claim: Claim,
        rows: Sequence[ServerMessage],
        other_kind: Sequence[ServerMessage],
        now: datetime,
        into: Comparison,
    ) -> None:
        """Compare a claim with all that VoIP.ms lists for its days; changes nothing.

        `other_kind`: the rows of the other kind. `now`: the server's clock.
        """
        from mmstui.store.receiving.compare import compare

        compare(self.database, claim, rows, other_kind, now, into)

    def importing(self, *, dry: bool = False) -> Import:
        """Return an import of a file's messages; `dry`: nothing is written."""
        from mmstui.store.imports.imports import Import

        return Import(self.database, dry=dry)

    def backup(self, target: Path, *, with_files: bool = False) -> Backup:
        """Copy the store to a new file, or with received files and attachments to a new folder.

        Other processes may read and write meanwhile. Raises StoreProblem, and leaves no file then.
        """
        from mmstui.store.rescue.backup import backup

        return backup(self.database, target, with_files=with_files)

    def first_sight_facts(self) -> dict[str, object]:
        """Return what `first_page` needs, by name, as JSON can have it."""
        from mmstui.store.reading.first_page import facts

        return facts(self.database, self.account)

    def forget_old_copies(self) -> None:
        """Remove the copies that were kept before the tables were changed, after a month."""
        from mmstui.store.rescue.kept_copy import forget_old

        forget_old(self.folder, self.database.clock())

    def close(self) -> None:
        """Finish submitted writes, then close the files. Closing twice does nothing."""
        with self._lanes_lock:
            self._closed = True
            lanes = tuple(self._lanes.values())
            self._lanes.clear()
        for lane in lanes:
            lane.shutdown(wait=True)
        self.database.close()
