"""MessageCenter: one account's messages, in parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.center.inbox import Inbox
from mmstui.domain.messages import Status
from mmstui.domain.records import replace
from mmstui.domain.text.sanitise import line
from mmstui.settings import Settings
from mmstui.store import AccountKey, Store
from mmstui.store.sqlite.codec import use_did_names

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mmstui.center.account import Account
    from mmstui.center.contact_notes import ContactNotes
    from mmstui.center.deletions import Deletions
    from mmstui.center.drafts import Drafts
    from mmstui.center.images import Images
    from mmstui.center.outbox import Outbox
    from mmstui.center.people import People
    from mmstui.center.sync import Sync
    from mmstui.center.triage import Triage
    from mmstui.domain.team_log import Deed
    from mmstui.store.account.directory import Directory
    from mmstui.store.account.other_accounts import Elsewhere
    from mmstui.store.imports.imports import Import
    from mmstui.store.reading.transcripts import Transcripts
    from mmstui.store.rescue.backup import Backup
    from mmstui.store.rescue.repair import Repaired
    from mmstui.store.searching.search import Searching
    from mmstui.store.sending.unsettled import News
    from mmstui.store.sqlite.event_log import EventLog

#: Seconds between two reads of the stores of other accounts.
_ELSEWHERE_EVERY = 60.0
#: What a person of a team without a password is told while no process has it.
_NOBODY_SENDS = "no process with the API password runs: what you send is queued"


class MessageCenter:
    """The messages of one account. Open it with `MessageCenter.open`, close it with `close`.

    The parts are created on first use, so that a start loads only what it shows.
    """

    def __init__(
        self, settings: Settings, store: Store, *, clock: Callable[[], float] = time.time
    ) -> None:
        self.settings = settings
        use_did_names({did: look.name for did, look in settings.did_colors.items()})
        #: Conversations and their messages.
        self.inbox = Inbox(store)
        self._store = store
        self._clock = clock
        self._elsewhere = ""
        self._looked_elsewhere_at = float("-inf")

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.time,
        read_only: bool = False,
        threads: bool = True,
    ) -> MessageCenter:
        """Open the account's store. Raises StoreProblem, with a sentence for the user.

        `read_only`: make, change and lock nothing; the store must be there. `threads`: False where
        nothing but one command runs, which takes less time without threads for its writes.
        """
        key = AccountKey.of(settings.api_url, settings.username)
        store = Store.open(
            settings.store_home, key, clock=clock, read_only=read_only, threads=threads,
            answers_read=settings.read_when.by_answers,
        )  # fmt: skip
        return cls(settings, store, clock=clock)

    @classmethod
    def repair(cls, settings: Settings, *, clock: Callable[[], float] = time.time) -> Repaired:
        """Create a new store from what can be read of a damaged one. Raises StoreProblem."""
        from mmstui.store.rescue.repair import repair

        key = AccountKey.of(settings.api_url, settings.username)
        return repair(settings.store_home, key, clock=clock)

    @classmethod
    def make_team(cls, settings: Settings, home: Path, gid: int, team_file: str) -> Path:
        """Make the folder that a group shares, with the account's store; return the store's.

        `team_file`: the text of its `team.toml`. Raises StoreProblem.
        """
        from mmstui.store.account.team_folder import make_team_folder

        key = AccountKey.of(settings.api_url, settings.username)
        folder = make_team_folder(home, key, gid, team_file)
        Store.open(home, key).close()
        return folder

    def close(self) -> None:
        """Finish the writes that were submitted, and close the store."""
        if "images" in self.__dict__:
            self.images.close()
        if "drafts" in self.__dict__:
            self.drafts.close()
        self._store.close()

    # Parts.

    @cached_property
    def outbox(self) -> Outbox:
        """Messages that the user sends."""
        from mmstui.center.outbox import Outbox

        return Outbox(self.settings, self._store, self._clock, self.sync.wake)

    @property
    def directory(self) -> Directory:
        """DIDs and contacts, as of VoIP.ms's last answer."""
        return self._store.directory

    @cached_property
    def drafts(self) -> Drafts:
        """Drafts and their attachments."""
        from mmstui.center.drafts import Drafts

        return Drafts(self.settings, self._store)

    @cached_property
    def images(self) -> Images:
        """Pictures that must be fitted before they are sent."""
        from mmstui.center.images import Images

        return Images(self._store)

    @cached_property
    def search(self) -> Searching:
        """Search for messages and conversations. Takes some milliseconds: call it in a thread."""
        return self._store.searching

    @cached_property
    def deletions(self) -> Deletions:
        """Deletions here, at VoIP.ms, or both."""
        from mmstui.center.deletions import Deletions

        return Deletions(self._store, self.sync.wake)

    @cached_property
    def triage(self) -> Triage:
        """Done, snoozed, muted, pinned, blocked, unread, reminders, and undo."""
        from mmstui.center.triage import Triage

        return Triage(self._store, self.sync.wake)

    @cached_property
    def contact_notes(self) -> ContactNotes:
        """The user's notes about contacts."""
        from mmstui.center.contact_notes import ContactNotes

        return ContactNotes(self._store)

    @cached_property
    def people(self) -> People:
        """The people of a team."""
        from mmstui.center.people import People

        return People(self.settings)

    @cached_property
    def account(self) -> Account:
        """Settings of DIDs, phonebook, balance."""
        from mmstui.center.account import Account

        return Account(self._store, self.now, self.sync.wake)

    @cached_property
    def sync(self) -> Sync:
        """The workers between the store and VoIP.ms."""
        from mmstui.center.sync import Sync

        return Sync(self.settings, self._store, self._clock)

    @cached_property
    def transcripts(self) -> Transcripts:
        """Whole conversations, for exports."""
        from mmstui.store.reading.transcripts import Transcripts

        return Transcripts(self._store.database, self._store.inbox)

    @property
    def news(self) -> News:
        """Messages that are not surely sent."""
        return self._store.news

    # The account as a whole.

    def now(self) -> datetime:
        """Return the time by the injected clock."""
        return datetime.fromtimestamp(self._clock(), UTC)

    @property
    def folder(self) -> Path:
        """The folder of the account's store."""
        return self._store.folder

    def status(self) -> Status:
        """Return the facts shown in the header."""
        status = self.inbox.status(self.now(), sends_limit=self.settings.sends_per_day)
        if self.sync.queues_only and status.leader_pid is None:
            status = replace(status, trouble=status.trouble or _NOBODY_SENDS)
        # Not before the first frame, because this opens other stores.
        if self.sync.has_run:
            now = self._clock()
            if abs(now - self._looked_elsewhere_at) >= _ELSEWHERE_EVERY:
                self._looked_elsewhere_at = now
                self._elsewhere = _in_words(self.elsewhere())
        return replace(status, elsewhere=self._elsewhere) if self._elsewhere else status

    def elsewhere(self) -> list[Elsewhere]:
        """Return the other accounts on this machine that have unsettled messages."""
        from mmstui.store.account.other_accounts import unsettled_elsewhere

        return unsettled_elsewhere(self.settings.store_home, self._store.account)

    def log(self, since: datetime | None = None) -> list[Deed]:
        """Return what the people of a team did, the oldest first."""
        from mmstui.store.account.team_log import deeds

        return deeds(self._store.database, since)

    def kept_place(self) -> str:
        """Return the place that `keep_place` stored last, else ""."""
        kept = self._store.signals.get(self._store.database.own("place"))
        return kept[1] if kept is not None else ""

    def keep_place(self, place: str) -> Future[None]:
        """Store the place where the user leaves the inbox, as a text of any form."""
        name = self._store.database.own("place")
        return self._store.submit(self._store.signals.set, name, place, self.now())

    def backup(self, target: Path, *, with_files: bool = False) -> Backup:
        """Copy the store to a new file, or with its files to a new folder. Raises StoreProblem."""
        return self._store.backup(target, with_files=with_files)

    def importing(self, *, dry: bool = False) -> Import:
        """Return an import of a file's messages; `dry`: nothing is written."""
        return self._store.importing(dry=dry)

    def first_sight_facts(self) -> dict[str, object]:
        """Return what the next first sight is told of the store: see `tui.inbox.first_sight`."""
        return self._store.first_sight_facts()

    # What happened: see `center.feed`.

    @cached_property
    def event_log(self) -> EventLog:
        """What happened in the store, by any process."""
        return self._store.event_log

    def data_version(self) -> int:
        """Return a number that changes when any process has written to the store."""
        return self._store.data_version()

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` on the writer's thread after each commit of this process.

        Return a function that removes the callback.
        """
        return self._store.on_write(callback)


def _in_words(elsewhere: Sequence[Elsewhere]) -> str:
    if not elsewhere:
        return ""
    count = sum(sum(other.outbox.values()) for other in elsewhere)
    more = " and others" if len(elsewhere) > 1 else ""
    return line(f"{count} unsettled at {elsewhere[0].account.username}{more}")
