"""`mmstui status`."""

from __future__ import annotations

import argparse

from mmstui.cli.account import local_zone, opened
from mmstui.cli.codes import Exit
from mmstui.cli.output import iso, short_time, write_json, write_line


def run(options: argparse.Namespace) -> Exit:
    """Tell where everything stands, from the store; no network."""
    with opened() as center:
        status = center.status()
        if options.json:
            write_json(
                {
                    "unread": status.unread,
                    "conversations_unread": status.conversations_unread,
                    "outbox": {state.value: count for state, count in status.outbox.items()},
                    "sends_today": status.sends_today,
                    "sends_limit": status.sends_limit,
                    "last_sync": iso(status.last_sync),
                    "online": status.offline_since is None and status.refused is None,
                    "leader": status.leader_pid,
                }
            )
            return Exit.DONE
        zone, now = local_zone(center.settings), center.now()
        write_line(f"{status.unread} unread in {status.conversations_unread} conversations")
        for state, count in status.outbox.items():
            write_line(f"{count} {state.value}")
        write_line(f"API sends today: {status.sends_today}/{status.sends_limit}")
        if status.refused:
            write_line(f"access refused: VoIP.ms said {status.refused}")
        elif status.offline_since:
            write_line(f"offline since {short_time(status.offline_since, now, zone)}")
        synced = short_time(status.last_sync, now, zone) if status.last_sync else "never"
        write_line(f"last synced: {synced}")
    return Exit.DONE
