"""`mmstui`: the inbox."""

from __future__ import annotations

import argparse

from mmstui import settings
from mmstui.cli.account import local_zone, opened


def run(options: argparse.Namespace) -> int:
    """Open the inbox of the configured account."""
    return open_inbox(settings.load())


def open_inbox(configured: settings.Settings) -> int:
    """Open the inbox and stay until the user leaves it; the exit code, 128 + n after a signal.

    The password is asked for before the screen changes, so that a prompt or a refusal of
    `password_command` is seen.
    """
    from mmstui.cli.log import start_logging

    with opened(configured) as center:
        start_logging(configured.home)
        center.unlock()
        from mmstui.tui import run_inbox

        return run_inbox(center, local_zone(configured))
