"""The workers between the store and VoIP.ms: started, woken, and asked for one pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mmstui.settings import Settings, want_passwords
from mmstui.store import Store

if TYPE_CHECKING:
    from mmstui.sync import Engine, Report


class Sync:
    """All that talks to VoIP.ms, through the engine of `mmstui.sync`."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._engine: Engine | None = None
        self._password: _Password | None = None
        self._has_terminal = True
        #: Whether `run` was called: from then on nothing keeps the first frame waiting.
        self.has_run = False
        #: Told True where `password_command` is waited for, then False; on the loop of `run`.
        self.tell_connecting: Callable[[bool], None] = lambda _: None

    def unlock(self) -> None:
        """Have the password. Raises MissingCredentials or PasswordCommandFailed."""
        self._password = _Password(self._ask_password)

    def leave_terminal(self) -> None:
        """A screen stands in the terminal from now on: no `password_command` is to ask there.

        What takes no time, or may ask, is had before it does. Raises what `unlock` raises.
        """
        if not self._settings.password_command or self._settings.password_prompts:
            self.unlock()
        self._has_terminal = False

    def _ask_password(self) -> str:
        return self._settings.password(terminal=self._has_terminal)

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
        except asyncio.CancelledError:
            want_passwords(False)
            raise
        finally:
            self.tell_connecting(False)
        await engine.run()

    async def once(self, *, since: date | None = None, full: bool = False) -> Report:
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

        return await seen_address(self._settings, ask=self._ask_password)

    def check_now(self) -> None:
        """ctrl+r: poll now, and end waits that were only network back-off."""
        self._store.submit(self._store.outbox.end_network_waits)
        self._store.submit(
            self._store.signals.request,
            "poll_request",
            "",
            datetime.fromtimestamp(self._clock(), UTC),
        ).add_done_callback(lambda _: self.wake())

    def wake(self) -> None:
        """Tell the workers of this process that there is something to do."""
        if self._engine is not None:
            self._engine.wake()

    def set_focus(self, focused: bool) -> None:
        """Whether a person is at the screen: polls come more often."""
        if self._engine is not None:
            self._engine.set_focus(focused)


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
