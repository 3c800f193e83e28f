"""`mmstui sync`."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from mmstui.center import MessageCenter
from mmstui.cli.account import opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import write_json, write_line
from mmstui.cli.verify import tell
from mmstui.domain.access import about_address, refusal
from mmstui.domain.differences import Comparison
from mmstui.domain.text.sanitise import line

if TYPE_CHECKING:
    from mmstui.center import Report


def run(options: argparse.Namespace) -> Exit:
    """Send queued messages and fetch new ones: once, or until stopped."""
    if options.watch:
        from mmstui.cli.watch import watch

        return watch(options)
    if options.hook or options.notify or options.listen:
        raise CommandError(
            Exit.USAGE, "needs_watch", "--exec, --notify and --listen need --watch."
        )  # fmt: skip
    with opened() as center:
        center.sync.engine()  # Asks for the password first.
        if options.verify:
            report = asyncio.run(center.sync.verify())
            _raise_for(center, report)
            return tell(center, report.comparison or Comparison(), as_json=options.json)
        report = asyncio.run(center.sync.once(since=options.since, full=options.full))
        _raise_for(center, report)
        if options.json:
            write_json(
                {
                    "new": report.new_messages,
                    "messages": center.status().messages,
                    "sent": report.sent,
                    "failed": report.failed,
                }
            )
        else:
            write_line(f"{report.new_messages} new, {report.sent} sent, {report.failed} failed")
    return Exit.DONE


def _raise_for(center: MessageCenter, report: Report) -> None:
    """Raise CommandError if the pass did not complete."""
    if report.refused:
        found = refusal(report.refused, _seen(center, report.refused))
        raise CommandError(
            Exit.ACCESS, report.refused, found.what,
            f"{found.fix}\nThen run mmstui sync again. VoIP.ms said {line(report.refused)}.",
        )  # fmt: skip
    if report.offline:
        raise CommandError(
            Exit.NETWORK, "network", report.problem or "VoIP.ms cannot be reached.",
            "Queued messages stay in the outbox; try again later.",
        )  # fmt: skip
    if report.silent_leader:
        raise CommandError(
            Exit.FAILURE, "leader_silent", report.problem,
            "It holds the account's lock; stop it, or wake it.",
        )  # fmt: skip
    if report.timed_out or report.problem:
        raise CommandError(
            Exit.FAILURE, "incomplete", report.problem or "The polling inbox did not answer.",
            "Run it again; no received message is lost.",
        )  # fmt: skip


def _seen(center: MessageCenter, status: str) -> str:
    """Return the address to allow; "" if it does not matter or is unknown."""
    if not about_address(status):
        return ""
    # The refused process has fetched it; a leader of another version has not.
    return center.status().seen_address or asyncio.run(center.sync.seen_address()) or ""
