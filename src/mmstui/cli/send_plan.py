"""`send --dry-run`: what would go to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmstui.center import MessageCenter
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import write_json, write_line
from mmstui.cli.recipients import Outgoing
from mmstui.domain.phone import numbers
from mmstui.domain.routing import Route
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import line


def tell_plan(
    center: MessageCenter,
    outgoing: Sequence[Outgoing],
    routes: Mapping[str, Route],
    *,
    as_json: bool,
) -> Exit:
    """Print each message that would go, and how many sends are left today."""
    status = center.status()
    if as_json:
        told = [
            {
                "contact": numbers.e164(each.contact),
                "text": each.text,
                "kind": routes[each.text].kind.value,
            }
            for each in outgoing
        ]
        write_json(
            {
                "dry_run": True,
                "messages": told,
                "sends_today": status.sends_today,
                "sends_limit": status.sends_limit,
            }
        )
        return Exit.DONE
    for each in outgoing:
        kind = routes[each.text].kind.value.upper()
        write_line(f"{numbers.formatted(each.contact)}  {kind}  {line(each.text)}")
    count = count_of(len(outgoing), "message")
    write_line(f"{count} would go; sent today: {status.sent_words}. Nothing was sent.")
    return Exit.DONE
