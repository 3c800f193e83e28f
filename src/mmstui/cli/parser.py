"""The argument parser, made from the table of commands."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from mmstui.cli.command_table import COMMANDS
from mmstui.cli.common_options import add_account
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.streams import complain, write_line

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

#: Where no terminal says how many.
_COLUMNS: Final = 80
_EPILOG: Final = """\
environment:
  MMSTUI_API_USERNAME, MMSTUI_API_PASSWORD   the account's e-mail and API password
  MMSTUI_API_URL                             another server that speaks the API
  MMSTUI_ACCOUNT                             as --account
  MMSTUI_HOME                                one folder for configuration and messages
  PAGER                                      shows long output on a terminal (less)
  NO_COLOR                                   no colours

exit codes:
  0 done   1 failure   2 usage   3 access refused   4 network   5 refused by VoIP.ms
  6 limit reached   7 sent but unconfirmed   8 queued   9 changed
  (mmstui send --help has more)

example:
  mmstui demo
"""


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Formats help as wide as the terminal. argparse would import shutil to know how wide that is.

    It makes a formatter for each option that is added.
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(1).columns or _COLUMNS
    except OSError:
        return _COLUMNS


class _Parser(argparse.ArgumentParser):
    """A parser whose messages are sanitised, and are dropped when the stream is closed."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # A usage error repeats the argument, which may contain anything.
        if file is None or file is sys.stderr:
            complain(message.rstrip("\n"))
        else:
            write_line(message.rstrip("\n"))


def build_parser(version: str, words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser. `options.module` is the module of `mmstui.cli` that runs the command.

    `words`: the arguments to parse; only the command that they name gets its options, because that
    is most of the work. None: all commands get theirs.
    """
    parser = _Parser(
        prog="mmstui",
        description="A terminal message center for VoIP.ms. Without a command: the inbox.",
        epilog=_EPILOG,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mmstui {version}")
    add_account(parser, None)
    parser.add_argument("--no-pager", action="store_true", help="write long output as it is")
    parser.set_defaults(module="inbox", paged=False)
    if words is not None and not words:
        return parser  # The inbox needs no parsers of thirty commands: these take 6 ms.
    # With a name given, argparse makes no help to find one: that would import shutil.
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog=parser.prog)
    named = _named(words) if words is not None else None
    for name, entry in COMMANDS.items():
        if named not in (None, name):
            continue
        made = commands.add_parser(
            name, help=entry.words, description=f"{entry.words[0].upper()}{entry.words[1:]}.",
            formatter_class=HelpFormatter, prog=f"{parser.prog} {name}",
            # The simulator has a parser of its own.
            add_help=bool(entry.options),
        )  # fmt: skip
        made.set_defaults(module=entry.module or name, paged=entry.paged)
        if entry.options and (words is None or name == named):
            _add_options(made, name)
    return parser


def _named(words: Sequence[str]) -> str | None:
    """Return the command that the arguments name, if there is one."""
    before = ""
    for word in words:
        if not word.startswith("-") and before != "--account":
            return word if word in COMMANDS else None
        before = word
    return None


def _add_options(made: argparse.ArgumentParser, name: str) -> None:
    entry = COMMANDS[name]
    if entry.of_account:
        add_account(made, argparse.SUPPRESS)
    if entry.paged:
        made.add_argument(
            "--no-pager", action="store_true", default=argparse.SUPPRESS,
            help="do not show it in PAGER, as on a terminal",
        )  # fmt: skip
    getattr(import_module(f"mmstui.cli.{entry.options}"), f"add_{name}")(made)
    before = f"{made.epilog.rstrip()}\n\n" if made.epilog else ""
    made.epilog = f"{before}example:\n  {entry.example}\n"


def check_text(options: argparse.Namespace) -> None:
    """Raise CommandError for an argument that is empty, or no text in the locale's encoding.

    A variable of a script that is not set is empty: nobody means a contact without a name by it.
    Python passes bytes that are no text as lone surrogates. File names may contain any bytes.
    """
    words = [(name, word) for name, value in vars(options).items() for word in _words(value)]
    for name, word in words:
        if name in _NEVER_EMPTY and not word.strip():
            raise CommandError(
                Exit.USAGE, "empty", f"{_CALLED.get(name, name)} is empty.", "Nothing was done."
            )
    if all(word.isprintable() for _, word in words):
        return
    from mmstui.domain.text.sanitise import has_surrogates

    for name, word in words:
        if has_surrogates(word):
            raise CommandError(
                    Exit.USAGE, "not_text", f"{_CALLED.get(name, name)} is not text in the "
                    f"encoding of this locale ({sys.getfilesystemencoding()}): {word}",
                    "Nothing was done. Give it in that encoding, or set the locale to its own.",
                )  # fmt: skip


_NEVER_EMPTY = frozenset({"account", "contact", "contacts", "key", "template", "view"})
#: Names of options in texts, where they differ from the attribute.
_CALLED = {
    "account": "--account",
    "contact": "CONTACT",
    "contacts": "CONTACT",
    "template": "--template",
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
