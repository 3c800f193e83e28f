"""Keys as mutt, vim and Gmail have them, where they do not have other uses here.

Each is a table of command ids and keys, written as in `[keys]`; what it does not name keeps its own
keys. `tests/unit/tui/test_keys.py` checks that no preset clashes with itself.
"""

from __future__ import annotations

from typing import Final

#: mutt's index and pager.
_MUTT: Final = {
    "list.open": "enter,right",
    "thread.view": "enter",
    "list.first": "=,g,home",
    "thread.first": "=,g,home",
    "list.page_up": "-,pageup",
    "thread.page_up": "-,pageup",
    "thread.list": "i,escape,left",
    "thread.reply": "r",
    "list.reply": "r",
    "thread.details": "h,!",
    "thread.copy_code": "C",
    "triage.undo": "u,z",
    "inbox.unread_only": "l",
    "inbox.dids": "c",
    "triage.unread": "N",
    "inbox.previous_hit": "P",
    "inbox.phonebook": "Q",
    "inbox.check": "$,ctrl+r",
}
#: vim's normal mode.
_VIM: Final = {
    # So that digits count, as in `5j`. `0` still lists all views.
    "view.inbox": "alt+1",
    "view.unread": "alt+2",
    "view.owed": "alt+3",
    "view.waiting": "alt+4",
    "view.snoozed": "alt+5",
    "view.later": "alt+6",
    "view.drafts": "alt+7",
    "view.failed": "alt+8",
    "view.done": "E,alt+9",
    "list.reply": "i,r",
    "thread.reply": "i,r",
    "triage.undo": "u,z",
    "inbox.unread_only": "L",
    "app.palette": "ctrl+p,:",
}
#: Gmail in a browser. It has `j` for the older, which is the next one down.
_GMAIL: Final = {
    "inbox.new": "c",
    "thread.copy_code": "C",
    "list.open": "o,enter,l,right",
    "list.delete": "#",
    "thread.drop": "#",
    "thread.list": "u,escape,h,left",
    "inbox.unread_only": "L",
    "inbox.search": "/",
    "inbox.find": "\\",
    "app.palette": "ctrl+p,.",
}
TABLES: Final = {"mutt": _MUTT, "vim": _VIM, "gmail": _GMAIL}
