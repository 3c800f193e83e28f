"""The options of `send`."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import Final

from mmstui.cli.common_options import DID, FILES, RECIPIENT, TEMPLATE, add_json, completed_by
from mmstui.cli.exit_meanings import MEANINGS
from mmstui.cli.option_types import message_id, minutes, number, path, seconds

#: How long `send` waits by default.
_WAIT: Final = timedelta(seconds=30)


def add_send(send: argparse.ArgumentParser) -> None:
    """Add the options of `send`."""
    send.epilog = _exit_codes()
    whom = send.add_mutually_exclusive_group(required=True)
    to = whom.add_argument("--to", action="append", nargs="+", metavar="NUMBER")
    completed_by(to, RECIPIENT)
    to_file = whom.add_argument(
        "--to-file", type=path, metavar="FILE",
        help="a file with a number on each line, or CSV with a heading, whose columns are fields "
        "of the text: number,name for 'Hello {name}'",
    )  # fmt: skip
    completed_by(to_file, FILES)
    sender = send.add_argument("--from", dest="sender", type=number, metavar="DID")
    completed_by(sender, DID)
    completed_by(
        send.add_argument("--attach", action="append", type=path, default=[], metavar="FILE"), FILES
    )
    template = send.add_argument(
        "--template", metavar="NAME",
        help="the text of a template of config.toml, without TEXT; {name}, {first}, {number}, "
        "{did}, {date}, {time} and columns of --to-file have their values",
    )  # fmt: skip
    completed_by(template, TEMPLATE)
    send.add_argument(
        "--wait", type=seconds, default=_WAIT, metavar="S",
        help=f"seconds to wait for the outcome ({_WAIT.seconds}; 0: only queue it)",
    )  # fmt: skip
    send.add_argument("--id", dest="key", metavar="KEY", help="send only once for the same KEY")
    send.add_argument(
        "--if-unchanged", type=message_id, metavar="ID",
        help="send only if message ID is still the newest of the conversation",
    )  # fmt: skip
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
    send.add_argument(
        "--dry-run", action="store_true", help="send nothing; print what would go to whom"
    )
    send.add_argument("text", nargs="?", metavar="TEXT", help="the text; -: read stdin")
    add_json(send)


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
