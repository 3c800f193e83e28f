"""`mmstui accounts`."""

from __future__ import annotations

import argparse

from mmstui import settings
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import complain, write_json, write_line
from mmstui.domain.text.sanitise import line


def run(options: argparse.Namespace) -> Exit:
    """List the accounts of config.toml, and which one is opened without `--account`."""
    configured = settings.load()
    for complaint in configured.complaints:
        complain(f"mmstui: {complaint}")
    opened = configured.account or settings.TOP
    if options.json:
        told = [
            {
                "name": each.name,
                "username": each.username or None,
                "api_url": each.api_url,
                "opened": each.name == opened,
            }
            for each in configured.accounts
        ]
        write_json({"accounts": told})
        return Exit.DONE
    for each in configured.accounts:
        mark = "*" if each.name == opened else " "
        username = line(each.username) or "no username yet"
        elsewhere = "" if each.api_url == settings.REAL_API else f"  {line(each.api_url)}"
        write_line(f"{mark} {each.name:<16} {username}{elsewhere}")
    if not configured.accounts:
        write_line(f"{configured.config_file} has no account: mmstui setup makes one.")
    return Exit.DONE
