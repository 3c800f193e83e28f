"""The store of one account: its parts, its writer thread, its change feed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from mmstui.store.account import AccountKey
from mmstui.store.database import Database
from mmstui.store.directory import Directory
from mmstui.store.inbox import Inbox
from mmstui.store.problems import closed
from mmstui.store.signals import Signals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future, ThreadPoolExecutor
    from datetime import datetime

    from mmstui.domain.account import Account
    from mmstui.domain.differences import Claim, Comparison
    from mmstui.domain.message_details import Details
    from mmstui.domain.wire import ServerMessage
    from mmstui.store.backup import Backup
    from mmstui.store.delete_requests import Deleting
    from mmstui.store.drafts import Drafts
    from mmstui.store.flags import Flags
    from mmstui.store.intake import Intake
    from mmstui.store.media import MediaJobs
    from mmstui.store.news import News
    from mmstui.store.outbox import Outbox
    from mmstui.store.pending_changes import Errands
    from mmstui.store.quarantine import Quarantine
    from mmstui.store.reindexing import Reindexing
    from mmstui.store.search import Searching
    from mmstui.store.server_deletes import ServerDeletes
    from mmstui.store.tombstones import Deletions
    from mmstui.store.waits import Waits

P = ParamSpec("P")
T = TypeVar("T")

#: More changed conversations than this, and reading all anew is the quicker way.
MANY_CHANGES = 500


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after a revision. `everything`: read all anew; the ids are then not given."""

    rev: int
    conversation_ids: tuple[int, ...] = ()
    everything: bool = False


