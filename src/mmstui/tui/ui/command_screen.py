"""A screen with panes, which shows the keys of the focused pane, and finds its commands by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.binding import ActiveBinding
from textual.events import Event, Key
from textual.screen import Screen

from mmstui.tui.jobs import job
from mmstui.tui.terminal.frame_compositor import FrameCompositor
from mmstui.tui.ui.app_commands import HELP, PALETTE
from mmstui.tui.ui.footer import say_in_footer
from mmstui.tui.ui.key_count import KeyCount

T = TypeVar("T")


class CommandScreen(Screen[T]):
    """A screen with key help and a command palette. A dialog has its own."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = FrameCompositor()
        #: See the function of that name.
        self.told_in_force: Sequence[ActiveBinding] | None = None
        #: How many times the next move of the cursor is to be made.
        self.key_count = KeyCount()

    def refresh_bindings(self) -> None:
        """Tell all who show bindings; they find out together which are in force."""
        self.told_in_force = None
        super().refresh_bindings()

    def key_pressed(self, event: Event) -> None:
        """Note a key or a paste as soon as it is read, also below a dialog."""
        say_in_footer(self, "")

    def on_key(self, event: Key) -> None:
        """Note the key whose command runs next; a 0 may belong to a count."""
        if self.key_count.read(event.key):
            self.refresh_bindings()
        if event.key == "0" and self.key_count.typed:
            event.stop()
            self.action_count()

    def action_count(self) -> None:
        """Count: the key was a digit."""
        self.key_count.add()
        self.refresh_bindings()

    async def flush(self) -> None:
        """Save what is being written; return when it is on disk."""

    def save_draft(self) -> None:
        """Save what is being written without waiting for it."""

    def action_help(self) -> None:
        """Show the keys of the focused pane."""
        from mmstui.tui.ui.keys_help import KeysHelp

        self.app.push_screen(KeysHelp.of(self))

    @job(
        f"No command was done: press {PALETTE.key} again, or {HELP.key} for its key.",
        group="dialog",
    )
    async def action_palette(self) -> None:
        """Find a command of the focused pane by name, and run it."""
        from mmstui.tui.ui.command_palette import CommandPalette, entries

        chosen = await self.app.push_screen_wait(CommandPalette(entries(self)))
        if chosen is not None and chosen.node.is_attached:
            await self.app.run_action(chosen.binding.action, chosen.node)
