"""The Textual app: configures and starts; the inbox decides what is on the screen."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, ClassVar, Final

from rich.console import RenderableType
from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste
from textual.worker import Worker, WorkerState

from mmstui.center import MessageCenter
from mmstui.domain.limits import LETTING_GO
from mmstui.domain.problems import AddressProblem, StoreProblem
from mmstui.domain.text.sanitise import display, line
from mmstui.domain.traces import place_of
from mmstui.settings import PasswordCommandFailed
from mmstui.tui import jobs
from mmstui.tui.account.commands import commands_of_accounts
from mmstui.tui.base_app import BaseApp
from mmstui.tui.events import StoreEvents
from mmstui.tui.inbox.commands import CHECK
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.terminal import terminal_answers, textual_caches
from mmstui.tui.terminal.attention import Attention
from mmstui.tui.terminal.input_queue import InputQueue
from mmstui.tui.terminal.key_reads import UnreadableInput
from mmstui.tui.theme.did_colors import DidColors
from mmstui.tui.tidying import Tidying
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.command_screen import CommandScreen
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.commands import display as shown_key
from mmstui.tui.ui.footer import say_in_footer

log = logging.getLogger(__name__)

#: Seconds between two checks whether the terminal is still open.
TERMINAL_INTERVAL: Final = 20.0
#: Shown in one line: a narrow terminal cuts the end off, so the problem comes first.
_LOCKED: Final = (
    f"No password: nothing is fetched or sent. {CHECK.key} asks again "
    "(one that asks on the terminal: password_prompts = true)."
)
#: Signals that save the draft and end the app, with the exit code of each.
SIGNALS: Final = {signal.SIGTERM: 143, signal.SIGHUP: 129}


class InboxApp(BaseApp[str], inherit_bindings=False):
    """The inbox of one account. Its result is the name of the account to open next, if any."""

    CSS_PATH = ["theme/app.tcss", "inbox/inbox.tcss"]  # noqa: RUF012 - Textual's own shape
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(app_commands.QUIT, app_commands.SUSPEND),
        # Without an id: help documents it with the inbox's commands.
        Binding("ctrl+l", "app.redraw", "redraw", show=False, priority=True),
        # Textual's own ctrl+q would quit beside the key that the user chose.
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self,
        center: MessageCenter,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        blink: bool = False,
        engine: bool = True,
        environ: Mapping[str, str] = MappingProxyType({}),
        ready: Callable[[], None] = lambda: None,
        tidy: Callable[[], object] = lambda: None,
    ) -> None:
        """Configure the app.

        `environ` is the terminal's. `ready` is called once, when all panes are mounted; `tidy` as
        `Tidying` says. `blink` is off, as a blinking caret writes 370 bytes a second in an idle
        inbox.
        """
        textual_caches.keep_no_widgets()
        textual_caches.keep_few_styles()
        textual_caches.keep_few_widths()
        super().__init__(center.settings.theme, blink=blink)
        self.center = center
        self.ascii_signs = center.settings.signs == "ascii"
        colors = {did: look.color for did, look in center.settings.did_colors.items() if look.color}
        self.did_colors = DidColors(colors)
        self.compact = center.settings.density == "compact"
        #: Commands without keys, for the palette.
        self.keyless = commands_of_accounts(center.settings)
        self.store_events = StoreEvents(self, center)
        self._clock = clock
        self._zone = zone
        self._wants_engine = engine
        self._when_ready = ready
        self._tidying = Tidying(self, tidy)
        self._input_queue = InputQueue(self, super().on_event)
        self._engine: Worker[None] | None = None
        self._suspended_engine = False
        self._is_started = self._acted_early = False
        self._encoding_reported = False
        self.environ = environ
        self.attention = Attention(environ)

    def get_default_screen(self) -> InboxScreen:
        """Return the inbox."""
        return InboxScreen(
            self.center, clock=self._clock, zone=self._zone, blink=self.blink, ready=self._start
        )

    @property
    def inbox(self) -> InboxScreen:
        """The inbox screen, also while a dialog covers it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, InboxScreen)  # noqa: S101 - the default screen is one
        return screen

    @property
    def _command_screens(self) -> list[CommandScreen[Any]]:
        """The inbox, and what covers it and is no dialog."""
        return [screen for screen in self.screen_stack if isinstance(screen, CommandScreen)]

    async def _save_drafts(self) -> None:
        for screen in self._command_screens:
            await screen.flush()

    def on_mount(self) -> None:
        """Install signal handlers and timers."""
        jobs.watch_callbacks(self)
        for number, code in SIGNALS.items():
            # Not supported outside the main thread and on some systems.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().add_signal_handler(number, self._signalled, code)
        self.app_resume_signal.subscribe(self, self._resumed)
        self._tidying.start()
        self.set_interval(TERMINAL_INTERVAL, self._check_terminal)

    def _start(self) -> None:
        """Start the workers after all panes are mounted: they do not delay the first frames."""
        self._when_ready()
        self._is_started = True
        if self._acted_early:
            self.center.outbox.acted()
        terminal_answers.ask(self, self.environ)
        # Imported here, because it does not belong to the first frames.
        from mmstui.tui.inbox.notices import Notices

        Notices(self.inbox, self.environ).start()
        self.inbox.places.keep_sight(self.environ)
        if self._wants_engine:
            self._start_engine()

    def on_unmount(self) -> None:
        for number in SIGNALS:
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                asyncio.get_running_loop().remove_signal_handler(number)

    async def on_event(self, event: Event) -> None:
        """Queue keys and pastes, and tell the center that the user is active."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
            return
        if self._is_started:
            self.center.outbox.acted()
        else:
            # To import the outbox would take a tenth of the time until the first key works.
            self._acted_early = True
        self._tidying.pressed()
        self.attention.pressed()
        for screen in self._command_screens:
            screen.key_pressed(event)
        await self._input_queue.take(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run the command of a key; say so in the footer if the key has none in this pane."""
        done = await super()._check_bindings(key, priority)
        if not (done or priority) and isinstance(self.screen, CommandScreen):
            say_in_footer(self.screen, f"{line(shown_key(key))} does nothing here")
        return done

    def on_unreadable_input(self, event: UnreadableInput) -> None:
        """Explain once why typed text contains replacement characters."""
        event.stop()
        if not self._encoding_reported:
            self._encoding_reported = True
            self.notify(
                "The terminal sends letters that are not UTF-8: set its encoding to UTF-8.",
                severity="warning",
                markup=False,
            )

    def simulate_key(self, key: str) -> None:
        """Press a key. The app posts the key: posted by a pane, it would not get past that pane."""
        self.call_later(super().simulate_key, key)

    def watch_app_focus(self, focused: bool) -> None:
        """Poll more often while the terminal has focus."""
        self.center.sync.set_focus(focused)

    def _signalled(self, code: int) -> None:
        self.run_worker(self._leave(code), group="leave", exclusive=True)

    def _check_terminal(self) -> None:
        """Leave if the terminal was closed without SIGHUP: reading from it never blocks again."""
        if getattr(self._driver, "is_gone", False):
            self._signalled(SIGNALS[signal.SIGHUP])

    async def _leave(self, code: int) -> None:
        try:
            await self._save_drafts()
        finally:
            self.exit(return_code=code)

    async def action_quit(self) -> None:
        """Save the draft and leave."""
        await self._leave(0)

    async def action_switch_account(self, name: str) -> None:
        """Save the draft, and leave for another account."""
        await self._save_drafts()
        self.exit(name)

    async def action_suspend_process(self) -> None:  # type: ignore[override]
        """Suspend to the shell; stop the engine, as another process may poll and send meanwhile."""
        if not self.is_web:
            await self._save_drafts()
            await self._stop_engine()
            super().action_suspend_process()
        if not getattr(self._driver, "was_stopped", True):
            self.notify(f"No shell to go back to: {app_commands.QUIT.key} leaves.", markup=False)

    def action_redraw(self) -> None:
        """Repaint the whole screen, pictures too."""
        super().action_redraw()
        for canvas in self.screen.query("PictureCanvas"):
            canvas.refresh()

    def _resumed(self, _app: App[Any]) -> None:
        # The terminal may be blank by now; Textual would repaint only changes.
        self.call_later(self.action_redraw)
        if self._suspended_engine:
            self._suspended_engine = False
            self._start_engine()

    # The engine: workers between store and service.

    def _start_engine(self) -> None:
        self.center.sync.tell_connecting = self._connecting
        self._engine = self.run_worker(
            self.center.sync.run(), name="engine", group="engine", exit_on_error=False
        )

    def _connecting(self, waiting: bool) -> None:
        if self.is_running and self.screen_stack:
            self.inbox.waiting = "waiting for password_command" if waiting else ""

    def on_inbox_screen_check_wanted(self) -> None:
        """Handle ctrl+r: restart the engine if it ended for want of a password."""
        if self._engine is not None and self._engine.state is WorkerState.ERROR:
            self.inbox.problem = ""
            self._start_engine()

    async def _stop_engine(self) -> None:
        engine, self._engine = self._engine, None
        if engine is None or engine.is_finished:
            return
        self._suspended_engine = True
        engine.cancel()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(engine.wait(), LETTING_GO.total_seconds())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show in the header that the engine failed; its failure must not end the inbox."""
        if event.worker.group == "engine" and event.state is WorkerState.ERROR:
            error = event.worker.error
            log.error("the engine stopped: %s", place_of(error) if error else "unknown")
            known = isinstance(error, AddressProblem | PasswordCommandFailed)
            words = line(str(error)) if known else f"stopped: {type(error).__name__}"
            self.inbox.problem = words
            if isinstance(error, PasswordCommandFailed):
                self.notify(_LOCKED, severity="error", timeout=20, markup=False)

    # Crashes.

    def panic(self, *renderables: RenderableType) -> None:
        """Save the draft, and make the exit code of a crash 1."""
        self._return_code = self._return_code or 1
        self._save_draft()
        super().panic(*renderables)

    def _save_draft(self) -> None:
        """Pass the draft to the store, which is closed only after it has written it."""
        try:
            for screen in self._command_screens:
                screen.save_draft()
        except Exception as error:
            log.error("what was being written could not be saved: %s", type(error).__name__)

    def _handle_exception(self, error: Exception) -> None:
        """Exit with one sentence on a StoreProblem, without a traceback: it is no bug of ours."""
        self._save_draft()
        problem = getattr(error, "error", error)  # a WorkerFailed has the error of its worker
        if not isinstance(problem, StoreProblem):
            super()._handle_exception(error)
            return
        log.error("the store ended the inbox: %s", problem.trouble.value)
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.panic(Text(f"mmstui: {display(problem.what)}\n{display(problem.hint)}".rstrip()))

    def _fatal_error(self) -> None:
        """Print a traceback like Textual, but without local variables: one may be a password."""
        # Importing rich.traceback takes 30 ms and is seldom needed.
        import rich
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        traceback = Traceback(show_locals=False, width=None, suppress=[rich])
        self._exit_renderables.append(
            Segments(self.console.render(traceback, self.console.options))
        )
        self._close_messages_no_wait()