class Store:
    """One account's messages on this machine's disk. Open it with `Store.open`.

    Reads are on the calling thread; writing methods too, or through `submit` on the store's own.
    """

    def __init__(self, database: Database, account: AccountKey) -> None:
        self.account = account
        self.database = database
        self.inbox = Inbox(database)
        self.directory = Directory(database)
        self.signals = Signals(database)
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
    ) -> Store:
        """Open an account's store below the program's data folder `home`, made if it is missing.

        `clock` gives seconds since the epoch. Raises StoreProblem, whose words are for a person.
        """
        folder = account.folder(home)
        database = Database.open(folder, account, clock=clock, read_only=read_only)
        return cls(database, account)

    # Parts that write or search are loaded when first used: what is seen first is read.

    @cached_property
    def searching(self) -> Searching:
        """What the user looks for."""
        from mmstui.store.search import Searching

        return Searching(self.database, self.inbox)

    @cached_property
    def reindexing(self) -> Reindexing:
        """What an older mmstui has indexed otherwise."""
        from mmstui.store.reindexing import Reindexing

        return Reindexing(self.database)

    @cached_property
    def drafts(self) -> Drafts:
        """What is being written."""
        from mmstui.store.drafts import Drafts

        return Drafts(self.database)

    @cached_property
    def flags(self) -> Flags:
        """What the user marks."""
        from mmstui.store.flags import Flags

        return Flags(self.database)

    @cached_property
    def outbox(self) -> Outbox:
        """What the user sends."""
        from mmstui.store.outbox import Outbox

        return Outbox(self.database)

    @cached_property
    def intake(self) -> Intake:
        """What VoIP.ms says."""
        from mmstui.store.intake import Intake

        return Intake(self.database)

    @cached_property
    def media(self) -> MediaJobs:
        """Files to fetch."""
        from mmstui.store.media import MediaJobs

        return MediaJobs(self.database)

    @cached_property
    def errands(self) -> Errands:
        """What the user wants changed at VoIP.ms."""
        from mmstui.store.pending_changes import Errands

        return Errands(self.database)

    @cached_property
    def deletions(self) -> Deletions:
        """What the user deletes."""
        from mmstui.store.tombstones import Deletions

        return Deletions(self.database)

    @cached_property
    def deleting(self) -> Deleting:
        """The user's word to delete, which can be taken back for a while."""
        from mmstui.store.delete_requests import Deleting

        return Deleting(self.database)

    @cached_property
    def server_deletes(self) -> ServerDeletes:
        """What is to be deleted at VoIP.ms."""
        from mmstui.store.server_deletes import ServerDeletes

        return ServerDeletes(self.database)

    @cached_property
    def waits(self) -> Waits:
        """What is not due yet."""
        from mmstui.store.waits import Waits

        return Waits(self.database)

    @cached_property
    def news(self) -> News:
        """What is new, for who follows the store."""
        from mmstui.store.news import News

        return News(self.database)

    @cached_property
    def quarantine(self) -> Quarantine:
        """What could not be understood."""
        from mmstui.store.quarantine import Quarantine

        return Quarantine(self.database)

    @property
    def folder(self) -> Path:
        """The account's folder."""
        return self.database.folder

    @property
    def media_folder(self) -> Path:
        """Where received files are kept."""
        return self.folder / "media"

    @property
    def attachment_folder(self) -> Path:
        """Where copies of files to send are kept."""
        return self.folder / "attachments"

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a writing method on the writer thread, in order of asking; its result as a future.

        What a poll brings has a thread of its own, whose transactions take turns with the user's
        writes, so that a long ingest never keeps those waiting.
        """
        with self._lanes_lock:
            if self._closed:
                raise closed()
            owner = getattr(fn, "__self__", None)
            bulk = owner is not None and owner is self.__dict__.get("intake")
            name = "intake" if bulk else "writer"
            if name not in self._lanes:
                from concurrent.futures import ThreadPoolExecutor

                self._lanes[name] = ThreadPoolExecutor(1, thread_name_prefix=f"store-{name}")
            return self._lanes[name].submit(fn, *args, **kwargs)

    def changes(self, since_rev: int) -> Changes:
        """Conversations whose rows changed after a revision, and the revision now."""
        with self.database.reading() as connection:
            marks = dict(
                connection.execute(
                    "SELECT key, CAST(value AS INTEGER) FROM meta "
                    "WHERE key IN ('rev', 'rev_everything')"
                ).fetchall()
            )
            rev = marks.get("rev", 0)
            if since_rev == rev:
                return Changes(rev)
            ids = connection.execute(
                "SELECT id FROM conversation WHERE rev > ? LIMIT ?", (since_rev, MANY_CHANGES + 1)
            ).fetchall()
        # A revision we have not reached was another store's, say one restored from a copy.
        if since_rev > rev or marks.get("rev_everything", 0) > since_rev or len(ids) > MANY_CHANGES:
            return Changes(rev, everything=True)
        return Changes(rev, tuple(conversation_id for (conversation_id,) in ids))

    def data_version(self) -> int:
        """A number that rises when any process has written; compare within one thread only."""
        return self.database.data_version()

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back after each commit of this process, on the thread that wrote.

        Returns a function that ends it.
        """
        return self.database.on_write(callback)

    def details(self, message_id: int) -> Details | None:
        """All that is known of a message; None when it is gone or was taken back."""
        from mmstui.store.details import details

        return details(self.database, self.inbox, message_id)

    def account_facts(self, now: datetime) -> Account:
        """What is known of the account; counts, and walks its folder."""
        from mmstui.store.account_counts import account_facts

        return account_facts(self.database, self.account, now)

    def claims(self) -> list[Claim]:
        """Of which days the store says to have all."""
        from mmstui.store.compare import claims

        return claims(self.database)

    def compare(
        self,
        claim: Claim,
        rows: Sequence[ServerMessage],
        other_kind: Sequence[ServerMessage],
        now: datetime,
        into: Comparison,
    ) -> None:
        """Compare a claim with all that VoIP.ms lists of its days; changes nothing.

        `other_kind`: what it lists of the other kind. `now` is the server's clock.
        """
        from mmstui.store.compare import compare

        compare(self.database, claim, rows, other_kind, now, into)

    def backup(self, target: Path, *, with_files: bool = False) -> Backup:
        """Copy all to a new file, or with received files and attachments to a new folder.

        Others may read and write meanwhile. Raises StoreProblem, and leaves nothing then.
        """
        from mmstui.store.backup import backup

        return backup(self.database, target, with_files=with_files)

    def close(self) -> None:
        """Finish what was submitted, then let go of the files. Closing twice does nothing."""
        with self._lanes_lock:
            self._closed = True
            lanes = tuple(self._lanes.values())
            self._lanes.clear()
        for lane in lanes:
            lane.shutdown(wait=True)
        self.database.close()
