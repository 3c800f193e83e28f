"""Commands of a long list outside a dialog: conversations, and search results."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command

PAGE_DOWN: Final = Command("list.page_down", "pagedown,ctrl+f", "page(1)", "page", "one page down")
PAGE_UP: Final = Command("list.page_up", "pageup,ctrl+b", "page(-1)", "page up", "one page up")
HALF_DOWN: Final = Command("list.half_down", "ctrl+d", "page(0.5)", "half", "half a page down")
HALF_UP: Final = Command("list.half_up", "ctrl+u", "page(-0.5)", "half up", "half a page up")
FIRST: Final = Command("list.first", "g,home", "move_to(0)", "first", "to the newest conversation")
LAST: Final = Command("list.last", "G,end", "move_to(-1)", "last", "to the oldest conversation")
#: In the list and in a conversation: see `key_count`.
COUNT: Final = Command(
    "list.count", "1,2,3,4,5,6,7,8,9", "screen.count", "count", "count the move that follows"
)

PAGES: Final = (PAGE_DOWN, PAGE_UP, HALF_DOWN, HALF_UP)
