"""`mmstui list`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime, tzinfo

from mmstui.cli.account import local_zone, opened
from mmstui.cli.date_options import during
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import conversation_json, short_time, write_json, write_line
from mmstui.domain.messages import Conversation, Direction
from mmstui.domain.views import View


def run(options: argparse.Namespace) -> Exit:
    """List conversations from the store. Makes no request."""
    with opened() as center:
        zone = options.tz or local_zone(center.settings)
        days = during(options, zone)
        ids = center.inbox.conversation_ids(
            dids=frozenset({options.did}) if options.did else None,
            unread_only=options.unread,
            view=options.view or View.INBOX,
            everything=options.archived,
            during=days,
        )
        found = center.inbox.conversations(ids)
        rows = [found[key] for key in ids if key in found]
        now = center.now()
        labels = {did.number: did.label for did in center.directory.dids()}
        if options.json:
            write_json({"conversations": [conversation_json(row, now) for row in rows]})
            return Exit.DONE
        for row in rows:
            write_line(_line(row, labels.get(row.did, row.did_label), now, zone))
        if not rows:
            why = "No message in these days" if days is not None else "No conversations here"
            write_line(f"{why}. mmstui sync fetches them.")
    return Exit.DONE


def _line(row: Conversation, did: str, now: datetime, zone: tzinfo) -> str:
    facts = [f"{row.unread} new" if row.unread else ""]
    facts.append(row.state.value if row.state else "draft" if row.draft else "")
    facts.append(row.media.value if row.media else "")
    facts.extend(_marks(row, now))
    said = ("you: " if row.preview_direction is Direction.OUT else "") + row.preview
    told = "  ".join(fact for fact in facts if fact)
    name = row.title if not row.named else f"{row.title} {row.number}"
    return (
        f"{short_time(row.last_at, now, zone):>10}  {did[:10]:>10}  {name}  {told}  {said}".rstrip()
    )


def _marks(row: Conversation, now: datetime) -> Iterator[str]:
    if row.back_since(now) is not None:
        yield "back"
    marks = (
        (row.is_snoozed(now), "snoozed"), (row.pinned, "pinned"), (row.is_muted(now), "muted"),
        (row.done, "done"), (row.blocked, "blocked"),
    )  # fmt: skip
    yield from (word for is_set, word in marks if is_set)
