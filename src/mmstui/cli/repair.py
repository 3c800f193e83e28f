"""`mmstui repair`."""

from __future__ import annotations

import argparse

from mmstui.center import MessageCenter
from mmstui.cli.account import account_settings
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import write_json, write_line
from mmstui.domain.text.plurals import count_of

#: Contents of the tables, in words for people.
_CALLED = {
    "attempt": "what became of sends",
    "contact": "names",
    "conversation": "conversations",
    "conversation_tombstone": "what was deleted here",
    "did": "your numbers",
    "draft": "drafts",
    "everything": "all of it",
    "mark": "how far the polls had come",
    "media": "files",
    "media_question": "files",
    "message": "messages",
    "tombstone": "what was deleted here",
}


def run(options: argparse.Namespace) -> Exit:
    """Build a new store from a damaged one, and keep the damaged one beside it."""
    done = MessageCenter.repair(account_settings())
    holes = sorted({_CALLED[table] for table in done.holes if table in _CALLED})
    if options.json:
        write_json(
            {
                "repair": {
                    "damaged": done.aside is not None,
                    "kept": None if done.aside is None else str(done.aside),
                    "messages": done.messages,
                    "drafts": done.drafts,
                    "unsettled": done.unsettled,
                    "held": done.held,
                    "incomplete": holes,
                }
            }
        )
        return Exit.DONE
    if done.aside is None:
        write_line("The message store is in order; nothing was changed.")
        return Exit.DONE
    write_line(
        f"Saved {count_of(done.messages, 'message')}, {done.unsettled:,} of them yours and not "
        f"sent, and {count_of(done.drafts, 'draft')}."
    )
    if holes:
        write_line(f"Some of this could not be read: {', '.join(holes)}.")
    if done.held:
        write_line(f"Held until you send them again: {count_of(done.held, 'queued message')}.")
    write_line("mmstui sync --full brings back what VoIP.ms has.")
    write_line(f"The damaged store is kept in {done.aside}")
    return Exit.DONE
