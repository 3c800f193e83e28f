"""The options of `sync --watch`, of the service that runs it, and of `web`."""

from __future__ import annotations

import argparse
import shlex
from typing import Final

from mmstui.cli.common_options import FILES, add_account, completed_by
from mmstui.cli.option_types import path
from mmstui.domain.push_targets import push_target

#: Where only this machine can call.
LOOPBACK: Final = "127.0.0.1"
_MOST_PORT: Final = 65_535
_WEB_PORT: Final = 8026


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

    parser.add_argument(
        "--listen", type=_port, metavar="PORT",
        help="with --watch: let VoIP.ms's callback wake the poll, as mmstui listen does",
    )  # fmt: skip
    _bind(parser)


def add_listen_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `listen`."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--port", dest="listen", type=_port, metavar="PORT", help="listen there")
    what.add_argument(
        "--new-address", action="store_true",
        help="make a new address for the portal, and show it; the one before is no longer taken",
    )  # fmt: skip
    parser.add_argument(
        "--url", default="", metavar="URL", help="with --new-address: where the proxy is reached"
    )
    _bind(parser)
    parser.set_defaults(hook=None, notify=[], json=False)


def add_web(web: argparse.ArgumentParser) -> None:
    """Add the options of `web`."""
    web.add_argument(
        "--port", type=_port, default=_WEB_PORT, metavar="PORT", help=f"listen there ({_WEB_PORT})"
    )
    web.add_argument(
        "--url", type=_origin, metavar="URL",
        help="where your proxy is reached: https://mmstui.example.com",
    )  # fmt: skip
    kept = web.add_argument(
        "--token-file", type=path, metavar="FILE",
        help="keep the token of the address in this file, so that the address stays",
    )  # fmt: skip
    completed_by(kept, FILES)


def _bind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bind", default=LOOPBACK, metavar="ADDRESS",
        help=f"listen at this address of the machine ({LOOPBACK}: for a proxy on it)",
    )  # fmt: skip


def add_service_actions(service: argparse.ArgumentParser) -> None:
    """Add `install`, `status` and `remove`."""
    actions = service.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, words: str, example: str) -> argparse.ArgumentParser:
        made = actions.add_parser(
            name, help=words, epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        add_account(made, argparse.SUPPRESS)
        return made

    install = action(
        "install", "write a unit for systemd, and start it", "mmstui service install --listen 8180"
    )
    add_watch_options(install)
    status = action("status", "say whether the service runs", "mmstui service status --json")
    remove = action("remove", "stop the service, and delete its unit", "mmstui service remove")
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


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= _MOST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to {_MOST_PORT}")
    return int(text)


def _origin(text: str) -> str:
    scheme, _, host = text.rstrip("/").partition("://")
    if scheme not in {"http", "https"} or not host or set(host) & set("/?#@ "):
        raise argparse.ArgumentTypeError("wanted: https:// and a host name, without a path")
    return text


def _target(text: str) -> str:
    try:
        push_target(text)
    except ValueError as wanted:
        raise argparse.ArgumentTypeError(f"wanted: {wanted}") from None
    return text
