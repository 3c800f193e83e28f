"""`mmstui undo`."""

from __future__ import annotations

import argparse
from typing import Final

from mmstui.cli.account import opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.json_output import conversations_json
from mmstui.cli.output import write_json, write_line
from mmstui.domain.text.plurals import count_of
from mmstui.domain.triage import Refusal, Verb

_REFUSED: Final = {
    Refusal.SENT: "VoIP.ms has it, or may have it, already.",
    Refusal.BEGUN: "it is under way already.",
    Refusal.CHANGED: "it was changed again since.",
}
#: What came back is counted in messages; with other verbs, in conversations.
_MESSAGES: Final = frozenset({Verb.DELETE, Verb.DROP, Verb.SEND, Verb.SCHEDULE})


def run(options: argparse.Namespace) -> Exit:
    """Undo the last step of the undo stack, which all inboxes of the account share."""
    with opened(threads=False) as center:
        undone = center.triage.undo().result()
        if undone is None:
            raise CommandError(Exit.FAILURE, "nothing", "There is nothing left to undo.")
        if undone.refused is not None:
            raise CommandError(
                Exit.FAILURE, undone.refused.value,
                f"Not undone ({undone.verb.value}): {_REFUSED[undone.refused]}",
            )  # fmt: skip
        rows = center.inbox.conversations(undone.conversation_ids)
        if options.json:
            found = conversations_json(center.inbox, list(rows.values()), center.now())
            write_json({"verb": undone.verb.value, "count": undone.count, "conversations": found})
            return Exit.DONE
        noun = "message" if undone.verb in _MESSAGES else "conversation"
        what = "" if undone.verb in (Verb.NAME, Verb.DISCARD) else count_of(undone.count, noun)
        told = ", ".join(filter(None, (what, undone.title)))
        write_line(f"Undone ({undone.verb.value}){': ' if told else ''}{told}.")
    return Exit.DONE
