"""The options of `sync --watch`, and of the service that runs it."""

from __future__ import annotations

import argparse
import shlex

from mmstui.domain.push_targets import push_target


def add_watch_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of what hears of new messages."""
    parser.add_argument(
        "--exec", dest="hook", type=_command, metavar="COMMAND",
        help="with --watch: run this for each new message, without a shell, with JSON on its input",
    )  # fmt: skip
    parser.add_argument(
        "--notify", type=_target, action="append", default=[], metavar="TARGET",
        help="with --watch: tell of new messages by ntfy:URL, unifiedpush:URL or command:COMMAND",
    )  # fmt: skip


def add_service_actions(service: argparse.ArgumentParser) -> None:
    """Add `install`, `status` and `remove`."""
    actions = service.add_subparsers(dest="action", metavar="ACTION", required=True)
    install = actions.add_parser("install", help="write a unit for systemd, and start it")
    add_watch_options(install)
    status = actions.add_parser("status", help="say whether the service runs")
    remove = actions.add_parser("remove", help="stop the service, and delete its unit")
    for parser in (install, status, remove):
        parser.add_argument("--json", action="store_true", help="print one JSON object")


def _command(text: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if not words:
        raise argparse.ArgumentTypeError("a command with its quotes closed is wanted")
    return words


def _target(text: str) -> str:
    try:
        push_target(text)
    except ValueError as wanted:
        raise argparse.ArgumentTypeError(f"wanted: {wanted}") from None
    return text
