"""The options of commands that print what is stored."""

from __future__ import annotations

import argparse
from typing import Final

from mmstui.cli.common_options import (
    CONTACT,
    VIEW,
    add_did,
    add_json,
    add_narrowing,
    add_zone,
    completed_by,
)
from mmstui.cli.option_types import limit, positive

#: How many conversations `list` prints by default.
FIRST: Final = 500
#: How many messages `read` and `search` print by default.
_NEWEST: Final = 50

add_dids = add_contacts = add_keys = add_json


def add_list(listing: argparse.ArgumentParser) -> None:
    """Add the options of `list`."""
    from mmstui.domain.views import View

    either = listing.add_mutually_exclusive_group()
    either.add_argument("--unread", action="store_true", help="only unread conversations")
    view = either.add_argument(
        "--view", metavar="VIEW", help=f"one of {', '.join(View)}, or a saved search"
    )
    completed_by(view, VIEW)
    listing.add_argument(
        "--all", "--archived", dest="archived", action="store_true",
        help="all conversations, also done, snoozed and blocked ones",
    )  # fmt: skip
    listing.add_argument(
        "--limit", type=limit, metavar="N",
        help=f"the first N; all: each of them ({FIRST}; with --json or --format all)",
    )  # fmt: skip
    add_narrowing(listing)
    _add_format(listing, "each conversation")


def add_read(read: argparse.ArgumentParser) -> None:
    """Add the options of `read`."""
    completed_by(
        read.add_argument(
            "contact", metavar="CONTACT", help="a number, or a name in the phonebook"
        ),
        CONTACT,
    )
    add_did(read)
    read.add_argument(
        "--limit", type=positive, default=_NEWEST, metavar="N", help=f"newest N ({_NEWEST})"
    )
    read.add_argument(
        "--follow", action="store_true",
        help="then print each new message until stopped; with --json, a line for each message",
    )  # fmt: skip
    add_zone(read)
    add_json(read)


def add_search(search: argparse.ArgumentParser) -> None:
    """Add the options of `search`."""
    search.add_argument(
        "query", nargs="+", metavar="QUERY",
        help='beginnings of words, or a "phrase"; case and accents are ignored; operators as '
        "from:ann has:photo after:2026-03-01 (before the first word with a dash: --)",
    )  # fmt: skip
    search.add_argument(
        "--limit", type=positive, default=_NEWEST, metavar="N", help=f"newest N ({_NEWEST})"
    )
    add_narrowing(search)
    add_json(search)


def add_status(status: argparse.ArgumentParser) -> None:
    """Add the options of `status`."""
    status.add_argument(
        "--set-aside", action="store_true",
        help="print instead the rows of VoIP.ms that could not be parsed, newest first",
    )  # fmt: skip
    _add_format(status, "one line")


def _add_format(parser: argparse.ArgumentParser, what: str) -> None:
    """Add `--format` and `--json`, of which one may be given."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--format", metavar="F",
        help=rf"print {what} so: {{name}} of a field of the JSON, \t and \n",
    )  # fmt: skip
    add_json(either)
