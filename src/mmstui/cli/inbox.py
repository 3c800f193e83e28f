"""`mmstui`: open the inbox."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from typing import NoReturn

from mmstui import first_sight, settings
from mmstui.center import MessageCenter
from mmstui.cli.account import account_settings, local_zone
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.streams import flush, is_terminal, write_line

#: Names of the standard streams, by number.
_STREAMS = ("standard input", "standard output", "standard error")


def run(options: argparse.Namespace) -> int:
    """Open the inbox of the configured account; set one up first if there is none."""
    try:
        return _run()
    finally:
        # Before an error is told: it would be written on the screen of the first sight.
        first_sight.leave()


def _run() -> int:
    configured = settings.load()
    if not configured.username and is_terminal(0) and is_terminal(1):
        require_terminal()
        from mmstui.cli.setup import set_up_first

        set_up_first()
        configured = settings.load()
    return open_inbox(configured)


def open_inbox(configured: settings.Settings) -> int:
    """Open the inbox, wait until the user leaves it, and return the exit code.

    The code is 128 + n after signal n. Raises CommandError without a terminal, before anything is
    opened, and when Textual lacks a part that the inbox needs.
    """
    from mmstui.cli.log import start_logging

    configured = account_settings(configured)
    require_terminal()
    with closing(MessageCenter.open(configured)) as center:
        start_logging(configured.home)
        center.sync.leave_terminal()
        from mmstui.tui.running import run_inbox
        from mmstui.tui.terminal.textual_private import PartMissing

        try:
            left = run_inbox(center, local_zone(configured))
        except PartMissing as error:
            raise CommandError(Exit.FAILURE, "textual", error.what, error.hint) from None
    if left.switch_to is None or is_in_browser():
        return left.code  # In a browser, the server opens the other account.
    return _open_account(left.switch_to)


def _open_account(name: str) -> NoReturn:
    """Become the inbox of another account: its keys, theme and colours hold from the start."""
    flush()
    command = [sys.executable, "-m", "mmstui", "--account", name]
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


def require_terminal() -> None:
    """Raise CommandError if the standard streams are not a usable terminal."""
    if not (why := why_no_screen()):
        return
    # Without a command for the other machine, ssh asks for a terminal by itself.
    over_ssh = "SSH_CONNECTION" in os.environ and os.environ.get("TERM") != "dumb"
    way = "ssh -t gives it one, or " if over_ssh else ""
    words = f"The inbox needs {why}: {way}use mmstui list, read, send or sync --watch here."
    if is_terminal(1) and not is_terminal(2):
        write_line(f"mmstui: {words}")  # Standard error is not visible.
    raise CommandError(Exit.USAGE, "no_terminal", words)


def is_in_browser() -> bool:
    """Return whether textual-serve shows the screen: the standard streams are its pipes."""
    return os.environ.get("TEXTUAL_DRIVER", "").startswith("textual.drivers.web_driver:")


def why_no_screen() -> str:
    """Return why nothing can be shown in full screen, after `needs`; "" if it can."""
    if is_in_browser():
        return ""
    missing = [name for number, name in enumerate(_STREAMS) if not is_terminal(number)]
    if missing:
        return (
            f"a terminal, and {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} none"
        )
    if os.environ.get("TERM") == "dumb":
        return "a terminal that can move its cursor, and TERM is dumb"
    return ""
