"""The sync workers: start them, wake them, or make one pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mmstui.settings import QueuesOnly, Settings, want_passwords
from mmstui.store import Store

if TYPE_CHECKING:
    from mmstui.sync import Engine, Report


class Sync:
    """All network access, through the engine of `mmstui.sync`."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._engine: Engine | None = None
        self._password: _Password | None = None
        self._has_terminal = True
        #: Whether `run` was called: from then on, slow reads do not delay the first frame.
        self.has_run = False
        #: Whether this process is known to have no password, in a team: others send for it.
        self.queues_only = False
        #: Called with True while `run` waits for `password_command`, then False; on its loop.
        self.tell_connecting: Callable[[bool], None] = lambda _: None

    def unlock(self) -> None:
        """Get the password. Raises MissingCredentials or PasswordCommandFailed."""
        self._password = _Password(self._ask_password)

    def leave_terminal(self) -> None:
        """Tell that the full-screen UI has the terminal: no `password_command` may prompt any more.

        A password that needs no command, or whose command may prompt, is read now. Raises what
        `unlock` raises.
        """
        if not self._settings.password_command or self._settings.password_prompts:
            self.sends()
        self._has_terminal = False

    def sends(self) -> bool:
        """Get the password, and return whether this process can send.

        False: its user is of a team and has no password. Such a process never leads. Raises what
        `unlock` raises for others.
        """
        try:
            if self._password is None:
                self.unlock()
        except QueuesOnly:
            self.queues_only = True
            return False
        return True

    def _ask_password(self) -> str:
        return self._settings.password(terminal=self._has_terminal)

    def engine(self, **options: Any) -> Engine:
        """Return the sync engine, created on first use.

        Imports the client, which takes 0.2 s: do not call it on an event loop's thread. Raises what
        `unlock` raises, and AddressProblem.
        """
        if self._engine is None:
            from mmstui.sync import connect

            if self._password is None:
                self.unlock()
            assert self._password is not None  # noqa: S101 - unlocked above
            self._engine = connect(
                self._store, self._settings, ask=self._password, clock=self._clock, **options
            )
        return self._engine

    async def run(self) -> None:
        """Poll, fetch and send until cancelled. Raises what `engine` raises."""
        import asyncio

        self.has_run = True
        want_passwords(True)
        if self._password is None:
            self.tell_connecting(True)
        try:
            engine = await asyncio.to_thread(self.engine)
        except QueuesOnly:
            self.queues_only = True
            await asyncio.Event().wait()  # Another process of the team does the work.
            return
        except asyncio.CancelledError:
            want_passwords(False)
            raise
        finally:
            self.tell_connecting(False)
        await engine.run()

    async def once(self, *, since: date | None = None, full: bool = False) -> Report:
        """Make one pass: outbox, poll, media."""
        return await self.engine().once(since=since, full=full)

    async def verify(self) -> Report:
        """Compare the store with VoIP.ms without changing either."""
        return await self.engine().verify()

    async def deliver(self, message_ids: Sequence[int], wait: timedelta) -> None:
        """Send queued messages, or wait for the leader to send them. See `Engine.deliver`."""
        if self.sends():
            await self.engine().deliver(tuple(message_ids), wait)
        else:
            from mmstui.sync.backoff import Timing
            from mmstui.sync.standby import wait_for_leader

            timing = Timing(clock=self._clock)
            await wait_for_leader(self._store, tuple(message_ids), wait, timing)

    async def seen_address(self) -> str | None:
        """Return this machine's address as VoIP.ms sees it; None on an error."""
        from mmstui.sync import seen_address

        return await seen_address(self._settings, ask=self._ask_password)

    def check_now(self) -> None:
        """Poll now, and end network back-off: the action of ctrl+r."""
        self._store.submit(self._store.outbox.end_network_waits)
        self._store.submit(
            self._store.signals.request,
            "poll_request",
            "",
            datetime.fromtimestamp(self._clock(), UTC),
        ).add_done_callback(lambda _: self.wake())

    def wake_poll(self) -> None:
        """Let whoever polls poll now, but try nothing again that was refused."""
        self._store.submit(
            self._store.signals.request,
            "poll_wake",
            "",
            datetime.fromtimestamp(self._clock(), UTC),
        )

    def wake(self) -> None:
        """Tell the workers of this process that there is work."""
        if self._engine is not None:
            self._engine.wake()

    def set_focus(self, focused: bool) -> None:
        """Set whether a person is at the screen: polls are more frequent then."""
        if self._engine is not None:
            self._engine.set_focus(focused)


class _Password:
    """The password callback: the password read at the start, then, after a refusal, a new one."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._first: str | None = ask()

    def __repr__(self) -> str:
        return "<password>"

    def __call__(self) -> str:
        first, self._first = self._first, None
        return self._ask() if first is None else first
