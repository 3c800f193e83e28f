"""The entry point of `mmstui ...`: run a command, and turn its end into an exit code."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn, Protocol, cast

from mmstui import __version__
from mmstui.cli import streams
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.parser import build_parser, check_text


class Command(Protocol):
    """A command module of `mmstui.cli`. `run` returns the exit code."""

    def run(self, options: argparse.Namespace) -> int: ...


def _with_offsets(words: Sequence[str]) -> list[str]:
    """Return the arguments with `--tz -05:00` joined: argparse takes `-05:00` for an option."""
    joined: list[str] = []
    for word in words:
        if joined[-1:] == ["--tz"] and re.fullmatch(r"-\d[\d:]*", word, re.ASCII):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def run() -> NoReturn:
    """Run the command line, and end the process at once after a short command.

    Python would first take apart, object by object, what ends with the process anyway.
    """
    code = main()
    if "textual" in sys.modules:
        sys.exit(code)  # Screens have folders for temporary files, which go at exit.
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code, even if the output cannot be written."""
    streams.occupy_closed()
    code = 0
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        streams.flush()
    except streams.OutputLost as lost:
        if lost.words:
            streams.complain(f"mmstui: {lost.words}")
            code = code or int(Exit.FAILURE)
    finally:
        streams.flush_errors()
    return code


def _run(words: list[str]) -> int:
    if words[:1] == ["simulator"]:
        return _simulator(words[1:])
    if words[:1] == ["complete"]:
        from mmstui.cli.complete import complete

        return complete(words[1:])
    try:
        words = _with_offsets(words)
        options = build_parser(__version__, words).parse_args(words)
    except SystemExit as ended:  # --help, --version or a usage error
        return ended.code if isinstance(ended.code, int) else int(Exit.USAGE)
    if options.account is not None:
        # All that runs below finds it there, also programs that are started for a message.
        os.environ["MMSTUI_ACCOUNT"] = options.account
    as_json = bool(getattr(options, "json", False))
    facts = {"kept": False} if options.module == "send" else {}
    try:
        check_text(options)
        command = cast(Command, import_module(f"mmstui.cli.{options.module}"))
        if not _in_pager(options):
            return int(command.run(options))
        from mmstui.cli.pager import paged

        with paged(os.environ):
            return int(command.run(options))
    except KeyboardInterrupt:
        streams.complain("")
        return 130
    except streams.OutputLost:
        raise
    except Exception as error:
        if (found := _problem(error)) is None:
            raise
        problem = found
    return _told(problem, facts, as_json=as_json)


def _problem(error: Exception) -> CommandError | None:
    """Return what to tell of an error; None if it is none that a user can mend."""
    from mmstui import settings
    from mmstui.domain.problems import AddressProblem, StoreProblem

    match error:
        case CommandError():
            return error
        case settings.MissingCredentials():
            return CommandError(Exit.ACCESS, "missing_credentials", str(error))
        case settings.PasswordCommandFailed():
            return CommandError(Exit.ACCESS, "password_command", str(error))
        case settings.NotText():
            return CommandError(Exit.USAGE, "not_text", str(error))
        case settings.UnknownAccount():
            return CommandError(Exit.USAGE, "no_account", str(error), error.hint)
        case AddressProblem():
            return CommandError(Exit.USAGE, "bad_address", error.words)
        case StoreProblem():
            return CommandError(Exit.FAILURE, "store", error.what, error.hint)
        case _:
            return None


def _in_pager(options: argparse.Namespace) -> bool:
    """Return whether the command's output goes through a pager."""
    if not options.paged or options.no_pager or options.json or getattr(options, "follow", False):
        return False
    return streams.is_terminal(1)


def _told(error: CommandError, facts: Mapping[str, Any], *, as_json: bool) -> int:
    """Print an error and return its exit code, even if nothing can be printed."""
    from mmstui.cli.output import tell

    try:
        tell(error, facts, as_json=as_json)
        streams.flush()
    except streams.OutputLost as lost:
        if lost.words:
            tell(error, facts, as_json=False)
            streams.complain(f"mmstui: {lost.words}")
    return int(error.exit_code)


def _simulator(words: list[str]) -> int:
    from mmstui.simulator import main as simulate

    try:
        return simulate(words)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(Exit.USAGE)
    except OSError as error:  # Only writing its output raises OSError here.
        raise streams.lost(error) from None
