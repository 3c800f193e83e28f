"""`mmstui ...`: words to a command, and every way a command ends to an exit code."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from mmstui import __version__, settings
from mmstui.cli.codes import CommandError, Exit
from mmstui.cli.output import tell, write_line
from mmstui.cli.parser import build_parser
from mmstui.domain.problems import AddressProblem, StoreProblem


class Command(Protocol):
    """A module of `mmstui.cli`: what `run` returns is the exit code."""

    def run(self, options: argparse.Namespace) -> int: ...


def _with_offsets(words: Sequence[str]) -> list[str]:
    """`--tz -05:00` in one word: argparse takes what begins with a dash for an option."""
    joined: list[str] = []
    for word in words:
        if joined[-1:] == ["--tz"] and re.fullmatch(r"-\d[\d:]*", word, re.ASCII):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["simulator"]:
        return _simulator(words[1:])
    options = build_parser(__version__).parse_args(_with_offsets(words))
    as_json = bool(getattr(options, "json", False))
    try:
        command = cast(Command, import_module(f"mmstui.cli.{options.module}"))
        return int(command.run(options))
    except CommandError as error:
        tell(error, as_json=as_json)
        return int(error.exit_code)
    except settings.MissingCredentials as error:
        tell(CommandError(Exit.ACCESS, "missing_credentials", str(error)), as_json=as_json)
        return int(Exit.ACCESS)
    except settings.PasswordCommandFailed as error:
        tell(CommandError(Exit.ACCESS, "password_command", str(error)), as_json=as_json)
        return int(Exit.ACCESS)
    except AddressProblem as error:
        tell(CommandError(Exit.USAGE, "bad_address", error.words), as_json=as_json)
        return int(Exit.USAGE)
    except StoreProblem as error:
        tell(CommandError(Exit.FAILURE, "store", error.what, error.hint), as_json=as_json)
        return int(Exit.FAILURE)
    except BrokenPipeError:
        # The reader (head, a pager) has seen enough; stop Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.DONE)
    except KeyboardInterrupt:
        write_line("", sys.stderr)
        return 130


def _simulator(words: list[str]) -> int:
    from mmstui.simulator import main as simulate

    return simulate(words)
