"""The entry point of `mmstui ...`: run a command, and turn its end into an exit code."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, cast

from mmstui import __version__, settings
from mmstui.cli import streams
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import tell
from mmstui.cli.parser import build_parser, check_text
from mmstui.domain.problems import AddressProblem, StoreProblem


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
    try:
        options = build_parser(__version__).parse_args(_with_offsets(words))
    except SystemExit as ended:  # --help, --version or a usage error
        return ended.code if isinstance(ended.code, int) else int(Exit.USAGE)
    as_json = bool(getattr(options, "json", False))
    facts = {"kept": False} if options.module == "send" else {}
    try:
        check_text(options)
        command = cast(Command, import_module(f"mmstui.cli.{options.module}"))
        return int(command.run(options))
    except CommandError as error:
        problem = error
    except settings.MissingCredentials as error:
        problem = CommandError(Exit.ACCESS, "missing_credentials", str(error))
    except settings.PasswordCommandFailed as error:
        problem = CommandError(Exit.ACCESS, "password_command", str(error))
    except settings.NotText as error:
        problem = CommandError(Exit.USAGE, "not_text", str(error))
    except AddressProblem as error:
        problem = CommandError(Exit.USAGE, "bad_address", error.words)
    except StoreProblem as error:
        problem = CommandError(Exit.FAILURE, "store", error.what, error.hint)
    except KeyboardInterrupt:
        streams.complain("")
        return 130
    return _told(problem, facts, as_json=as_json)


def _told(error: CommandError, facts: Mapping[str, Any], *, as_json: bool) -> int:
    """Print an error and return its exit code, even if nothing can be printed."""
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
