"""The argument parser: commands, options, and their help."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mmstui.cli.exit_codes import MEANINGS, CommandError, Exit
from mmstui.cli.option_types import day, minutes, number, positive, seconds, since, zone
from mmstui.cli.streams import complain, write_line
from mmstui.domain import limits
from mmstui.domain.plurals import duration
from mmstui.domain.sanitise import has_surrogates
from mmstui.domain.views import View

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

#: Defaults: messages that `read` and `search` print, and how long `send` waits.
_NEWEST: Final = 50
_WAIT: Final = timedelta(seconds=30)
_VIEWS: Final = ", ".join(View)
#: Formats of `export`. A test compares: their modules are not imported for `--help`.
_FORMATS: Final = ("txt", "md", "json", "jsonl", "csv", "mbox", "html", "smsbackup")
_EPILOG = """\
environment:
  MMSTUI_API_USERNAME, MMSTUI_API_PASSWORD   the account's e-mail and API password
  MMSTUI_API_URL                             another server that speaks the API
  MMSTUI_HOME                                one folder for configuration and messages

exit codes:
  0 done   1 failure   2 usage   3 access refused   4 network   5 refused by VoIP.ms
  6 limit reached   7 sent but unconfirmed   8 queued   (mmstui send --help has more)
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose messages are sanitised, and are dropped when the stream is closed."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # A usage error repeats the argument, which may contain anything.
        if file is None or file is sys.stderr:
            complain(message.rstrip("\n"))
        else:
            write_line(message.rstrip("\n"))


def build_parser(version: str) -> argparse.ArgumentParser:
    """Return the parser. `options.module` is the module of `mmstui.cli` that runs the command."""
    parser = _Parser(
        prog="mmstui",
        description="A terminal message center for VoIP.ms. Without a command: the inbox.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mmstui {version}")
    parser.set_defaults(module="inbox")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, words: str, epilog: str = "") -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=words, description=f"{words[0].upper()}{words[1:]}.", epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        made.set_defaults(module=name)
        return made

    demo = command("demo", "open the inbox on a simulated account: no network, nothing kept")
    demo.add_argument("--seed", type=int, default=1, help="seed of the random messages (1)")

    _setup(command("setup", "set up an account, step by step, or by options alone"))

    doctor = command("doctor", "check account, store and terminal; change nothing", _DOCTOR)
    doctor.add_argument(
        "--report", action="store_true",
        help="leave out numbers, names, texts and secrets, for a bug report",
    )  # fmt: skip
    _json(doctor)

    sync = command("sync", "send queued messages and fetch new ones, once")
    either = sync.add_mutually_exclusive_group()
    either.add_argument(
        "--watch",
        action="store_true",
        help="run until stopped; with --json, print a line for each event",
    )
    either.add_argument(
        "--verify", action="store_true", help="compare the store with VoIP.ms; change nothing"
    )
    sync.add_argument(
        "--full",
        action="store_true",
        help=f"fetch all history, not only {duration(limits.FIRST_SYNC, 'day')}",
    )
    sync.add_argument("--since", type=day, metavar="DATE", help="fetch history from this day on")
    _json(sync)

    listing = command("list", "list conversations, newest first")
    either = listing.add_mutually_exclusive_group()
    either.add_argument("--unread", action="store_true", help="only unread conversations")
    either.add_argument(
        "--view", metavar="VIEW", help=f"one of {_VIEWS}, or the name of a saved search"
    )
    listing.add_argument(
        "--all", "--archived", dest="archived", action="store_true",
        help="all conversations, also done, snoozed and blocked ones",
    )  # fmt: skip
    _narrowed(listing)
    _json(listing)

    read = command("read", "print the messages of a conversation, oldest first")
    read.add_argument("contact", metavar="CONTACT", help="a number, or a name in the phonebook")
    read.add_argument("--did", type=number, metavar="D", help="only this number of yours")
    read.add_argument(
        "--limit", type=positive, default=_NEWEST, metavar="N", help=f"newest N ({_NEWEST})"
    )
    read.add_argument("--tz", type=zone, metavar="ZONE", help="time zone: a place, eastern, UTC-5")
    _json(read)

    search = command("search", "print messages that contain all the words, newest first")
    search.add_argument(
        "query", nargs="+", metavar="QUERY",
        help='beginnings of words, or a "phrase"; case and accents are ignored; operators as '
        "from:ann has:photo after:2026-03-01 (before the first word with a dash: --)",
    )  # fmt: skip
    search.add_argument(
        "--limit", type=positive, default=_NEWEST, metavar="N", help=f"newest N ({_NEWEST})"
    )
    _narrowed(search)
    _json(search)

    _triage(command)

    send = command("send", "send a message and wait until VoIP.ms accepts it", _exit_codes())
    send.add_argument("--to", action="append", nargs="+", required=True, metavar="NUMBER")
    send.add_argument("--from", dest="sender", type=number, metavar="DID")
    send.add_argument("--attach", action="append", type=Path, default=[], metavar="FILE")
    send.add_argument(
        "--wait", type=seconds, default=_WAIT, metavar="S",
        help=f"seconds to wait for the outcome ({_WAIT.seconds}; 0: only queue it)",
    )  # fmt: skip
    send.add_argument("--id", dest="key", metavar="KEY", help="send only once for the same KEY")
    send.add_argument(
        "--hold-after", type=minutes, metavar="MIN", help="hold it if unsent after MIN minutes"
    )
    send.add_argument(
        "--no-shrink", dest="shrink", action="store_false",
        help="refuse a picture of a wrong size or type, instead of converting it",
    )  # fmt: skip
    send.add_argument(
        "--damaged", action="store_true",
        help="send what is left of a file of which a part is missing",
    )  # fmt: skip
    send.add_argument(
        "--keep-metadata", action="store_true", default=None,
        help="keep place, time and camera in pictures, instead of removing them",
    )  # fmt: skip
    send.add_argument("text", nargs="?", metavar="TEXT", help="the text; -: read stdin")
    _json(send)

    _json(command("dids", "list the account's numbers, and whether they have SMS and MMS"))
    _json(command("contacts", "list the phonebook, then other numbers with messages"))
    _json(command("keys", "list all commands with their ids and keys, for [keys] in config.toml"))
    status = command("status", "print unread, outbox, sends today, last sync, balance, size")
    status.add_argument(
        "--set-aside", action="store_true",
        help="print instead the rows of VoIP.ms that could not be parsed, newest first",
    )  # fmt: skip
    _json(status)

    backup = command("backup", "copy all messages to a new file, even while mmstui is in use")
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE", help="must not exist yet")
    backup.add_argument(
        "--media", action="store_true", help="make a folder, with received and attached files too"
    )
    _json(backup)
    _export(command("export", "write messages to a file for other programs", _EXPORT))
    _import(command("import", "take over messages from a file of another program", _IMPORT))
    _json(command("repair", "rebuild a damaged message store; the damaged one is kept"))

    # Only its name: the simulator has a parser of its own, whose imports `--help` does not need.
    commands.add_parser("simulator", help="run a simulated VoIP.ms here", add_help=False)
    return parser


