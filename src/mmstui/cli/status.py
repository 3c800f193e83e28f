"""`mmstui status`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from mmstui.cli.account import local_zone, opened
from mmstui.cli.codes import Exit
from mmstui.cli.output import iso, short_time, write_json, write_line
from mmstui.domain.messages import Leaving, State


def run(options: argparse.Namespace) -> Exit:
    """Tell where everything stands, from the store; no network."""
    with opened() as center:
        status, elsewhere = center.status(), center.elsewhere()
        if options.json:
            write_json(
                {
                    "unread": status.unread,
                    "conversations_unread": status.conversations_unread,
                    "outbox": _counts(status.outbox),
                    "sends_today": status.sends_today,
                    "sends_limit": status.sends_limit,
                    "last_sync": iso(status.last_sync),
                    "online": status.offline_since is None and status.refused is None,
                    "leader": status.leader_pid,
                    "deleting": {
                        "waiting": 0 if status.leaving.begun else status.leaving.left,
                        "deleting": status.leaving.left if status.leaving.begun else 0,
                        "failed": status.leaving.failed,
                    },
                    "elsewhere": [
                        {
                            "username": other.account.username,
                            "origin": other.account.origin,
                            "outbox": _counts(other.outbox),
                        }
                        for other in elsewhere
                    ],
                }
            )
            return Exit.DONE
        zone, now = local_zone(center.settings), center.now()
        write_line(f"{status.unread} unread in {status.conversations_unread} conversations")
        for state, count in status.outbox.items():
            write_line(f"{count} {state.value}")
        for words in _leaving(status.leaving):
            write_line(words)
        write_line(f"API sends today: {status.sends_today}/{status.sends_limit}")
        if status.refused:
            write_line(f"access refused: VoIP.ms said {status.refused}")
        elif status.offline_since:
            write_line(f"offline since {short_time(status.offline_since, now, zone)}")
        synced = short_time(status.last_sync, now, zone) if status.last_sync else "never"
        write_line(f"last synced: {synced}")
        for other in elsewhere:
            waiting = ", ".join(f"{count} {state.value}" for state, count in other.outbox.items())
            write_line(f"elsewhere: {waiting}, of {other.account.username} {other.account.origin}")
    return Exit.DONE


def _leaving(leaving: Leaving) -> list[str]:
    """What is being deleted at VoIP.ms."""
    found = []
    if leaving.left:
        begun = f"of {leaving.total} being deleted" if leaving.begun else "to be deleted"
        found.append(f"{leaving.left} {begun} at VoIP.ms")
    if leaving.failed:
        found.append(f"{leaving.failed} not deleted at VoIP.ms, though asked for")
    return found


def _counts(outbox: Mapping[State, int]) -> dict[str, int]:
    return {state.value: count for state, count in outbox.items()}
