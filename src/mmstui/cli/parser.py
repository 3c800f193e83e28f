"""The words of the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mmstui.cli.exit_codes import MEANINGS, CommandError, Exit
from mmstui.cli.streams import complain, write_line
from mmstui.domain import limits, numbers, zones
from mmstui.domain.plurals import duration
from mmstui.domain.sanitise import has_surrogates

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

#: Messages that `read` and `search` print, and how long `send` waits, unless told otherwise.
_NEWEST: Final = 50
_WAIT: Final = timedelta(seconds=30)
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
    """Says nothing that a terminal would obey, and nothing at all where nobody listens."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # What is not understood is repeated in it, whatever it was.
        if file is None or file is sys.stderr:
            complain(message.rstrip("\n"))
        else:
            write_line(message.rstrip("\n"))


def build_parser(version: str) -> argparse.ArgumentParser:
    """The parser; `options.module` names the module of `mmstui.cli` that runs."""
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
            name, help=words, description=words.capitalize() + ".", epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        made.set_defaults(module=name)
        return made

    demo = command("demo", "the inbox on a simulated account: no network, nothing kept")
    demo.add_argument("--seed", type=int, default=1, help="the people who write (default 1)")

    sync = command("sync", "one pass: send what waits, fetch what is new")
    either = sync.add_mutually_exclusive_group()
    either.add_argument(
        "--watch",
        action="store_true",
        help="go on until stopped; with --json a line for each event",
    )
    either.add_argument(
        "--verify", action="store_true", help="compare with VoIP.ms what is here; change nothing"
    )
    sync.add_argument(
        "--full",
        action="store_true",
        help=f"fetch all history, not only {duration(limits.FIRST_SYNC, 'day')}",
    )
    sync.add_argument("--since", type=_day, metavar="DATE", help="fetch history from this day on")
    _json(sync)

    listing = command("list", "conversations, newest first")
    listing.add_argument("--unread", action="store_true")
    listing.add_argument("--archived", action="store_true", help="archived ones too")
    _narrowed(listing)
    _json(listing)

    read = command("read", "the messages of a conversation, oldest first")
    read.add_argument("contact", metavar="CONTACT", help="a number, or a name of the phonebook")
    read.add_argument("--did", type=_number, metavar="D", help="of this number only")
    read.add_argument(
        "--limit", type=_positive, default=_NEWEST, metavar="N", help=f"newest N ({_NEWEST})"
    )
    read.add_argument("--tz", type=_zone, metavar="ZONE", help="time zone: a place, eastern, UTC-5")
    _json(read)

    search = command("search", "messages with all the words, newest first")
    search.add_argument(
        "query", nargs="+", metavar="QUERY",
        help='words, from their beginning, or a "phrase"; case and accents count for nothing',
    )  # fmt: skip
    search.add_argument(
        "--limit", type=_positive, default=_NEWEST, metavar="N", help=f"newest N ({_NEWEST})"
    )
    _narrowed(search)
    _json(search)

    send = command("send", "send a message and wait until VoIP.ms has taken it", _exit_codes())
    send.add_argument("--to", action="append", nargs="+", required=True, metavar="NUMBER")
    send.add_argument("--from", dest="sender", type=_number, metavar="DID")
    send.add_argument("--attach", action="append", type=Path, default=[], metavar="FILE")
    send.add_argument(
        "--wait", type=_seconds, default=_WAIT, metavar="S",
        help=f"seconds to wait for the outcome ({_WAIT.seconds}; 0 only queues)",
    )  # fmt: skip
    send.add_argument("--id", dest="key", metavar="KEY", help="the same KEY is sent only once")
    send.add_argument(
        "--hold-after", type=_minutes, metavar="MIN", help="after MIN minutes wait for a word"
    )
    send.add_argument(
        "--no-shrink", dest="shrink", action="store_false",
        help="refuse a picture that is too big or of another type; else one is made that fits",
    )  # fmt: skip
    send.add_argument(
        "--keep-metadata", action="store_true", default=None,
        help="send pictures with the place, time and camera they tell; else these are left out",
    )  # fmt: skip
    send.add_argument("text", nargs="?", metavar="TEXT", help="the text; - reads it")
    _json(send)

    _json(command("dids", "the account's numbers and what each can do"))
    _json(command("contacts", "the phonebook, then other numbers written with"))
    status = command("status", "unread, outbox, sends today, last sync, balance, size")
    status.add_argument(
        "--set-aside", action="store_true",
        help="instead: each row of VoIP.ms that could not be understood, and why; newest first",
    )  # fmt: skip
    _json(status)

    backup = command("backup", "copy all messages to a new file, also while mmstui is in use")
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE", help="never one that exists")
    backup.add_argument(
        "--media", action="store_true", help="a new folder, with received files and attachments too"
    )
    _json(backup)
    _json(command("repair", "save what can be read of a damaged message store; keep the rest"))

    # Only its name: the simulator parses its own words, and need not be installed to ask for help.
    commands.add_parser("simulator", help="a VoIP.ms that lives on this machine", add_help=False)
    return parser


def _exit_codes() -> str:
    """The table of exit codes for `send --help`."""
    lines = ["exit codes, whether anything of the message is kept, and whether to repeat it:"]
    for code, (words, kept, repeat) in MEANINGS.items():
        lines.append(f"  {int(code)}  {words:<48} {kept:<5} {repeat}")
    lines += [
        "With --id all is kept, and the same command may be repeated after any code.",
        "A signal takes back what has not gone, and ends it with 128 and its number.",
    ]
    return "\n".join(lines)


def check_text(options: argparse.Namespace) -> None:
    """Raise CommandError for a word that is no text in the locale's encoding.

    Python hands such bytes on as lone surrogates. Names of files may hold anything.
    """
    for name, value in vars(options).items():
        for word in _words(value):
            if has_surrogates(word):
                raise CommandError(
                    Exit.USAGE, "not_text", f"{_CALLED.get(name, name)} is not text in the "
                    f"encoding of this locale ({sys.getfilesystemencoding()}): {word}",
                    "Nothing was done. Give it in that encoding, or set the locale to its own.",
                )  # fmt: skip


#: What people call an option, where it is not its name.
_CALLED = {
    "contact": "CONTACT",
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
    parser.add_argument("--did", type=_number, metavar="D", help="of this number only")
    parser.add_argument("--since", type=_day, metavar="DATE")
    parser.add_argument("--until", type=_day, metavar="DATE", help="this day included")
    parser.add_argument(
        "--tz",
        type=_zone,
        metavar="ZONE",
        help="time zone: a place, eastern, UTC-5",
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object, with raw text")


def _number(text: str) -> str:
    written = numbers.parse(text)
    if not numbers.is_full(written.number):
        raise argparse.ArgumentTypeError(f"{text!r}: {written.problem}")
    if written.left_out:
        print(f"mmstui: {written.left_out}", file=sys.stderr)
    return written.number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from None


def _zone(text: str) -> tzinfo:
    try:
        return zones.named(text)
    except zones.ZoneProblem as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of messages")
    return int(text)


def _seconds(text: str) -> timedelta:
    try:
        return timedelta(seconds=_bounded(text, 86_400))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from None


def _minutes(text: str) -> timedelta:
    try:
        return timedelta(minutes=_bounded(text, 525_600))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes") from None


def _bounded(text: str, most: float) -> float:
    value = float(text)
    if not 0 <= value <= most:  # also refuses nan
        raise ValueError(text)
    return value
