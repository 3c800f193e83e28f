"""The app of the full-screen set-up."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType

from mmstui.tui import jobs
from mmstui.tui.base_app import BaseApp
from mmstui.tui.setup.screen import Flow, SetupScreen
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.commands import bindings


class SetupApp(BaseApp[Any]):
    """Leads through a flow; returns its result, or the exception that ended it."""

    CSS_PATH = "../theme/app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(app_commands.QUIT, app_commands.SUSPEND)]

    def __init__(self, flow: Flow, theme: str) -> None:
        super().__init__(theme)
        self._flow = flow

    def get_default_screen(self) -> SetupScreen:
        """Return the set-up's screen."""
        return SetupScreen(self._flow)

    def on_mount(self) -> None:
        """Report failed callbacks."""
        jobs.watch_callbacks(self)


def run_setup(flow: Flow, theme: str) -> Any:
    """Run a flow in full screen; return its result or raise what ended it.

    Raises LeftSetup when the person leaves.
    """
    from mmstui.setup.face import LeftSetup

    outcome = SetupApp(flow, theme).run()
    if isinstance(outcome, Exception):
        raise outcome
    if outcome is None:
        raise LeftSetup
    return outcome
