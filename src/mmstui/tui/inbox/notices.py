"""Tells of new messages outside of the inbox: through the terminal, its title and a program.

The rules are in `domain/notices.py`. What is new comes from the events of the store.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.timer import Timer

from mmstui.domain import notices as rules
from mmstui.domain.events import EventBatch, MessagesArrived
from mmstui.domain.notice_settings import Wire
from mmstui.domain.notices import Burst, Notice
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.notices import command
from mmstui.notices.program import ProgramFailed
from mmstui.notices.unseen import unseen
from mmstui.tui.events import follow
from mmstui.tui.jobs import job
from mmstui.tui.terminal import notice_sequences as terminal
from mmstui.tui.terminal import raw_writes, terminal_answers, tmux, window_title
from mmstui.tui.terminal.multiplexer import multiplexer
from mmstui.tui.terminal.window_title import WindowTitle

if TYPE_CHECKING:
    from mmstui.domain.messages import Status
    from mmstui.tui.inbox.screen import InboxScreen

log = logging.getLogger(__name__)


class Notices:
    """Follows the store for the inbox, which runs in the terminal of `environ`."""

    def __init__(
        self,
        inbox: InboxScreen,
        environ: Mapping[str, str],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.owner: DOMNode = inbox
        self._inbox = inbox
        self._environ = environ
        self._monotonic = monotonic
        self._settings = inbox.center.settings.notices
        self._started = inbox.clock()
        self._burst = Burst(self._settings.burst)
        self._timer: Timer | None = None
        self._commands: deque[Notice] = deque()
        self._command_failing = False
        self._write = raw_writes.writer(inbox.app)
        self._title: WindowTitle | None = None
        self._title_timer: Timer | None = None

    def start(self) -> None:
        """Tell of messages that arrive from now on, and set the terminal's title."""
        follow(self._inbox, self._happened, unreadable=_shown_by_the_list)
        if window_title.is_shown(self._settings.title, self._environ):
            self._title = WindowTitle(self._write, clock=self._monotonic)
            self._inbox.watch(self._inbox, "status", self._status_read)
            self._inbox.app.app_resume_signal.subscribe(self._inbox, lambda _: self._resumed())

    # New messages.

    def _happened(self, batch: EventBatch) -> None:
        for arrived in batch.of(MessagesArrived):
            if arrived.incoming and arrived.polled_first:
                self._burst.add(arrived.message_ids, self._monotonic())
                self._schedule()

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if (due := self._burst.due()) is not None:
            # Textual never fires a timer whose time is over before it has started.
            delay = max(0.02, due - self._monotonic())
            self._timer = self._inbox.set_timer(delay, self._tell)

    @job(
        "New messages have arrived, and no notice was given: look at the list.",
        group="notices",
        repeats=True,
    )
    async def _tell(self) -> None:
        """Give the notice that is due."""
        self._timer = None
        message_ids = self._burst.take()
        inbox = self._inbox.center.inbox
        arrived = await asyncio.to_thread(unseen, inbox, message_ids, self._started)
        found = rules.notices(self._settings, arrived, self._inbox.clock(), self._inbox.zone)
        if found:
            self._burst.told(self._monotonic())
            self._schedule()  # More may have arrived meanwhile.
        working = await self._working() if any(each.rule.use is None for each in found) else ()
        for notice in found:
            wires = working if notice.rule.use is None else notice.rule.use
            self._write(terminal.sequences(notice, wires, self._environ))
        waiting = bool(self._commands)
        self._commands.extend(notice for notice in found if notice.rule.command)
        if self._commands and not waiting:
            self._run_commands()

    async def _working(self) -> tuple[Wire, ...]:
        """Return the wires that work in the terminal that is attached now."""
        app, environ, outer = self._inbox.app, self._environ, None
        if multiplexer(environ) == "tmux":
            outer = await asyncio.to_thread(tmux.ask, environ)
        return terminal.working(environ, await terminal_answers.answered(app, environ), outer)

    def _next_command(self) -> None:
        """After an unexpected error: the other notices are told all the same."""
        self._commands.popleft()
        if self._commands:
            self._run_commands()

    @job(
        "The command for notices was not run: look at the list.",
        group="notice command",
        recover=_next_command,
        repeats=True,
    )
    async def _run_commands(self) -> None:
        """Run the command of each notice that waits, one after the other."""
        while self._commands:
            notice = self._commands[0]
            try:
                await command.run(notice, notice.rule.command, self._environ)
            except ProgramFailed as problem:
                self._command_failed(notice, str(problem))
            else:
                self._command_failing = False
            self._commands.popleft()

    def _command_failed(self, notice: Notice, how: str) -> None:
        """Show and log the first failure in a row, with the program's name and no argument."""
        if not self._command_failing:
            self._command_failing = True
            name = line(Path(notice.rule.command[0]).name)
            log.warning("the command for notices, %s, failed", name)
            words = f"The command for notices, {name}, {how}: see [notices] in config.toml."
            self._inbox.app.notify(words, severity="error", markup=False)

    # The title.

    def _status_read(self, status: Status | None) -> None:
        if self._title is None or status is None or self._title_timer is not None:
            return
        if wait := self._title.show(status.unread):
            self._title_timer = self._inbox.set_timer(wait, self._show_title)
        else:
            raw_writes.write_at_end(self._inbox.app, window_title.RESTORE)

    def _show_title(self) -> None:
        self._title_timer = None
        self._status_read(self._inbox.status)

    def _resumed(self) -> None:
        """Set the title again: it was restored when the terminal was left."""
        if self._title is not None:
            if self._title_timer is not None:
                self._title_timer.stop()
                self._title_timer = None
            self._title.forget()
            self._status_read(self._inbox.status)


def _shown_by_the_list(_: StoreProblem) -> None:
    """Do nothing: the list shows a problem of the store."""
