"""Commands of every screen: help, the palette, quitting."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command

PALETTE: Final = Command(
    "app.palette", "ctrl+p", "screen.palette", "palette", "find a command by its name"
)
QUIT: Final = Command("app.quit", "ctrl+q", "app.quit", "quit", "leave mmstui", priority=True)
SUSPEND: Final = Command(
    "app.suspend",
    "ctrl+z",
    "app.suspend_process",
    "suspend",
    "back to the shell; fg returns here",
    priority=True,
)
HELP: Final = Command("app.help", "f1", "screen.help", "help", "the keys of this pane")
KEYS: Final = Command("inbox.keys", "question_mark", "screen.help", "keys", "the keys of this pane")
