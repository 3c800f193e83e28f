"""The options of `sync`, `service` and `listen`."""

from __future__ import annotations

import argparse

from mmstui.cli.common_options import add_json
from mmstui.cli.option_types import day
from mmstui.cli.service_options import add_listen_options, add_service_actions, add_watch_options
from mmstui.domain import limits
from mmstui.domain.text.plurals import duration

add_service = add_service_actions
add_listen = add_listen_options


def add_sync(sync: argparse.ArgumentParser) -> None:
    """Add the options of `sync`."""
    either = sync.add_mutually_exclusive_group()
    either.add_argument(
        "--watch",
        action="store_true",
        help="run until stopped; with --json, print a line for each event",
    )
    either.add_argument(
        "--verify", action="store_true", help="compare the store with VoIP.ms; change nothing"
    )
    sync.add_argument(
        "--full",
        action="store_true",
        help=f"fetch all history, not only {duration(limits.FIRST_SYNC, 'day')}",
    )
    sync.add_argument("--since", type=day, metavar="DATE", help="fetch history from this day on")
    add_watch_options(sync)
    add_json(sync)
