"""`mmstui read`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from mmstui.center import MessageCenter
from mmstui.cli.account import at, find_contact, local_zone, opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import complain, message_lines, write_json, write_line
from mmstui.cli.streams import flush
from mmstui.domain.messages import Message

if TYPE_CHECKING:
    from mmstui.cli.follow import Follower


def run(options: argparse.Namespace) -> Exit:
    """Print the newest messages with a contact, oldest first. Does not mark them as read."""
    with opened(reads=True) as center:
        follower = _follower(center) if options.follow else None
        number = find_contact(center, options.contact)
        conversations = [
            row
            for row in center.inbox.conversations_with(number)
            if options.did is None or row.did == options.did
        ]
        if not conversations:
            raise CommandError(
                Exit.FAILURE, "not_found", f"No messages with {options.contact}{at(options.did)}.",
                "mmstui list shows the conversations; mmstui sync fetches what is new.",
            )  # fmt: skip
        names = {row.id: row.title if row.named else None for row in conversations}
        messages = [
            message
            for row in conversations
            for message in center.inbox.thread(row.id, limit=options.limit)
        ]
        messages = sorted(messages, key=lambda m: (m.at, m.key))[-options.limit :]
        if options.json and follower is None:
            write_json({"messages": [_json(m, names[m.conversation_id]) for m in messages]})
            return Exit.DONE
        zone = options.tz or local_zone(center.settings)

        def show(message: Message) -> None:
            name = names[message.conversation_id]
            if options.json:
                write_json({"message": _json(message, name)})
                return
            shown_as = name or conversations[0].number
            for line in message_lines(message, shown_as, center.now(), zone):
                write_line(line)

        for message in messages:
            show(message)
        if follower is not None:
            flush()
            follower.follow(names, {message.id for message in messages}, show)
    return Exit.DONE


def _json(message: Message, name: str | None) -> dict[str, Any]:
    from mmstui.cli.json_output import message_json

    return message_json(message, name)


def _follower(center: MessageCenter) -> Follower:
    from mmstui.cli.follow import Follower

    if center.inbox.leader(center.now())[0] is None:
        complain("mmstui: nothing fetches messages now: mmstui sync --watch does, or an inbox.")
    return Follower(center)
