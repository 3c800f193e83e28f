"""`mmstui log`: who did what, in a team."""

from __future__ import annotations

import argparse
from datetime import datetime, time
from typing import Any

from mmstui.center import MessageCenter
from mmstui.cli.account import local_zone, opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import full_time, iso, write_json, write_line
from mmstui.domain.phone import numbers
from mmstui.domain.team_log import Deed
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import line


def run(options: argparse.Namespace) -> Exit:
    """Print what the people of a team did, the oldest first."""
    with opened() as center:
        if center.settings.team is None:
            raise CommandError(
                Exit.USAGE, "no_team", "You share this account with nobody: there is no log.",
                "docs/team.md says how several people answer one account.",
            )  # fmt: skip
        zone = local_zone(center.settings)
        since = None if options.since is None else datetime.combine(options.since, time(), zone)
        deeds = center.log(since)
        if options.json:
            write_json({"log": [_json(center, deed) for deed in deeds]})
            return Exit.DONE
        for deed in deeds:
            when = full_time(deed.at, center.now(), zone).rjust(16)
            write_line(f"{when}  {center.people.name(deed.person)}  {deed.verb}  {_what(deed)}")
    return Exit.DONE


def _what(deed: Deed) -> str:
    if deed.about:
        return line(deed.about)
    if len(deed.conversations) == 1:
        ((did, contact),) = deed.conversations
        return line(f"{numbers.formatted(contact)} via {numbers.formatted(did)}")
    return count_of(len(deed.conversations), "conversation")


def _json(center: MessageCenter, deed: Deed) -> dict[str, Any]:
    return {
        "id": deed.id,
        "at": iso(deed.at),
        "uid": deed.person,
        "person": center.people.name(deed.person),
        "verb": deed.verb,
        "about": deed.about or None,
        "conversations": [
            {"did": numbers.e164(did), "contact": numbers.e164(contact)}
            for did, contact in deed.conversations
        ],
    }
