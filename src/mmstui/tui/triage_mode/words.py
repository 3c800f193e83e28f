"""What triage mode says. No Textual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from mmstui.domain.text.plurals import count_of
from mmstui.tui.triage_mode.session import Outcome, TriageSession, Verdict
from mmstui.tui.ui.formatting import about

#: Why a key did nothing.
TOO_EARLY: Final = "not done: this was not on the screen yet when you pressed the key"
_NOT_YET: Final = {Outcome.SKIPPED, Outcome.UNREAD}
NOTHING_TO_UNDO: Final = "Nothing of this triage is left to undo."
NOT_HERE: Final = "This conversation is not here any more."


def arrived(count: int) -> str:
    """Say that messages have arrived in the conversation on the screen."""
    return f"{count_of(max(1, count), 'new message')} in this conversation"


def why_not(verdict: Verdict, count: int) -> str:
    """Say why a key did nothing; `count` messages have arrived."""
    if verdict is Verdict.NEWS:
        return f"{arrived(count)}: look, then press the key again"
    return TOO_EARLY


def tally(counts: Mapping[Outcome, int]) -> list[str]:
    """Return how many conversations had each outcome: `36 done`, `2 snoozed`."""
    return [f"{counts[outcome]:,} {outcome}" for outcome in Outcome if counts.get(outcome)]


def ended(session: TriageSession, took: timedelta) -> list[str]:
    """Return the sentences at the end."""
    people, keys = count_of(session.total, "conversation"), count_of(session.keys, "key")
    by_verb = ", ".join(tally(session.counts))
    over = "None left" if session.counts.keys() & _NOT_YET else "All done"
    return [f"{over}: {people}, {about(took)}, {keys}.", f"{by_verb}."]


def stopped(session: TriageSession) -> str:
    """Say what was done before the user left; "" if nothing was."""
    if not session.counts:
        return ""
    seen = f"{session.total - session.left:,} of {count_of(session.total, 'conversation')}"
    return f"{seen}, {count_of(session.keys, 'key')}: {', '.join(tally(session.counts))}"
