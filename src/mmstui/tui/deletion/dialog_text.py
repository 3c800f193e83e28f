"""Texts of the delete dialog: what is deleted, and what each choice means. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from mmstui.domain import limits
from mmstui.domain.deletions import Asked, Outlook, Place, Stopped, lasting
from mmstui.domain.messages import Conversation, Direction, Leaving, Message, Status
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.records import record
from mmstui.domain.text.plurals import duration
from mmstui.domain.text.sanitise import line
from mmstui.tui.theme.palette import Role
from mmstui.tui.triage.commands import UNDO
from mmstui.tui.ui import formatting
from mmstui.tui.ui.description_list import Entry
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.message_rows import rows_in_words

#: Cells of a message's text that identify the message.
_TEXT: Final = 130
#: A deletion that takes less time than this is not announced as slow.
_SOON: Final = timedelta(minutes=1)
#: How long a deletion can be undone.
_UNDO: Final = duration(limits.TAKE_BACK_FOR, "second")
_TAKES_BACK: Final = f"{_UNDO} {UNDO.key} takes it back"
#: Of several conversations, how many are named in the dialog.
_SOME: Final = 3
NAMES: Final = {Place.HERE: "here", Place.SERVER: "at VoIP.ms", Place.BOTH: "both"}


@record
class DeleteRequest:
    """What the dialog asks about: title, facts, and the store's counts.

    `many`: a conversation, not one message. `fetching`: history is still being fetched. `away`:
    VoIP.ms is not reachable, or refuses access.
    """

    title: str
    entries: tuple[Entry, ...]
    outlook: Outlook
    many: bool
    fetching: bool = False
    away: bool = False
    kept: str = "keep it"  #: what esc does


def of_conversations(
    rows: Sequence[Conversation],
    outlook: Outlook,
    now: datetime,
    zone: tzinfo,
    *,
    status: Status,
    some_days: bool,
) -> DeleteRequest:
    """Describe whole conversations; `some_days`: the list shows only some days."""
    entries = _who(rows[0]) if len(rows) == 1 else _among(rows)
    entries.append(Entry("here", _here(outlook, now, zone)))
    if some_days:
        entries.append(Entry("", "all days, not only those shown", Role.WARN))
    entries.append(Entry("VoIP.ms", _there(outlook)))
    if unsent := _unsent(outlook):
        entries.append(Entry("not sent", unsent, Role.WARN))
    if outlook.unknown:
        entries.append(Entry("unknown", _unknown(outlook.unknown), Role.WARN))
    title = (
        "Delete this conversation?"
        if len(rows) == 1
        else f"Delete {count_of(len(rows), 'conversation')}?"
    )
    fetching = bool(status.progress)
    kept = "keep it" if len(rows) == 1 else "keep them"
    return DeleteRequest(title, tuple(entries), outlook, True, fetching, _is_away(status), kept)


def _who(row: Conversation) -> list[Entry]:
    return [
        Entry("with", f"{row.number}  {row.title}" if row.named else row.number),
        Entry("via", f"{formatted(row.did)}  {row.did_label}", Role.SOFT),
    ]


def _among(rows: Sequence[Conversation]) -> list[Entry]:
    """Name the first of several conversations, and count the others."""
    names = ", ".join(row.title for row in rows[:_SOME])
    rest = len(rows) - _SOME
    return [
        Entry("with", names if rest <= 0 else f"{names} and {count_of(rest, 'other')}"),
        Entry("via", ", ".join(dict.fromkeys(row.did_label for row in rows)), Role.SOFT),
    ]


def of_message(
    message: Message, row: Conversation | None, outlook: Outlook, zone: tzinfo, *, status: Status
) -> DeleteRequest:
    """Describe one message. The last text of a line comes from outside."""
    title = row.title if row is not None else line(formatted(message.contact))
    label = row.did_label if row is not None else line(formatted(message.did))
    received = message.direction is Direction.IN
    who = f"to {label}, from {title}" if received else f"from {label}, to {title}"
    files = "  ".join(formatting.media_words(media.kind).text for media in message.media)
    text = cut(line(message.text), _TEXT)
    text = "  ".join(filter(None, (files, text))) or "(no text)"
    when = formatting.clock_time(message.at, zone)
    entries = [Entry(when, who, Role.SOFT), Entry("", text)]
    if rows := rows_in_words(message):
        entries.append(Entry("with it", rows, Role.WARN))
    title = "Delete this message?"
    return DeleteRequest(title, tuple(entries), outlook, False, away=_is_away(status))


def _is_away(status: Status) -> bool:
    return status.offline_since is not None or status.refused is not None


def _here(outlook: Outlook, now: datetime, zone: tzinfo) -> str:
    words = count_of(outlook.messages, "message")
    if files := outlook.files + outlook.files_to_come:
        words += f" with {count_of(files, 'file')}"
    if outlook.first_at is None or outlook.last_at is None:
        return words
    first, last = (formatting.moment(at, now, zone) for at in (outlook.first_at, outlook.last_at))
    return f"{words}, {first}" if first == last else f"{words}, {first} to {last}"


def _there(outlook: Outlook) -> str:
    words = kinds(outlook) or "no messages"
    if outlook.gone:
        words += f"; {outlook.gone:,} already gone there"
    if outlook.leaving:
        words += f"; {outlook.leaving:,} already being deleted"
    return words


def kinds(outlook: Outlook) -> str:
    """Return the messages at VoIP.ms by kind: `5 SMS, 2 MMS`."""
    counts = ((outlook.sms, "SMS"), (outlook.mms, "MMS"))
    return ", ".join(f"{count:,} {name}" for count, name in counts if count)


def _unknown(count: int) -> str:
    return f"{count:,}, also deleted here. Copies that arrived stay at VoIP.ms."


def _unsent(outlook: Outlook) -> str:
    said = []
    if outlook.unsent:
        said.append(f"{outlook.unsent:,}, also deleted here")
    if outlook.sending:
        said.append(f"{outlook.sending:,} being sent, not deleted")
    if outlook.draft:
        said.append("the draft stays")
    return "; ".join(said)


def problem(request: DeleteRequest, place: Place) -> str:
    """Return why a choice is impossible; "" if it is possible."""
    if place.there and not request.outlook.there:
        if request.outlook.leaving:
            return "Already being deleted at VoIP.ms."
        if request.outlook.unknown:
            return "It is not known yet whether VoIP.ms has a copy."
        return "VoIP.ms has no copy."
    if place.here and not request.outlook.messages:
        return "Nothing to delete here: it is still being sent."
    return ""


def in_brief(request: DeleteRequest, place: Place) -> str:
    """Return the short meaning of a choice, shown beside its name."""
    if reason := problem(request, place):
        return reason
    if not request.many:
        return {
            Place.HERE: "VoIP.ms keeps its copy; no sync brings it back",
            Place.SERVER: "stays here; deleted at VoIP.ms for good",
            Place.BOTH: "deleted here, and at VoIP.ms for good",
        }[place]
    there = kinds(request.outlook)
    here = count_of(request.outlook.messages, "message")
    return {
        Place.HERE: f"{here}; VoIP.ms keeps its copies",
        Place.SERVER: f"{there}; they stay here",
        Place.BOTH: f"{here} here, {there} there",
    }[place]


def at_length(request: DeleteRequest, place: Place) -> list[Entry]:
    """Return the full meaning of the choice under the cursor, beginning with how to undo it."""
    if problem(request, place):
        return []
    outlook = request.outlook
    if request.many:
        them, copies, messages, stay = "them", "its copies", "the messages are", "They stay"
    else:
        them, copies, messages, stay = "it", "its copy", "the message is", "It stays"
    there = (
        f"while mmstui checks what VoIP.ms has. Then {messages} deleted there for good: "
        f"a new installation will not find {them}."
    )
    if place is Place.HERE:
        words = (
            f"Deleted from this inbox; for {_TAKES_BACK}. VoIP.ms keeps {copies}: no "
            f"sync brings {them} back here, but a new installation would."
        )
    elif place is Place.SERVER:
        words = (
            f"For {_TAKES_BACK}, {there} {stay} here, marked as gone, and on other people’s phones."
        )
    else:
        words = (
            f"Deleted from this inbox at once; for {_TAKES_BACK}, {there} {stay} on "
            "other people’s phones."
        )
    found = [Entry("", words, Role.SOFT)]
    if place.there and lasting(outlook.there) >= _SOON:
        long = formatting.about(lasting(outlook.there))
        words = f"Messages are deleted one by one: {long} or more. {UNDO.key} stops the rest."
        found.append(Entry("", words, Role.SOFT))
    if place.there and outlook.files_to_come:
        lost = count_of(outlook.files_to_come, "file")
        found.append(Entry("", f"{lost} not fetched yet would be lost.", Role.WARN))
    if place.there and request.away:
        stop = f"{UNDO.key} stops it until then"
        words = f"VoIP.ms cannot be asked now: the deletion there waits, and {stop}."
        found.append(Entry("", words, Role.WARN))
    if place.there and request.fetching:
        found.append(Entry("", "Messages not fetched yet stay at VoIP.ms.", Role.WARN))
    return found


def button(request: DeleteRequest, place: Place) -> str:
    """Return the words of the button."""
    count = request.outlook.there if place is Place.SERVER else request.outlook.messages
    some = f" {count:,}" if request.many else ""
    return f"delete{some} {NAMES[place] if place is not Place.BOTH else 'from both'}"


def done(asked: Sequence[Asked]) -> str:
    """Return the notice after deletions were requested."""
    many = f"{count_of(len(asked), 'conversation')}: " if len(asked) > 1 else ""
    here, there = sum(each.here for each in asked), sum(each.there for each in asked)
    if not there:
        return f"{many}{here:,} deleted here   {UNDO.key} undo"
    if not here:
        return f"{many}{there:,} to be deleted at VoIP.ms   {UNDO.key} undo"
    return f"{many}deleted here, {there:,} to be deleted at VoIP.ms   {UNDO.key} undo"


def progress(leaving: Leaving) -> str:
    """Return the progress of deleting at VoIP.ms; "" if nothing is being deleted."""
    if not (leaving.left and leaving.begun):
        return ""
    return f"{leaving.done:,} of {count_of(leaving.total, 'message')}"


def remaining(leaving: Leaving) -> str:
    """Return how long the rest takes; "" if it is stopping or soon done."""
    rest = lasting(leaving.left - leaving.answered)
    return "" if leaving.stopping or rest < _SOON else f"{formatting.about(rest)} left or more"


def stopped(said: Stopped) -> str:
    """Return the notice about a deletion that was stopped."""
    words = f"Stopped: {said.deleted:,} of {count_of(said.total, 'message')} deleted at VoIP.ms"
    if said.asked:
        words += f", perhaps {said.asked:,} more"
    return f"{words}; the rest stays   d delete"


class Ending(NamedTuple):
    """How deleting at VoIP.ms ended: a sentence, and whether anything failed."""

    words: str
    failed: bool


def ended(count: int, failed: int) -> Ending | None:
    """Return how deleting ended, by its counts; None if both are 0."""
    found = [f"{count_of(count, 'message')} deleted at VoIP.ms"] if count else []
    if failed:
        found.append(f"{count_of(failed, 'message')} could not be deleted at VoIP.ms.")
    return Ending("; ".join(found), failed > 0) if found else None
