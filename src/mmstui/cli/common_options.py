"""Options that several commands have."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from mmstui.cli.option_types import day, number, zone

if TYPE_CHECKING:
    from argparse import _ActionsContainer

#: What completes an argument: `mmstui complete KIND` prints the candidates.
ACCOUNT = "account"
CONTACT = "contact"
DID = "did"
RECIPIENT = "recipient"
VIEW = "view"
TEMPLATE = "template"
FILES = "files"


def completed_by(action: argparse.Action, kind: str) -> None:
    """Say what completes an argument."""
    action.completed_by = kind  # type: ignore[attr-defined]


def add_account(parser: argparse.ArgumentParser, default: str | None) -> None:
    """Add `--account`, which stands before or after the name of a command."""
    account = parser.add_argument(
        "--account", default=default, metavar="NAME", help="one of mmstui accounts, not the first"
    )
    completed_by(account, ACCOUNT)


def add_json(parser: _ActionsContainer) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object, with raw text")


def add_did(parser: argparse.ArgumentParser, words: str = "only this number of yours") -> None:
    """Add `--did`."""
    completed_by(parser.add_argument("--did", type=number, metavar="D", help=words), DID)


def add_zone(parser: argparse.ArgumentParser) -> None:
    """Add `--tz`."""
    parser.add_argument(
        "--tz", type=zone, metavar="ZONE", help="time zone: a place, eastern, UTC-5"
    )


def add_narrowing(parser: argparse.ArgumentParser) -> None:
    """Add the options for which number and days to look at."""
    add_did(parser)
    parser.add_argument("--since", type=day, metavar="DATE", help="first day, YYYY-MM-DD")
    parser.add_argument("--until", type=day, metavar="DATE", help="last day, included")
    add_zone(parser)
