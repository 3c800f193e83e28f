"""The table of all commands: names, help, examples, and the modules of their options.

`mmstui --help`, completion and manual pages are made from this table and the options; a command's
options are loaded only when that command is named.
"""

from __future__ import annotations

from typing import Final

from mmstui.domain.records import NamedTuple


class CommandEntry(NamedTuple):
    """A command of the shell. Its module in `mmstui.cli` has the command's name, or `module`."""

    words: str  #: what the command does, without a capital at the start
    options: str  #: the module of `mmstui.cli` with the function `add_NAME`, which adds the options
    example: str
    module: str = ""
    of_account: bool = True  #: it is for one account: `--account` says for which
    paged: bool = False  #: the output may be long: on a terminal it goes through a pager


_TRIAGE: Final = ("triage_options", "triage")


def _verb(words: str, example: str) -> CommandEntry:
    options, module = _TRIAGE
    return CommandEntry(words, options, example, module)


COMMANDS: Final = {
    "demo": CommandEntry(
        "open the inbox on a simulated account: no network, nothing kept",
        "account_options", "mmstui demo",
        of_account=False,
    ),
    "setup": CommandEntry(
        "set up an account, step by step, or by options alone", "account_options",
        "mmstui setup --username you@example.com --password-command 'pass show voip.ms/api'",
    ),
    "doctor": CommandEntry(
        "check account, store and terminal; change nothing",
        "account_options", "mmstui doctor --report > report.txt",
    ),
    "accounts": CommandEntry(
        "list the accounts of config.toml",
        "account_options", "mmstui accounts",
        of_account=False,
    ),
    "team": CommandEntry(
        "make a folder in which several people share the account; see docs/team.md",
        "account_options", "mmstui team create --group shop --home /srv/mmstui",
    ),
    "sync": CommandEntry(
        "send queued messages and fetch new ones, once",
        "sync_options", "mmstui sync --since 2026-01-01",
    ),
    "service": CommandEntry(
        "run sync --watch as a service of systemd",
        "sync_options", "mmstui service install --notify ntfy:https://ntfy.example.com/topic",
    ),
    "listen": CommandEntry(
        "let VoIP.ms's callback or webhook wake the poll; see docs/server.md",
        "sync_options", "mmstui listen --port 8180",
    ),
    "web": CommandEntry(
        "show the inbox in a browser on this machine; see docs/web.md",
        "service_options", "mmstui web --port 8026",
    ),
    "list": CommandEntry(
        "list conversations, newest first",
        "reading_options", r"mmstui list --view owed --format '{name}\t{unread}'",
        paged=True,
    ),
    "read": CommandEntry(
        "print the messages of a conversation, oldest first",
        "reading_options", 'mmstui read "Ann Tremblay" --limit 10',
        paged=True,
    ),
    "search": CommandEntry(
        "print messages that contain all the words, newest first",
        "reading_options", "mmstui search invoice from:ann has:photo",
        paged=True,
    ),
    "done": _verb(
        "take conversations out of the inbox until a new message", "mmstui done 5145550123"
    ),
    "snooze": _verb(
        "hide conversations until a time, or until they write",
        "mmstui snooze 5145550123 --until 'fri 14:00'",
    ),
    "unread": _verb(
        "mark the newest message of conversations as unread", "mmstui unread 5145550123"
    ),
    "mute": _verb(
        "make no notices for conversations, for good or until a time",
        "mmstui mute 5145550123 --until 3d",
    ),
    "pin": _verb("keep conversations on top of the list", 'mmstui pin "Ann Tremblay"'),
    "block": _verb("show conversations in no view but their own", "mmstui block 5145550123"),
    "undo": CommandEntry(
        "undo the last change of conversations, drafts or names", "triage_options", "mmstui undo"
    ),
    "send": CommandEntry(
        "send a message and wait until VoIP.ms accepts it",
        "send_options", "date | mmstui send --to 5145550123 --attach photo.jpg -",
    ),
    "dids": CommandEntry(
        "list the account's numbers, and whether they have SMS and MMS",
        "reading_options", "mmstui dids",
    ),
    "contacts": CommandEntry(
        "list the phonebook, then other numbers with messages",
        "reading_options", "mmstui contacts --json",
        paged=True,
    ),
    "log": CommandEntry(
        "list who did what, in a team; see docs/team.md",
        "account_options", "mmstui log --since 2026-11-01",
        module="team_log", paged=True,
    ),
    "keys": CommandEntry(
        "list all commands with their ids and keys, for [keys] in config.toml",
        "reading_options", "mmstui keys",
        paged=True,
    ),
    "status": CommandEntry(
        "print unread, outbox, sends today, last sync, balance, size",
        "reading_options", "mmstui status --format '{unread} new'",
    ),
    "backup": CommandEntry(
        "copy all messages to a new file, even while mmstui is in use",
        "file_options", "mmstui backup messages.sqlite3",
    ),
    "export": CommandEntry(
        "write messages to a file for other programs",
        "file_options", 'mmstui export ann.html "Ann Tremblay" --since 2026-01-01',
    ),
    "import": CommandEntry(
        "take over messages from a file of another program",
        "file_options", "mmstui import sms.db --dry-run",
    ),
    "repair": CommandEntry(
        "rebuild a damaged message store; the damaged one is kept",
        "file_options", "mmstui repair",
    ),
    "completion": CommandEntry(
        "print what makes bash, zsh or fish complete mmstui's arguments",
        "shell_options", "mmstui completion fish > ~/.config/fish/completions/mmstui.fish",
        of_account=False,
    ),
    "man": CommandEntry(
        "show the manual page of mmstui or of a command",
        "shell_options", "mmstui man send",
        of_account=False,
    ),
    "simulator": CommandEntry("run a simulated VoIP.ms here", "", "mmstui simulator --port 8080"),
}  # fmt: skip
