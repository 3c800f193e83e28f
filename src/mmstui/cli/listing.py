"""`mmstui list`."""

from __future__ import annotations

import argparse
from datetime import datetime, time, timedelta, tzinfo

from mmstui.cli.account import local_zone, opened
from mmstui.cli.codes import Exit
from mmstui.cli.output import conversation_json, short_time, write_json, write_line
from mmstui.domain.messages import Conversation, Direction


def run(options: argparse.Namespace) -> Exit:
    """List conversations from the store; no network."""
    with opened() as center:
        zone = options.tz or local_zone(center.settings)
        since, until = _bounds(options, zone)
        ids = center.conversation_ids(
            dids=frozenset({options.did}) if options.did else None,
            unread_only=options.unread,
            archived=options.archived,
            since=since,
            until=until,
        )
        found = center.conversations(ids)
        rows = [found[key] for key in ids if key in found]
        labels = {did.number: did.label for did in center.dids()}
        if options.json:
            write_json({"conversations": [conversation_json(row) for row in rows]})
            return Exit.DONE
        now = center.now()
        for row in rows:
            write_line(_line(row, labels.get(row.did, row.did_label), now, zone))
        if not rows:
            write_line("No conversations here. mmstui sync fetches them.")
    return Exit.DONE


def _bounds(options: argparse.Namespace, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """The instants between which days of a zone lie, the last day whole."""

    def midnight(day: datetime | None) -> datetime | None:
        return None if day is None else datetime.combine(day, time(), zone)

    after = options.until + timedelta(days=1) if options.until else None
    return midnight(options.since), midnight(after)


def _line(row: Conversation, did: str, now: datetime, zone: tzinfo) -> str:
    facts = [f"{row.unread} new" if row.unread else ""]
    facts.append(row.state.value if row.state else "draft" if row.draft else "")
    facts.append(row.media.value if row.media else "")
    said = ("you: " if row.preview_direction is Direction.OUT else "") + row.preview
    told = "  ".join(fact for fact in facts if fact)
    name = row.title if not row.named else f"{row.title} {row.number}"
    return (
        f"{short_time(row.last_at, now, zone):>10}  {did[:10]:>10}  {name}  {told}  {said}".rstrip()
    )
