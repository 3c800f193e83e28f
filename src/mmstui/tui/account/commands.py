"""Commands for the account: its numbers, its phonebook, its status."""

from __future__ import annotations

from typing import Final

from mmstui.tui.ui.commands import Command

NUMBERS: Final = Command(
    "inbox.numbers",
    "S",
    "screen.numbers",
    "settings",
    "settings of your numbers: SMS, forwarding, e-mail",
)
PHONEBOOK: Final = Command(
    "inbox.phonebook", "P", "screen.phonebook", "phonebook", "the phonebook: find, add, change"
)
ACCOUNT: Final = Command(
    "inbox.account", "A", "screen.account", "account", "balance, sends, costs, sync and store"
)
SET_ASIDE: Final = Command(
    "inbox.set_aside",
    "V",
    "screen.set_aside",
    "set aside",
    "rows of VoIP.ms that were not understood",
)
NAME: Final = Command(
    "thread.name", "w", "name", "name", "give this number a name, or change the one it has"
)

SWITCH: Final = Command("settings.switch", "space", "screen.switch", "on, off", "switch it on, off")
TAKE_BACK: Final = Command(
    "change.take_back", "x", "screen.take_back", "take back", "take back what is not saved"
)
AGAIN: Final = Command("change.again", "R", "screen.again", "all the same", "save it all the same")
FETCH: Final = Command("change.fetch", "ctrl+r", "screen.fetch", "check", "ask VoIP.ms again")

ADD: Final = Command("phonebook.add", "a", "screen.add", "add", "add a name")
FIND: Final = Command("phonebook.find", "slash", "screen.find", "find", "find names and numbers")
DELETE: Final = Command("phonebook.delete", "d", "screen.delete", "delete", "delete the entry")
WRITE: Final = Command("phonebook.write", "m", "screen.write", "write", "write to this number")
CLOSE: Final = Command("account.close", "enter,q", "screen.back", "close", "close")
