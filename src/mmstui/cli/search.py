"""`mmstui search`."""

from __future__ import annotations

import argparse
import re

from mmstui.cli.account import local_zone, opened
from mmstui.cli.date_options import during
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.json_output import message_json
from mmstui.cli.output import complain, message_lines, write_json, write_line
from mmstui.domain.searching.search_operators import parse_search


def run(options: argparse.Namespace) -> Exit:
    """Print the newest messages that match, newest first. Does not mark them as read."""
    if not " ".join(options.query).strip():
        raise CommandError(Exit.USAGE, "empty", "There is nothing to search for.")
    with opened(reads=True) as center:
        dids = frozenset({options.did}) if options.did else None
        zone = options.tz or local_zone(center.settings)
        query = parse_search(" ".join(map(_as_typed, options.query)), zone)
        for problem in query.problems:
            complain(f"mmstui: {problem.sentence}")
        days = during(options, zone)
        found = center.search.find(query, dids=dids, during=days, limit=options.limit)
        shown = [center.inbox.containing(message.id) for message in found]
        messages = [message for message in shown if message is not None]
        rows = center.inbox.conversations(sorted({m.conversation_id for m in messages}))
        names = {row.id: row.title if row.named else None for row in rows.values()}
        share = center.search.indexed_anew()
        if share is not None:
            complain(
                f"mmstui: older messages are being indexed anew ({share:.0%}), by an open mmstui "
                "or mmstui sync: some are not found yet."
            )
        if options.json:
            write_json(
                {"messages": [message_json(m, names.get(m.conversation_id)) for m in messages]}
            )
            return Exit.DONE
        now = center.now()
        for message in messages:
            row = rows.get(message.conversation_id)
            for line in message_lines(message, row.title if row else message.contact, now, zone):
                write_line(line)
        if not messages:
            where = " in these days" if days is not None else ""
            write_line(f"No message{where} has {query.text} in it.")
            write_line("Words match from their beginning.")
    return Exit.DONE


def _as_typed(word: str) -> str:
    """Return an argument with the quotes that the shell has removed: `from:"Zoé Tremblay"`."""
    return re.sub(r'^(-?[A-Za-z]+:)([^"\s]+\s[^"]*)$', r'\1"\2"', word)
