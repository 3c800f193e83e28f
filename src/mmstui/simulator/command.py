"""The command line of the simulator."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence

from mmstui.simulator.account import Account
from mmstui.simulator.app import create_app
from mmstui.simulator.bulk import bulk_account
from mmstui.simulator.clock import SystemClock
from mmstui.simulator.demo import DemoLife, demo_account, demo_dids, demo_switches
from mmstui.simulator.server import api_url, bind, serve

USERNAME = "demo@example.com"
PASSWORD = "demo"  # noqa: S105 - public, of the demo


def main(argv: Sequence[str] | None = None) -> int:
    """Run the simulator until a signal ends it; return the exit code.

    The first line on stdout is the URL of the API, printed when the API answers. Environment
    variables of mmstui are ignored, so that a shell set up for the real VoIP.ms cannot mix the two.
    """
    parser = _parser()
    options = parser.parse_args(argv)
    switches = demo_switches()
    switches.requests_per_minute = options.per_minute
    for setting in options.switch:
        try:
            switches.apply_text(setting)
        except ValueError as wrong:
            parser.error(f"--switch {setting}: {wrong}")
    try:
        listener = bind(options.port)
    except OSError as problem:
        print(f"cannot listen on port {options.port}: {problem.strerror}", file=sys.stderr)
        return 1
    clock = SystemClock()
    account, beside = _account(options, clock)
    account.username, account.password = options.username, options.password

    def ready() -> None:
        print(api_url(listener))
        print(f"username {account.username}")
        print(f"password {account.password}", flush=True)

    asyncio.run(
        serve(
            create_app(account, switches, clock),
            listener,
            ready=ready,
            beside=beside,
            die_with_parent=options.die_with_parent,
        )
    )
    return 0


def _account(
    options: argparse.Namespace, clock: SystemClock
) -> tuple[Account, Callable[[], Awaitable[None]] | None]:
    """Return the requested account, and the task that keeps it alive beside the server."""
    if options.empty:
        account = Account()
        demo_dids(account)
        return account, None
    if options.messages is not None:
        return bulk_account(clock, options.messages, options.seed), None
    account = demo_account(clock, options.seed)
    return account, DemoLife(account, clock, options.seed).run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mmstui simulator",
        description="A VoIP.ms that lives on this machine: loopback only, nothing is kept.",
        epilog=f"The credentials are {USERNAME} / {PASSWORD} unless told otherwise. "
        "MMSTUI_API_* is ignored. Messages are injected at /_simulator/inject.",
    )
    parser.add_argument("--port", type=int, default=0, help="port to listen on (a free one)")
    parser.add_argument("--seed", type=int, default=1, help="what all chance comes from (1)")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--demo", action="store_true", help="the demo account, alive (the default)")
    kind.add_argument("--empty", action="store_true", help="the demo's DIDs without a message")
    kind.add_argument(
        "--messages", type=int, metavar="N", help="a quiet account of N messages instead"
    )
    parser.add_argument("--username", default=USERNAME, help=f"({USERNAME})")
    parser.add_argument("--password", default=PASSWORD, help=f"({PASSWORD})")
    parser.add_argument(
        "--per-minute", type=int, default=600, metavar="N", help="API calls a minute (600; 0: any)"
    )
    parser.add_argument(
        "--switch", action="append", default=[], metavar="NAME=VALUE",
        help="a fault or doubt to play, as in docs/simulator.md: latency=9, error_messages=off",
    )  # fmt: skip
    parser.add_argument(
        "--die-with-parent",
        action="store_true",
        help="end when the parent process does, or closes a pipe on stdin",
    )
    return parser
