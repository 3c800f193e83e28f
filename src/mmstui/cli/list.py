"""`mmstui list`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mmstui.cli import reading_options
from mmstui.cli.account import local_zone, opened
from mmstui.cli.date_options import during
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import complain, shaped, short_time, write_json, write_line, write_lines
from mmstui.cli.streams import write_fields
from mmstui.domain.messages import Conversation, Direction
from mmstui.domain.text.cells import aligned, cut
from mmstui.domain.views import View

if TYPE_CHECKING:
    from mmstui.center import MessageCenter
    from mmstui.domain.times.days import Span


def run(options: argparse.Namespace) -> Exit:
    """List conversations from the store. Makes no request."""
    shape = shaped(options.format, FIELDS)
    with opened(reads=True) as center:
        zone = options.tz or local_zone(center.settings)
        days = during(options, zone)
        # A program gets all of them, unless it asks for fewer.
        most = reading_options.FIRST if not options.json and shape is None else sys.maxsize
        ids, more = _ids(center, options, days, zone, options.limit or most)
        found = center.inbox.conversations(ids)
        rows = [found[key] for key in ids if key in found]
        now = center.now()
        if options.json:
            write_json({"conversations": _json(center, rows, now), "more": more})
            return Exit.DONE
        if more:
            complain(f"mmstui: {more:,} more: --limit all prints each of them.")
        if shape is not None:
            for row, told in zip(rows, _json(center, rows, now), strict=True):
                # Without a name, the number is the name.
                write_fields(shape.filled(told | {"name": told["name"] or row.number}))
            return Exit.DONE
        write_lines(_line(row, now, zone) for row in rows)
        if not rows:
            why = "No message in these days" if days is not None else "No conversations here"
            write_line(f"{why}. mmstui sync fetches them.")
    return Exit.DONE


#: The fields of `--format`: those of the JSON of a conversation.
FIELDS: Final = (
    "name", "contact", "did", "last_at", "preview", "unread", "total", "done", "archived", "pinned",
    "blocked", "muted_until", "snoozed_until", "back_since", "remind_at", "draft",
)  # fmt: skip


def _ids(
    center: MessageCenter,
    options: argparse.Namespace,
    days: tuple[Span, ...] | None,
    zone: tzinfo,
    most: int,
) -> tuple[list[int], int]:
    """Return the first conversations of a view or of a saved search, and how many more it has.

    Raises CommandError.
    """
    dids = frozenset({options.did}) if options.did else None
    searches = {search.name: search for search in center.settings.searches}
    view = options.view or View.INBOX
    if (search := searches.get(view)) is not None:
        found = center.inbox.listed(search, zone, dids=dids, during=days)
        rows = center.inbox.conversations(found) if options.unread else {}
        found = [number for number in found if not options.unread or rows[number].unread]
        return found[:most], max(0, len(found) - most)
    if view not in set(View):
        known = ", ".join((*View, *searches))
        raise CommandError(
            Exit.USAGE, "no_view", f"There is no view {options.view}.", f"Views are {known}."
        )
    if options.archived:
        found = center.inbox.conversation_ids(
            dids=dids, unread_only=options.unread, everything=True, during=days
        )
        return found[:most], max(0, len(found) - most)
    view = View.UNREAD if options.unread else View(view)
    return center.inbox.first_ids(view, most, dids=dids, during=days)


def _json(
    center: MessageCenter, rows: Sequence[Conversation], now: datetime
) -> list[dict[str, Any]]:
    from mmstui.cli.json_output import conversations_json

    return conversations_json(center.inbox, rows, now)


def _line(row: Conversation, now: datetime, zone: tzinfo) -> str:
    facts = [f"{row.unread} new" if row.unread else ""]
    facts.append(row.state.value if row.state else "draft" if row.draft else "")
    facts.append(row.media.value if row.media else "")
    facts.extend(_marks(row, now))
    said = ("you: " if row.preview_direction is Direction.OUT else "") + row.preview
    told = "  ".join(fact for fact in facts if fact)
    name = row.title if not row.named else f"{row.title} {row.number}"
    at = short_time(row.last_at, now, zone)
    return f"{at:>10}  {_column(row.did_label)}  {name}  {told}  {said}".rstrip()


@cache
def _column(label: str) -> str:
    return aligned(cut(label, 10), ">", 10)


def _marks(row: Conversation, now: datetime) -> Iterator[str]:
    times = row.snoozed_until, row.muted_until, row.remind_at
    if not any((row.done, row.pinned, row.blocked, *times)):  # as most of hundreds
        return
    if row.back_since(now) is not None:
        yield "back"
    marks = (
        (row.is_snoozed(now), "snoozed"), (row.pinned, "pinned"), (row.is_muted(now), "muted"),
        (row.done, "done"), (row.blocked, "blocked"),
    )  # fmt: skip
    yield from (word for is_set, word in marks if is_set)
