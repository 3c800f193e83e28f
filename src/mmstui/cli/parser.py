"""The words of the command line."""

from __future__ import annotations

import argparse
from datetime import date, timedelta, tzinfo
from pathlib import Path

from mmstui.domain import numbers, zones

_EPILOG = """\
environment:
  MMSTUI_API_USERNAME, MMSTUI_API_PASSWORD   the account's e-mail and API password
  MMSTUI_API_URL                             another server that speaks the API
  MMSTUI_HOME                                one folder for configuration and messages

exit codes:
  0 done   1 failure   2 usage   3 access refused   4 network   5 refused by VoIP.ms
  6 limit reached   7 sent but unconfirmed (do not repeat)   8 queued (do not repeat)
"""


def build_parser(version: str) -> argparse.ArgumentParser:
    """The parser; `options.module` names the module of `mmstui.cli` that runs."""
    parser = argparse.ArgumentParser(
        prog="mmstui",
        description="A terminal message center for VoIP.ms. Without a command: the inbox.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mmstui {version}")
    parser.set_defaults(module="inbox")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, words: str, module: str | None = None) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words.capitalize() + ".")
        made.set_defaults(module=module or name)
        return made

    demo = command("demo", "the inbox on a simulated account: no network, nothing kept")
    demo.add_argument("--seed", type=int, default=1, help="the people who write (default 1)")

    sync = command("sync", "one pass: send what waits, fetch what is new", "syncing")
    either = sync.add_mutually_exclusive_group()
    either.add_argument("--watch", action="store_true", help="go on until stopped")
    either.add_argument(
        "--verify", action="store_true", help="compare with VoIP.ms what is here; change nothing"
    )
    sync.add_argument("--full", action="store_true", help="fetch all history, not only 30 days")
    sync.add_argument("--since", type=_day, metavar="DATE", help="fetch history from this day on")
    _json(sync)

    listing = command("list", "conversations, newest first", "listing")
    listing.add_argument("--unread", action="store_true")
    listing.add_argument("--archived", action="store_true", help="archived ones too")
    _narrowed(listing)
    _json(listing)

    read = command("read", "the messages of a conversation, oldest first", "reading")
    read.add_argument("contact", metavar="CONTACT", help="a number, or a name of the phonebook")
    read.add_argument("--did", type=_number, metavar="D", help="of this number only")
    read.add_argument("--limit", type=_positive, default=50, metavar="N", help="newest N (50)")
    read.add_argument("--tz", type=_zone, metavar="ZONE", help="time zone: a place, eastern, UTC-5")
    _json(read)

    search = command("search", "messages with all the words, newest first", "searching")
    search.add_argument(
        "query", nargs="+", metavar="QUERY",
        help='words, from their beginning, or a "phrase"; case and accents count for nothing',
    )  # fmt: skip
    search.add_argument("--limit", type=_positive, default=50, metavar="N", help="newest N (50)")
    _narrowed(search)
    _json(search)

    send = command("send", "send a message and wait until VoIP.ms has taken it", "sending")
    send.add_argument("--to", action="append", nargs="+", required=True, metavar="NUMBER")
    send.add_argument("--from", dest="sender", type=_number, metavar="DID")
    send.add_argument("--attach", action="append", type=Path, default=[], metavar="FILE")
    send.add_argument(
        "--wait", type=_seconds, default=timedelta(seconds=30), metavar="S",
        help="seconds to wait for the outcome (30; 0 only queues)",
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
    _json(command("status", "unread, outbox, sends today, last sync, balance, size"))

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
    number = numbers.typed(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a ten-digit number")
    return number


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
