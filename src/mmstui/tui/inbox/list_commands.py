"""Commands of the conversation list."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command
from mmstui.tui.ui.list_commands import FIRST, LAST, PAGE_DOWN, PAGE_UP

UP: Final = Command("list.up", "k,up", "move(-1)", "up", "one conversation up")
DOWN: Final = Command("list.down", "j,down", "move(1)", "move", "one conversation down", (UP,))
OPEN: Final = Command("list.open", "enter,l,right", "open", "open", "open the conversation")
REPLY: Final = Command(
    "list.reply", "r,i", "open(True)", "reply", "open the conversation and answer"
)

MOVES: Final = (DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST)
