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
    "list.page_down": "ctrl+f,ctrl+d,pagedown",
    "list.page_up": "ctrl+b,ctrl+u,pageup",
    "thread.page_down": "ctrl+f,ctrl+d,pagedown",
    "thread.page_up": "ctrl+b,ctrl+u,pageup",
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