_DOCTOR = """\
exit codes:
  0  all is well, or could only be better
  1  something is wrong
  3  credentials are missing, or VoIP.ms refuses access
  4  VoIP.ms cannot be reached
"""


def _setup(setup: argparse.ArgumentParser) -> None:
    setup.add_argument("--username", metavar="EMAIL", help="the account's e-mail")
    password = setup.add_mutually_exclusive_group()
    password.add_argument(
        "--password-command", type=shlex.split, metavar="COMMAND",
        help="a command that prints the API password",
    )  # fmt: skip
    password.add_argument(
        "--password-stdin", action="store_true", help="read the API password from standard input"
    )
    setup.add_argument(
        "--keep", choices=["keyring", "environment", "file"],
        help="where the API password is kept: not at all with environment",
    )  # fmt: skip
    setup.add_argument(
        "--sms", type=number, nargs="*", metavar="DID", help="switch SMS on for these numbers"
    )
    setup.add_argument("--since", type=since, metavar="DATE", help="first day of history, or all")
    setup.add_argument("--no-sync", action="store_true", help="fetch no messages yet")
    setup.add_argument("--plain", action="store_true", help="ask line by line")
    setup.add_argument("--no-input", action="store_true", help="ask nothing")
    _json(setup)


def _triage(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands for what the inbox does with whole conversations."""
    for name, words, opposite in _VERBS:
        made = command(name, words)
        made.set_defaults(module="triage", verb=name)
        made.add_argument(
            "contacts", nargs="+", metavar="CONTACT", help="numbers, or names in the phonebook"
        )
        made.add_argument("--did", type=number, metavar="D", help="only with this number of yours")
        if name in ("snooze", "mute"):
            made.add_argument(
                "--until", metavar="T", help="17:00, fri 14:00, 2 dec, 3d, or a time as in JSON"
            )
            made.add_argument(
                "--tz", type=zone, metavar="ZONE", help="time zone: a place, eastern, UTC-5"
            )
        if name == "snooze":
            made.add_argument("--strict", action="store_true", help="stay snoozed when they write")
        if opposite:
            made.add_argument("--off", action="store_true", help=opposite)
        _json(made)
    made = command("undo", "undo the last change of conversations, drafts or names")
    _json(made)


#: Commands for whole conversations: name, help, and what `--off` does.
_VERBS: Final = (
    ("done", "take conversations out of the inbox until a new message", "bring them back"),
    ("snooze", "hide conversations until a time, or until they write", "wake them now"),
    ("unread", "mark the newest message of conversations as unread", ""),
    ("mute", "make no notices for conversations, for good or until a time", "unmute them"),
    ("pin", "keep conversations on top of the list", "unpin them"),
    ("block", "show conversations in no view but their own", "unblock them"),
)


_EXPORT = """\
formats: txt, md, json, jsonl, csv, mbox, html, smsbackup (XML of SMS Backup & Restore)

  mmstui export messages.mbox                       all messages, as a mailbox
  mmstui export ann.html "Ann Tremblay" --since 2026-01-01
  mmstui export --format csv - | head               to standard output
"""


def _export(export: argparse.ArgumentParser) -> None:
    export.add_argument(
        "file", type=Path, metavar="FILE", help="must not exist yet; -: standard output"
    )
    export.add_argument(
        "contact", nargs="*", metavar="CONTACT",
        help="numbers, or names in the phonebook; without one: all conversations",
    )  # fmt: skip
    export.add_argument(
        "--format", choices=_FORMATS, metavar="F", help="else by the suffix of FILE; see below"
    )
    export.add_argument(
        "--media", action="store_true",
        help="files of messages too, as mbox and smsbackup always have them; html: make a folder",
    )  # fmt: skip
    _narrowed(export)
    _json(export)


_IMPORT = """\
files: jsonl of mmstui export, the database of VoIP.ms SMS for Android, XML of SMS Backup & Restore

What is here already is not taken over again, nor what you deleted here. Nothing is ever sent.
Ends with 1 if a row could not be read; the others are taken over all the same.

  mmstui import sms.db --dry-run                    say what it would do
  mmstui import sms-20260301.xml --did 5145550100   the number of yours that it is of
"""


def _import(taken: argparse.ArgumentParser) -> None:
    taken.add_argument("file", type=Path, metavar="FILE", help="what it is shows its content")
    taken.add_argument(
        "--did", type=number, metavar="D",
        help="your number, where the file does not tell: XML, if you have several",
    )  # fmt: skip
    taken.add_argument("--dry-run", action="store_true", help="change nothing; say what would be")
    _json(taken)


def _exit_codes() -> str:
    """Return the table of exit codes for `send --help`."""
    lines = ["exit codes, whether the message is kept, and whether to repeat the command:"]
    for code, (words, kept, repeat) in MEANINGS.items():
        lines.append(f"  {int(code)}  {words:<48} {kept:<5} {repeat}")
    lines += [
        "With --id the message is always kept, and the command may be repeated after any code.",
        "A signal withdraws what is not sent yet; the exit code is then 128 plus its number.",
    ]
    return "\n".join(lines)


def check_text(options: argparse.Namespace) -> None:
    """Raise CommandError for an argument that is not text in the locale's encoding.

    Python passes such bytes as lone surrogates. File names may contain any bytes.
    """
    for name, value in vars(options).items():
        for word in _words(value):
            if has_surrogates(word):
                raise CommandError(
                    Exit.USAGE, "not_text", f"{_CALLED.get(name, name)} is not text in the "
                    f"encoding of this locale ({sys.getfilesystemencoding()}): {word}",
                    "Nothing was done. Give it in that encoding, or set the locale to its own.",
                )  # fmt: skip


#: Names of options in texts, where they differ from the attribute.
_CALLED = {
    "contact": "CONTACT",
    "contacts": "CONTACT",
    "until": "--until",
    "view": "--view",
    "key": "--id",
    "to": "--to",
    "text": "The text",
    "query": "What to search for",
}


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _words(one)


def _narrowed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--did", type=number, metavar="D", help="only this number of yours")
    parser.add_argument("--since", type=day, metavar="DATE", help="first day, YYYY-MM-DD")
    parser.add_argument("--until", type=day, metavar="DATE", help="last day, included")
    parser.add_argument(
        "--tz",
        type=zone,
        metavar="ZONE",
        help="time zone: a place, eastern, UTC-5",
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object, with raw text")
