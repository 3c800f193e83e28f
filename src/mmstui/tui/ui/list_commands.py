"""Commands of a long list outside a dialog: conversations, and search results."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command

PAGE_DOWN: Final = Command("list.page_down", "pagedown", "page(1)", "page", "one page down")
PAGE_UP: Final = Command("list.page_up", "pageup", "page(-1)", "page up", "one page up")
FIRST: Final = Command("list.first", "g,home", "move_to(0)", "first", "to the newest conversation")
LAST: Final = Command("list.last", "G,end", "move_to(-1)", "last", "to the oldest conversation")
