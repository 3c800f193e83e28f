"""`mmstui read`."""

from __future__ import annotations

import argparse

from mmstui.cli.account import find_contact, local_zone, opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import message_json, message_lines, write_json, write_line


def run(options: argparse.Namespace) -> Exit:
    """Print the newest messages with a contact, oldest first. Does not mark them as read."""
    with opened() as center:
        number = find_contact(center, options.contact)
        conversations = [
            row
            for row in center.inbox.conversations_with(number)
            if options.did is None or row.did == options.did
        ]
        if not conversations:
            raise CommandError(
                Exit.FAILURE, "not_found", f"No messages with {options.contact}.",
                "mmstui list shows the conversations; mmstui sync fetches what is new.",
            )  # fmt: skip
        names = {row.id: row.title if row.named else None for row in conversations}
        messages = [
            message
            for row in conversations
            for message in center.inbox.thread(row.id, limit=options.limit)
        ]
        messages = sorted(messages, key=lambda m: (m.at, m.key))[-options.limit :]
        if options.json:
            write_json({"messages": [message_json(m, names[m.conversation_id]) for m in messages]})
            return Exit.DONE
        zone, now = options.tz or local_zone(center.settings), center.now()
        for message in messages:
            name = names[message.conversation_id] or conversations[0].number
            for line in message_lines(message, name, now, zone):
                write_line(line)
    return Exit.DONE
