"""Commands for the account: its numbers, its phonebook, its status."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mmstui.settings import TOP, Settings
from mmstui.tui.ui.commands import Command, KeylessCommand, flow, of_message

NUMBERS: Final = flow(
    "inbox.numbers", "S", "settings", "settings of your numbers: SMS, forwarding, e-mail"
)
PHONEBOOK: Final = flow("inbox.phonebook", "P", "phonebook", "the phonebook: find, add, change")
ACCOUNT: Final = flow("inbox.account", "A", "account", "balance, sends, costs, sync, store")
SET_ASIDE: Final = flow("inbox.set_aside", "V", "set aside", "rows that were not understood")
SET_ASIDE_HERE: Final = replace(SET_ASIDE, action="screen.set_aside")  #: over the account
NAME: Final = of_message(
    "thread.name", "w", "name", "give this number a name, or change the one it has"
)
NOTE: Final = flow("inbox.note", "O", "note", "a note about them, which stays here")

SWITCH: Final = Command("settings.switch", "space", "screen.switch", "on, off", "switch it on, off")
TAKE_BACK: Final = Command(
    "change.take_back", "x", "screen.decide(False)", "take back", "take back what is not saved"
)
AGAIN: Final = Command(
    "change.again", "R", "screen.decide(True)", "all the same", "save it all the same"
)
FETCH: Final = Command("change.fetch", "ctrl+r", "screen.fetch", "check", "ask VoIP.ms again")

ADD: Final = Command("phonebook.add", "a", "screen.add", "add", "add a name")
FIND: Final = Command("phonebook.find", "slash", "screen.find", "find", "find names and numbers")
DELETE: Final = Command("phonebook.delete", "d", "screen.delete", "delete", "delete the entry")
WRITE: Final = Command("phonebook.write", "m", "screen.write", "write", "write to this number")
CLOSE: Final = Command("account.close", "enter,q", "screen.back", "close", "close")


def commands_of_accounts(settings: Settings) -> list[KeylessCommand]:
    """Return a command for each other account of config.toml, which opens its inbox."""
    ours = settings.account or TOP
    return [
        KeylessCommand(f"open the account {each.name}", f"app.switch_account('{each.name}')")
        for each in settings.accounts
        if each.name != ours and each.username
    ]
