"""Notes under a message: the problem, and the keys that help."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from mmstui.domain.message_notes import NoteKind
from mmstui.domain.messages import Message, State
from mmstui.domain.text.sanitise import line
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import formatting
from mmstui.tui.ui.commands import hint_of

AGAIN: Final = ("thread.again", "send again")
#: The blanks between two sentences.
_SENTENCE: Final = re.compile(r"(?<=[.!?]) +(?=[^ ])")


class NoteLine(NamedTuple):
    """A sentence, ready to paint, with commands and the word of each."""

    words: str
    role: Role
    commands: tuple[tuple[str, str], ...] = ()

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """The key of each command, and its word."""
        return tuple(hint_of(*each) for each in self.commands)


#: The commands for a note about a message's deletion at VoIP.ms.
_KEYS: Final = {
    NoteKind.TO_DELETE: (("triage.undo", "take it back"),),
    NoteKind.DELETING: (("triage.undo", "stop"),),
    NoteKind.NOT_DELETED: (("thread.drop", "delete"),),
}
#: The states of messages that `R` may send again, those that `d` may drop, those that `f9` may let
#: go at another time, and those that `x` may put back in the box: VoIP.ms surely has none of them.
CAN_SEND_AGAIN: Final = frozenset({State.FAILED, State.HELD, State.UNCONFIRMED, State.SCHEDULED})
CAN_DROP: Final = frozenset(
    {
        State.QUEUED,
        State.HELD,
        State.FAILED,
        State.UNKNOWN,
        State.UNCONFIRMED,
        State.SCHEDULED,
    }
)
CAN_SCHEDULE: Final = frozenset({State.SCHEDULED, State.HELD})
CAN_EDIT: Final = frozenset({State.SCHEDULED, State.HELD, State.QUEUED, State.FAILED})
_EDIT: Final = (("thread.edit", "edit"), ("thread.drop", "drop"))


def notes_of(message: Message, zone: tzinfo) -> tuple[NoteLine, ...]:
    """Return the notes under a message; most messages have none."""
    found = tuple(
        NoteLine(f"! {line(note.words)}", Role.WARN, _KEYS.get(note.kind, ()))
        for note in message.notes
    )
    return (*_of_state(message, zone), *_reminder(message, zone), *found)


def state_of(message: Message, zone: tzinfo) -> formatting.Words:
    """Return the words of a message's state; of a scheduled one, when it goes: `goes Tue 8:00`."""
    words = formatting.state_words(message.state)
    if message.state is not State.SCHEDULED or message.scheduled_at is None:
        return words
    return words._replace(word=f"goes {_time_to_come(message.scheduled_at, message, zone)}")


def _reminder(message: Message, zone: tzinfo) -> tuple[NoteLine, ...]:
    if message.remind_at is None:
        return ()
    at = _time_to_come(message.remind_at, message, zone)
    return (
        NoteLine(f"Comes up {at} if nobody answers.", Role.SOFT, (("thread.remind", "forget"),)),
    )


def _time_to_come(at: datetime, message: Message, zone: tzinfo) -> str:
    # As seen when the message was written: then the words are as true tomorrow.
    return formatting.due_time(at, message.at, zone)


def _of_state(message: Message, zone: tzinfo) -> tuple[NoteLine, ...]:
    problem = line(message.problem.words) if message.problem is not None else ""
    match message.state:
        case State.QUEUED if message.due_at is not None:
            drop = (("thread.drop", "take it back"),)
            return (NoteLine(_wait_reason(message, zone), Role.SOFT, drop),)
        case State.SCHEDULED:
            keys = (("thread.again", "send now"), ("thread.later", "time"), *_EDIT)
            return (NoteLine("It goes if mmstui runs then; if not, it asks.", Role.SOFT, keys),)
        case State.HELD:
            words = problem or "mmstui held it while you were away."
            keys = (("thread.again", "send"), ("thread.later", "later"), *_EDIT)
            return _note_lines(words, Role.WARN, keys)
        case State.FAILED:
            return _note_lines(
                problem or "Not sent.", Role.ERROR, (AGAIN, ("thread.drop", "delete"))
            )
        case State.UNKNOWN:
            return (
                NoteLine("It was sent; no answer yet. mmstui looks for it at VoIP.ms.", Role.WARN),
            )
        case State.UNCONFIRMED:
            return (NoteLine("VoIP.ms gave no answer, and does not list it.", Role.WARN, (AGAIN,)),)
        case _:
            return ()


def _note_lines(
    words: str, role: Role, commands: tuple[tuple[str, str], ...]
) -> tuple[NoteLine, ...]:
    """Return the first sentence with the commands, and the remaining text in faint below."""
    first, *more = _SENTENCE.split(words, maxsplit=1)
    return (NoteLine(first, role, commands), *(NoteLine(rest, Role.FAINT) for rest in more))


def _wait_reason(message: Message, zone: tzinfo) -> str:
    """Return the reason why a queued message waits: its own problem, otherwise the network."""
    if message.problem is None or message.due_at is None:
        return "mmstui sends it once there is a network."
    at = formatting.clock_time(message.due_at, zone)
    return f"{line(message.problem.words)} mmstui sends it at {at}."
