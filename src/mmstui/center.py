"""MessageCenter: the one face that the screen and the command line talk to.

Everything shown is read from the store; everything done is written to the store; workers carry it
between the store and VoIP.ms. So reads here are plain and synchronous, writes return a
`concurrent.futures.Future` that is done when the store has committed, and `run` is the only thing
that talks to the network. Whoever sits on an event loop awaits a write through
`asyncio.wrap_future`; a command calls `.result()`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mmstui.domain.messages import (
    Attachment,
    Contact,
    Conversation,
    Did,
    Draft,
    Kind,
    Message,
    Status,
)
from mmstui.domain.routing import Route, route
from mmstui.domain.sanitise import line
from mmstui.settings import Settings
from mmstui.store import AccountKey, Changes, Store

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mmstui.store.backup import Backup
    from mmstui.store.others import Elsewhere
    from mmstui.store.repair import Repaired
    from mmstui.sync import Engine
    from mmstui.sync import Report as Report  # commands name it too

Key = tuple[int, int, int]

#: Seconds between two notes that the user is here.
_ACTED_EVERY = 30.0
#: Seconds between two looks into the stores of other accounts.
_ELSEWHERE_EVERY = 60.0


class MessageCenter:
    """One account's messages. Open it with `MessageCenter.open`, close it with `close`."""

    def __init__(
        self, settings: Settings, store: Store, *, clock: Callable[[], float] = time.time
    ) -> None:
        self.settings = settings
        self._store = store
        self._clock = clock
        self._acted_at = 0.0
        self._elsewhere = ""
        self._looks_elsewhere = False  # not before the first frame
        self._looked_elsewhere_at = float("-inf")
        self._engine: Engine | None = None
        self._password: _Password | None = None

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
        self._store.close()

    def now(self) -> datetime:
        """The clock everything here goes by."""
        return datetime.fromtimestamp(self._clock(), UTC)

    # Reading: from the store, at once.

    def conversation_ids(
        self,
        *,
        dids: frozenset[str] | None = None,
        unread_only: bool = False,
        archived: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[int]:
        """Ids for the list, in its order; rows are read with `conversations` as they are shown."""
        return self._store.inbox.conversation_ids(
            dids=dids, unread_only=unread_only, archived=archived, since=since, until=until
        )

    def conversations(self, ids: Sequence[int]) -> dict[int, Conversation]:
        """Rows by id; an id that is gone is missing."""
        return self._store.inbox.conversations(ids)

    def conversation(self, did: str, contact: str) -> Conversation | None:
        """The conversation between a DID and a contact."""
        return self._store.inbox.conversation(did, contact)

    def conversations_with(self, contact: str) -> list[Conversation]:
        """Every conversation with a contact, the most recent first."""
        return self._store.inbox.conversations_with(contact)

    def thread(
        self,
        conversation_id: int,
        *,
        before: Key | None = None,
        after: Key | None = None,
        limit: int = 200,
    ) -> list[Message]:
        """A page of a thread, oldest first: the newest, or those next to a key."""
        return self._store.inbox.thread(conversation_id, before=before, after=after, limit=limit)

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """Messages by id, in that order; an id that is gone is missing."""
        return self._store.inbox.messages(ids)

    def dids(self) -> list[Did]:
        """The account's numbers, empty until they have been fetched once."""
        return self._store.directory.dids()

    def contacts(self) -> list[Contact]:
        """The phonebook, then numbers written with before."""
        return self._store.directory.contacts()

    def draft(self, did: str, contact: str) -> Draft:
        """What was being written, an empty draft if nothing was."""
        return self._store.drafts.draft(did, contact) or Draft()

    def status(self) -> Status:
        """The facts of the header."""
        status = self._store.inbox.status(self.now(), sends_limit=self.settings.sends_per_day)
        if self._looks_elsewhere and self._clock() >= self._looked_elsewhere_at + _ELSEWHERE_EVERY:
            self._looked_elsewhere_at = self._clock()
            self._elsewhere = _in_words(self.elsewhere())
        return replace(status, elsewhere=self._elsewhere) if self._elsewhere else status

    def elsewhere(self) -> list[Elsewhere]:
        """Other accounts here with messages that are not settled: their stores are looked into."""
        from mmstui.store.others import unsettled_elsewhere

        return unsettled_elsewhere(self.settings.home, self._store.account)

    def changes(self, since_rev: int) -> Changes:
        """Conversations that changed after a revision."""
        return self._store.changes(since_rev)

    def data_version(self) -> int:
        """A number that differs when any process has written since."""
        return self._store.data_version()

    def on_write(self, callback: Callable[[], None]) -> None:
        """Call back, on the writer's thread, after each commit of this process."""
        self._store.on_write(callback)

    def backup(self, target: Path, *, with_files: bool = False) -> Backup:
        """Copy the store to a new file, or with its files to a new folder. Raises StoreProblem."""
        return self._store.backup(target, with_files=with_files)

    # Writing: done when the future is.

    def route(
        self, text: str, attachments: Sequence[Attachment] = (), did: Did | None = None
    ) -> Route:
        """How a text with its files would go from a DID."""
        return route(text, attachments, did)

    def default_did(self, contact: str) -> Did | None:
        """The DID last used with a contact, else the only able one, else None."""
        able = {did.number: did for did in self.dids() if did.sms}
        for conversation in self.conversations_with(contact):
            if conversation.did in able:
                return able[conversation.did]
        return next(iter(able.values())) if len(able) == 1 else None

    def send(
        self,
        *,
        did: str,
        contacts: Sequence[str],
        text: str,
        attachments: Sequence[Attachment] = (),
        kind: Kind,
        origin: str = "inbox",
        hold_after: timedelta | None = None,
        request_id: str | None = None,
        clear_draft: tuple[str, str] | None = None,
    ) -> Future[list[int]]:
        """Queue a message to each contact; done when it is on disk. Its value: message ids.

        From the inbox it is held if the user stays away longer than the setting `hold_after`.
        """
        if hold_after is None and origin == "inbox":
            hold_after = timedelta(minutes=self.settings.hold_after)
        future: Future[list[int]] = self._store.submit(
            self._store.outbox.queue,
            did=did,
            contacts=tuple(contacts),
            text=text,
            attachments=tuple(attachments),
            kind=kind,
            origin=origin,
            hold_after=hold_after,
            request_id=request_id,
            clear_draft=clear_draft,
        )
        future.add_done_callback(lambda _: self.wake())
        return future

    def attach(self, path: Path) -> Future[Attachment]:
        """Take our own copy of a file to send. Fails with AttachmentProblem, in a sentence."""
        return self._store.submit(self._store.drafts.adopt_attachment, path)

    def save_draft(self, did: str, contact: str, draft: Draft) -> Future[None]:
        """Keep what is being written; an empty draft is forgotten."""
        return self._store.submit(self._store.drafts.save, did, contact, draft)

    def mark_read(self, message_ids: Sequence[int]) -> Future[None]:
        """They have been before a person's eyes."""
        return self._store.submit(self._store.flags.mark_read, tuple(message_ids))

    def mark_unread(self, conversation_id: int) -> Future[None]:
        """Make the newest incoming message of a conversation unread again."""
        return self._store.submit(self._store.flags.mark_unread, conversation_id)

    def send_again(self, message_id: int) -> Future[bool]:
        """The user's word for a failed, held or unconfirmed message; False if it was not one."""
        future: Future[bool] = self._store.submit(self._store.outbox.send_again, message_id)
        future.add_done_callback(lambda _: self.wake())
        return future

    def drop(self, message_id: int) -> Future[bool]:
        """Take back a message that is not settled; False if it is."""
        return self._store.submit(self._store.outbox.drop, message_id)

    def undo_drop(self, message_id: int) -> Future[bool]:
        """Bring back what `drop` took: as held, for it may have been taken back for a reason."""
        return self._store.submit(self._store.outbox.undo_drop, message_id)

    def acted(self) -> None:
        """The user is here: note it, at most twice a minute."""
        now = self._clock()
        if now - self._acted_at < _ACTED_EVERY:
            return
        self._acted_at = now
        self._store.submit(self._store.outbox.touch, self.now())

    # The network.

    def unlock(self) -> None:
        """Have the password, before a screen would hide that it is asked for.

        Raises MissingCredentials or PasswordCommandFailed.
        """
        self._password = _Password(self.settings.password)

    def engine(self, **options: Any) -> Engine:
        """The workers between store and service, made on first use.

        Loads the client, 0.2 s of imports: not on an event loop's thread, please. Raises what
        `unlock` raises, and AddressProblem.
        """
        if self._engine is None:
            from mmstui.sync import connect

            if self._password is None:
                self.unlock()
            assert self._password is not None  # noqa: S101 - unlocked above
            self._engine = connect(
                self._store, self.settings, ask=self._password, clock=self._clock, **options
            )
        return self._engine

    async def run(self) -> None:
        """Poll, fetch and send until cancelled."""
        import asyncio

        self._looks_elsewhere = True
        engine = await asyncio.to_thread(self.engine)
        await engine.run()

    async def sync_once(self, *, since: date | None = None, full: bool = False) -> Report:
        """One pass: outbox, poll, media."""
        return await self.engine().once(since=since, full=full)

    async def verify(self) -> Report:
        """Compare the store with VoIP.ms, and change nothing."""
        return await self.engine().verify()

    async def deliver(self, message_ids: Sequence[int], wait: timedelta) -> None:
        """Send queued messages now, or wait for the process that does; returns after `wait`."""
        await self.engine().deliver(tuple(message_ids), wait)

    async def seen_address(self) -> str | None:
        """The address of this machine as VoIP.ms sees it; None when it does not say."""
        from mmstui.sync import seen_address

        return await seen_address(self.settings, ask=self.settings.password)

    def check_now(self) -> None:
        """ctrl+r: poll now, and end waits that were only network back-off."""
        self._store.submit(self._store.outbox.end_network_waits)
        self._store.submit(
            self._store.signals.set, "poll_request", "", self.now()
        ).add_done_callback(lambda _: self.wake())

    def wake(self) -> None:
        """Tell the workers of this process that there is something to do."""
        if self._engine is not None:
            self._engine.wake()

    def set_focus(self, focused: bool) -> None:
        """Whether a person is at the screen: polls come more often."""
        if self._engine is not None:
            self._engine.set_focus(focused)


def _in_words(elsewhere: Sequence[Elsewhere]) -> str:
    if not elsewhere:
        return ""
    count = sum(sum(other.outbox.values()) for other in elsewhere)
    more = " and others" if len(elsewhere) > 1 else ""
    return line(f"{count} unsettled at {elsewhere[0].account.username}{more}")


class _Password:
    """The password that was had at the start; asked for anew only when that was refused."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._first: str | None = ask()

    def __repr__(self) -> str:
        return "<password>"

    def __call__(self) -> str:
        first, self._first = self._first, None
        return self._ask() if first is None else first
