"""The sentences that stand under a message: what happened, and what to press."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Final, NamedTuple

from mmstui.domain.deletions import NOTES, Progress
from mmstui.domain.messages import Message, State
from mmstui.domain.sanitise import line
from mmstui.tui.theme.palette import Ink
from mmstui.tui.ui import formatting

AGAIN: Final = ("R", "send again")
#: Where a sentence ends and another begins.
_SENTENCE: Final = re.compile(r"(?<=[.!?]) +(?=[^ ])")


class Note(NamedTuple):
    """A sentence, ready to paint, with keys and their words."""

    words: str
    ink: Ink
    keys: tuple[tuple[str, str], ...] = ()


#: What may be done with a message in each state: `R`, and taking it back or away.
CAN_SEND_AGAIN: Final = frozenset({State.FAILED, State.HELD, State.UNCONFIRMED})
CAN_DROP: Final = frozenset(
    {State.QUEUED, State.HELD, State.FAILED, State.UNKNOWN, State.UNCONFIRMED}
)


def notes_of(message: Message, zone: tzinfo) -> tuple[Note, ...]:
    """The sentences under a message, none for most."""
    found = tuple(Note(f"! {line(words)}", Ink.WARN, _keys(words)) for words in message.notes)
    return (*_of_state(message, zone), *found)


def _keys(words: str) -> tuple[tuple[str, str], ...]:
    """What can be done about what a message says of its deletion at VoIP.ms."""
    if words == NOTES[Progress.WAITING]:
        return (("z", "take it back"),)
    if words == NOTES[Progress.DELETING]:
        return (("z", "stop"),)
    return (("d", "delete"),) if words.startswith(NOTES[Progress.FAILED]) else ()


def _of_state(message: Message, zone: tzinfo) -> tuple[Note, ...]:
    problem = line(message.problem.words) if message.problem is not None else ""
    match message.state:
        case State.QUEUED if message.due_at is not None:
            return (Note(_waiting(message, zone), Ink.SOFT, (("d", "take it back"),)),)
        case State.HELD:
            words = problem or "Waited here while you were away."
            return _told(words, Ink.WARN, (("R", "send"), ("d", "drop")))
        case State.FAILED:
            return _told(problem or "Not sent.", Ink.ERROR, (AGAIN, ("d", "delete")))
        case State.UNKNOWN:
            return (Note("Sent, no answer yet. Looking for it at VoIP.ms.", Ink.WARN),)
        case State.UNCONFIRMED:
            return (Note("No answer, and not found at VoIP.ms.", Ink.WARN, (AGAIN,)),)
        case _:
            return ()


def _told(words: str, ink: Ink, keys: tuple[tuple[str, str], ...]) -> tuple[Note, ...]:
    """What happened with the keys beside it; any more that is known, faint below."""
    first, *more = _SENTENCE.split(words, maxsplit=1)
    return (Note(first, ink, keys), *(Note(rest, Ink.FAINT) for rest in more))


def _waiting(message: Message, zone: tzinfo) -> str:
    """Without a problem of its own, what a message waits for is the network."""
    if message.problem is None or message.due_at is None:
        return "Waits for the network; goes out by itself."
    at = formatting.clock_time(message.due_at, zone)
    return f"{line(message.problem.words)} Goes out by itself at {at}."
