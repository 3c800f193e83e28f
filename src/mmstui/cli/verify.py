"""Output of `mmstui sync --verify`."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from mmstui.center import MessageCenter
from mmstui.cli.account import local_zone
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import iso, short_time, write_json, write_line
from mmstui.domain.differences import Comparison, Difference, What
from mmstui.domain.phone import numbers
from mmstui.domain.text import sanitise
from mmstui.domain.text.plurals import count_of

_WORDS = {
    What.MISSING_HERE: "missing here",
    What.MISSING_THERE: "not listed by VoIP.ms",
    What.DIFFERS: "differs",
}
#: Characters of a text that are shown.
_SHOWN = 40


def tell(center: MessageCenter, found: Comparison, *, as_json: bool) -> Exit:
    """Print each difference; return FAILURE if there are any."""
    if as_json:
        write_json(
            {
                "differences": [_json(difference) for difference in found.differences],
                "compared": found.compared,
                "deleted_here": found.deleted_here,
                "gone_there": found.gone_there,
                "not_understood": found.not_understood,
                "first_day": found.first.isoformat() if found.first else None,
                "last_day": found.last.isoformat() if found.last else None,
            }
        )
    else:
        zone, now = local_zone(center.settings), center.now()
        for difference in found.differences:
            for text in _lines(difference, now, zone):
                write_line(text)
        write_line(_summary(found))
    return Exit.FAILURE if found.differences else Exit.DONE


def _json(difference: Difference) -> dict[str, Any]:
    return {
        "what": difference.what.value,
        "kind": difference.kind.value,
        "server_id": difference.server_id,
        "did": numbers.e164(difference.did),
        "contact": numbers.e164(difference.contact),
        "sent_at": iso(difference.at),
        "here": dict(difference.here),
        "there": dict(difference.there),
    }


def _lines(difference: Difference, now: datetime, zone: tzinfo) -> list[str]:
    facts = (
        short_time(difference.at, now, zone).rjust(10),
        f"{difference.kind.value} {difference.server_id}",
        numbers.formatted(difference.contact),
        _WORDS[difference.what],
    )
    sides = (("here", difference.here), ("VoIP.ms", difference.there))
    return ["  ".join(facts)] + [
        f"{'':12}{side}: {name} {sanitise.line(text)[:_SHOWN]}"
        for side, said in sides
        for name, text in said.items()
    ]


def _summary(found: Comparison) -> str:
    if found.first is None or found.last is None:
        return "There are no messages to compare yet. mmstui sync fetches them."
    some = "no difference" if not found.differences else f"{len(found.differences):,} different"
    apart = [
        f"{count:,} {words}"
        for count, words in (
            (found.deleted_here, "deleted here"),
            (found.gone_there, "marked as gone at VoIP.ms"),
            (found.not_understood, "not understood and kept aside"),
        )
        if count
    ]
    told = f"{count_of(found.compared, 'message')} of {found.first} to {found.last}: {some}."
    return f"{told} Besides: {', '.join(apart)}." if apart else told
