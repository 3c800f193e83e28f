"""Commands of the conversation list."""

from __future__ import annotations

from typing import Final

from mmstui.tui.commands import Command

DOWN: Final = Command("list.down", "j,down", "down", "move", "one conversation down", "j k")
UP: Final = Command("list.up", "k,up", "up", "up", "one conversation up")
PAGE_DOWN: Final = Command("list.page_down", "pagedown", "page_down", "page", "one page down")
PAGE_UP: Final = Command("list.page_up", "pageup", "page_up", "page up", "one page up")
FIRST: Final = Command("list.first", "g,home", "first", "first", "to the newest conversation")
LAST: Final = Command("list.last", "G,end", "last", "last", "to the oldest conversation")
OPEN: Final = Command("list.open", "enter,l,right", "open", "open", "open the conversation")
REPLY: Final = Command("list.reply", "r,i", "reply", "reply", "open the conversation and answer")

MOVES: Final = (DOWN, UP, PAGE_DOWN, PAGE_UP, FIRST, LAST)
