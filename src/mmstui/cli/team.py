"""`mmstui team`: make the folder that several people of this machine share."""

from __future__ import annotations

import argparse
import grp
import json
import os
from pathlib import Path

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.cli.account import account_settings
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import write_json, write_line
from mmstui.settings import Settings


def run(options: argparse.Namespace) -> Exit:
    """Make the folder, and say what was done and what each member does."""
    configured = account_settings()
    gid = _group(options.group)
    home = Path(os.path.abspath(options.home.expanduser()))
    folder = MessageCenter.make_team(configured, home, gid, _team_file(configured))
    line = f"team = {json.dumps(str(home))}"
    if options.json:
        write_json({"home": str(home), "folder": str(folder), "gid": gid, "config": line})
        return Exit.DONE
    for words in (
        f"{home} is the team's folder: yours to change, and the group {options.group}'s to read.",
        f"{folder} has the messages of {configured.username}: each of the group may read and "
        "write there, nobody else.",
        "Each member, you too, puts this line at the top of their config.toml:",
        f"  {line}",
        "The API password is not in the folder. Give it to the user who sends: there, mmstui setup "
        "keeps it, and mmstui service install polls and sends for all. Who has none reads, writes "
        "and queues.",
        "Your own messages, if you had any here, stay where they are: the first sync fetches what "
        "VoIP.ms has.",
    ):
        write_line(words)
    return Exit.DONE


def _group(name: str) -> int:
    """Return the number of a group that this user is in. Raises CommandError."""
    try:
        gid = int(name) if name.isascii() and name.isdecimal() else grp.getgrnam(name).gr_gid
    except KeyError:
        raise CommandError(
            Exit.USAGE, "no_group", f"There is no group {name} here.",
            f"sudo groupadd {name} makes it; sudo usermod -aG {name} USER adds people.",
        ) from None  # fmt: skip
    if os.geteuid() and gid not in {os.getegid(), *os.getgroups()}:
        raise CommandError(
            Exit.USAGE, "not_in_group", f"You are not in the group {name}.",
            f"sudo usermod -aG {name} \"$USER\" adds you: log in again after that.",
        )  # fmt: skip
    return gid


def _team_file(configured: Settings) -> str:
    """Return the text of team.toml."""
    lines = [
        "# The account that this folder's team shares, and the names of its people.",
        "# It counts only while nobody but its owner can change it. No secret belongs here.",
        f"username = {json.dumps(configured.username)}",
    ]
    if configured.api_url != settings.REAL_API:
        lines.append(f"api_url = {json.dumps(configured.api_url)}")
    return "\n".join([*lines, "", "[people]", '# ana = "Ana Silva"', ""])
