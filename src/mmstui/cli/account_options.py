"""The options of `demo`, `setup`, `doctor`, `accounts`, `team` and `log`."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path
from typing import Final

from mmstui.cli.common_options import DID, add_json, completed_by
from mmstui.cli.option_types import day, number, since

_DOCTOR: Final = """\
exit codes:
  0  all is well, or could only be better
  1  something is wrong
  3  credentials are missing, or VoIP.ms refuses access
  4  VoIP.ms cannot be reached
"""


add_accounts = add_json


def add_demo(demo: argparse.ArgumentParser) -> None:
    """Add the options of `demo`."""
    demo.add_argument("--seed", type=int, default=1, help="seed of the random messages (1)")


def add_doctor(doctor: argparse.ArgumentParser) -> None:
    """Add the options of `doctor`."""
    doctor.epilog = _DOCTOR
    doctor.add_argument(
        "--report", action="store_true",
        help="leave out numbers, names, texts and secrets, for a bug report",
    )  # fmt: skip
    add_json(doctor)


def add_team(team: argparse.ArgumentParser) -> None:
    """Add the options of `team`."""
    team.add_argument("action", choices=["create"], help="make the folder")
    team.add_argument(
        "--group", required=True, help="the Unix group of the people, by its name or number"
    )
    team.add_argument(
        "--home", type=Path, default=Path("/srv/mmstui"), metavar="DIR",
        help="the folder to make (/srv/mmstui)",
    )  # fmt: skip
    add_json(team)


def add_log(parser: argparse.ArgumentParser) -> None:
    """Add the options of `log`."""
    parser.add_argument("--since", type=day, metavar="DATE", help="first day, YYYY-MM-DD")
    add_json(parser)


def add_setup(setup: argparse.ArgumentParser) -> None:
    """Add the options of `setup`."""
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
    completed_by(
        setup.add_argument(
            "--sms", type=number, nargs="*", metavar="DID", help="switch SMS on for these numbers"
        ),
        DID,
    )
    setup.add_argument(
        "--callback", metavar="URL",
        help="let VoIP.ms call mmstui for each number with SMS: where your proxy is reached",
    )  # fmt: skip
    setup.add_argument(
        "--replace-callback",
        action="store_true",
        help="with --callback: where another program's callback is set, replace it",
    )
    setup.add_argument("--since", type=since, metavar="DATE", help="first day of history, or all")
    setup.add_argument("--no-sync", action="store_true", help="fetch no messages yet")
    setup.add_argument("--plain", action="store_true", help="ask line by line")
    setup.add_argument("--no-input", action="store_true", help="ask nothing")
    add_json(setup)
