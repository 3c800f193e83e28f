"""`mmstui sync --watch`: run the workers until a signal, by hand or as a service."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import time
from collections.abc import Coroutine, Iterable
from typing import Any, Final, NamedTuple

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.center.feed import Feed
from mmstui.cli.account import account_settings, local_zone
from mmstui.cli.events import Events
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.json_output import message_json
from mmstui.cli.listen import secret_of
from mmstui.cli.log import ServiceLog
from mmstui.cli.service_options import LOOPBACK
from mmstui.cli.watch_state import state_words
from mmstui.daemon.callback_server import CallbackServer
from mmstui.daemon.poll_waker import PollWaker
from mmstui.daemon.systemd_notifier import SystemdNotifier
from mmstui.domain.problems import AddressProblem, StoreProblem
from mmstui.domain.push_targets import push_target
from mmstui.notices.hook import MessageHook
from mmstui.notices.targets import NoticeTargets
from mmstui.notices.teller import ToldAccount

#: Seconds between two looks at the state.
_LOOK: Final = 1.0
#: Seconds between two retries while access is refused; in the inbox, a key retries.
_TRY_AGAIN: Final = 600.0
#: Seconds that a program which runs for a message gets to end.
_PROGRAM_ENDS: Final = 3.0
#: Why settings cannot be used: the old ones stay then.
_UNUSABLE: Final = (
    settings.MissingCredentials, settings.PasswordCommandFailed, settings.NotText,
    settings.UnknownAccount, AddressProblem, StoreProblem, CommandError,
)  # fmt: skip


def watch(options: argparse.Namespace, *, polls: bool = True) -> Exit:
    """Poll, fetch and send until a signal, or until the reader of the events is gone.

    Without `polls`, only take callbacks, for another process that polls.
    """
    systemd = SystemdNotifier.of(os.environ)
    # With --json, standard output says what happens.
    journal = ServiceLog(os.environ, quiet=options.json)
    center = MessageCenter.open(account_settings())
    try:
        if polls:
            center.sync.engine()  # Asks for the password first.
        secret = secret_of(center.folder) if options.listen else ""
        journal.take_records()
        plan = WatchPlan(options, polls, secret)
        return asyncio.run(_run(center, plan, systemd, journal))
    except BaseException:
        center.close()
        raise


class WatchPlan(NamedTuple):
    """What is to be done. `secret`: of the address for callbacks."""

    options: argparse.Namespace
    polls: bool
    secret: str


async def _run(
    center: MessageCenter, plan: WatchPlan, systemd: SystemdNotifier, journal: ServiceLog
) -> Exit:
    return await Watch(center, plan, systemd, journal).run()


class Watch:
    """The workers of one account, and all that hears of what they do."""

    def __init__(
        self,
        center: MessageCenter,
        plan: WatchPlan,
        systemd: SystemdNotifier,
        journal: ServiceLog,
    ) -> None:
        """Takes the center over, and closes it at the end."""
        self._center = center
        self._plan = plan
        self._systemd = systemd
        self._log = journal
        options = plan.options
        self._events = Events(center) if options.json else None
        hook = None
        if options.hook:
            hook = MessageHook(options.hook, _new_message_json, os.environ, journal.warn)
        self._targets = NoticeTargets(self._account, hook, os.environ, journal.warn)
        self._feed: Feed | None = None
        self._waker = PollWaker(lambda: self._center.sync.wake_poll())
        self._server = CallbackServer(plan.secret, self._waker.ring, journal.warn)
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._state = "Starting."
        self._try_at = 0.0

    def _account(self) -> ToldAccount:
        return ToldAccount(self._center, local_zone(self._center.settings))

    async def run(self) -> Exit:
        """Run until a signal. Raises what ended a worker for good."""
        self._catch_signals()
        self._use_targets()
        await self._listen()
        beside = [
            _task(self._systemd.keep_alive()),
            _task(self._look_at_the_state()),
            _task(self._waker.run()),
        ]
        if self._events is not None:
            beside.append(_task(self._events.run()))
        self._systemd.ready(self._state)
        try:
            while not self._stop.is_set():
                await self._session(beside)
        finally:
            self._systemd.stopping()
            await self._server.close()
            await self._targets.stop(_PROGRAM_ENDS)
            await _ended(beside)
            try:
                if self._events is not None and self._stop.is_set():
                    self._events.look()
            finally:
                self._center.close()
        return Exit.DONE

    async def _session(self, beside: Iterable[asyncio.Task[None]]) -> None:
        """Run the workers with the settings as they are, until a signal."""
        feed = Feed(self._center, self._targets.happened, self._unreadable)
        feed.start(self._feed.cursor if self._feed is not None else None)
        # What only takes callbacks has nothing else to do.
        working = _task(self._center.sync.run() if self._plan.polls else asyncio.Event().wait())
        new = None
        try:
            while new is None and not self._stop.is_set():
                await self._signal({working, *beside})
                if self._reload.is_set() and not self._stop.is_set():
                    self._reload.clear()
                    new = await self._opened_again()
        finally:
            await _ended([working])
            feed.stop()
            self._feed = feed
        if new is not None:
            self._center.close()
            self._center = new
            self._use_targets()
            if self._events is not None:
                self._events.use(new)
            self._log.say("The settings were read again.")
            self._systemd.ready(self._state)

    async def _signal(self, tasks: set[asyncio.Task[None]]) -> None:
        """Wait for a signal. Raises what ended a task."""
        signals = {_task(self._stop.wait()), _task(self._reload.wait())}
        try:
            done, _ = await asyncio.wait(
                {*tasks, *signals}, return_when=asyncio.FIRST_COMPLETED
            )  # fmt: skip
        finally:
            await _ended(signals)
        for task in done - signals:
            task.result()
            raise CommandError(Exit.FAILURE, "ended", "The workers ended by themselves.")

    async def _opened_again(self) -> MessageCenter | None:
        """Return the account with the settings as they are now; None to keep the old ones."""
        self._systemd.reloading()
        new: MessageCenter | None = None
        try:
            new = MessageCenter.open(account_settings())
            if new.folder != self._center.folder:
                self._log.warn("config.toml names another account, which needs a new start.")
            else:
                if self._plan.polls:
                    await asyncio.to_thread(new.sync.engine)
                if self._plan.options.listen:
                    self._server.secret = secret_of(new.folder)
                opened, new = new, None
                return opened
        except _UNUSABLE as problem:
            why = problem.what if isinstance(problem, StoreProblem) else str(problem)
            self._log.warn(f"The settings cannot be used, and the old ones stay. {why}")
        finally:
            if new is not None:
                new.close()
        self._systemd.ready(self._state)
        return None

    def _use_targets(self) -> None:
        asked = (push_target(text) for text in self._plan.options.notify)
        configured = self._center.settings.notices.push if self._plan.polls else ()
        self._targets.use((*asked, *configured))

    async def _listen(self) -> None:
        """Take callbacks, if that is wanted. Raises CommandError."""
        options = self._plan.options
        if not options.listen:
            return
        place = f"port {options.listen} of {options.bind}"
        try:
            await self._server.start(options.bind, options.listen)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise CommandError(
                Exit.FAILURE, "port", f"{place} cannot be listened on ({why}).",
                "Choose another with --listen or --port, and --bind.",
            ) from None  # fmt: skip
        self._log.say(f"Taking callbacks on {place}.")
        if options.bind != LOOPBACK:
            self._log.warn("Calls come unencrypted to that address: let only a proxy reach it.")

    def _catch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        # A terminal that is closed sends SIGHUP too.
        hung_up = self._stop if _has_terminal() else self._reload
        loop.add_signal_handler(signal.SIGHUP, hung_up.set)

    async def _look_at_the_state(self) -> None:
        """Say what this process does whenever that changes, and retry refused access."""
        version: int | None = None
        while True:
            try:
                if self._center.data_version() != version:
                    version = self._center.data_version()
                    status = self._center.status()
                    self._say(state_words(status, os.getpid(), polls=self._plan.polls))
                    self._retry_refused(refused=self._plan.polls and status.refused is not None)
            except StoreProblem as problem:
                self._say(problem.what)
            await asyncio.sleep(_LOOK)

    def _say(self, words: str) -> None:
        if words != self._state:
            self._state = words
            self._log.say(words)
            self._systemd.status(words)

    def _retry_refused(self, *, refused: bool) -> None:
        now = time.monotonic()
        if refused and now >= self._try_at:
            if self._try_at:
                self._center.sync.check_now()
            self._try_at = now + _TRY_AGAIN
        elif not refused:
            self._try_at = 0.0

    def _unreadable(self, problem: StoreProblem) -> None:
        self._log.warn(f"What happened was not read yet. {problem.what}")


def _new_message_json(new: Any) -> dict[str, Any]:
    return message_json(new.message, new.name)


def _task(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return asyncio.create_task(work)


async def _ended(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _has_terminal() -> bool:
    """Return whether this process belongs to a terminal."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
