"""Commands that find in a pane or search all messages."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui import list_commands
from mmstui.tui.ui.commands import Command, flow

FIND: Final = flow("inbox.find", "slash", "find", "find in the list or the thread")
SEARCH: Final = flow("inbox.search", "backslash", "search", "search all messages")
NEXT: Final = flow("inbox.next_hit", "n", "next hit", "to the next hit, or the next unread")
PREVIOUS: Final = flow("inbox.previous_hit", "N", "previous", "to the hit or unread before")
LETTERS: Final = (FIND, SEARCH, NEXT, PREVIOUS)

#: Work in the find bar's field.
KEEP: Final = flow("find.keep", "enter", "keep", "keep what is found, and go on")
DROP: Final = Command("find.drop", "escape", "screen.back", "end", "end it, and go back")

#: Work in the list of hits.
UP: Final = Command("hits.up", "N,k,up", "move(-1)", "up", "one hit up")
DOWN: Final = Command(
    "hits.down", "n,j,down", "move(1)", "next, previous hit", "one hit down", (UP,)
)
OPEN: Final = Command(
    "hits.open", "enter,l,right", "open", "open there", "open the conversation at the hit"
)
REPLY: Final = Command("hits.reply", "r,i", "open(True)", "reply", "open it there and answer")
WORDS: Final = Command(
    "search.words", "slash,backslash", "screen.words", "change the words", "change the words"
)
CHOOSE: Final = Command(
    "search.choose", "enter", "screen.choose", "open there", "open the conversation at the hit"
)
COMPLETE: Final = Command(
    "search.complete", "right,ctrl+e", "complete", "complete", "complete the operator"
)
SAVE: Final = Command(
    "search.save", "ctrl+s", "screen.save", "save", "save this search among the views, or remove it"
)
HITS: Final = Command("search.hits", "tab", "screen.hits", "hits", "to what was found")
CLOSE: Final = Command("search.close", "escape,q", "screen.back", "back", "back to where one was")
IN_HITS: Final = (
    UP,
    *list_commands.PAGES,
    list_commands.FIRST,
    list_commands.LAST,
)
IN_HITS_FOOTER: Final = (DOWN, OPEN, REPLY, WORDS, SAVE, CLOSE)
