"""What the delete dialog says: what would go, and what that means. Pure words, no Textual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from mmstui.domain import limits
from mmstui.domain.deletions import Asked, Outlook, Place, Stopped, lasting
from mmstui.domain.messages import Conversation, Direction, Leaving, Message, Status
from mmstui.domain.numbers import formatted
from mmstui.domain.plurals import duration
from mmstui.domain.sanitise import line
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import formatting
from mmstui.tui.ui.description_list import Entry
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.line_builder import cut

#: Cells of a message's text that tell which it is.
_TEXT: Final = 130
#: What takes less time than this needs no word about it.
_SOON: Final = timedelta(minutes=1)
#: How long a deletion can be taken back.
_UNDO: Final = duration(limits.TAKE_BACK_FOR, "second")
NAMES: Final = {Place.HERE: "here", Place.SERVER: "at VoIP.ms", Place.BOTH: "both"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be deleted: its title, its facts, and what the store counts of it.

    `many`: a conversation, not one message. `fetching`: history is still on its way. `away`:
    VoIP.ms is not reachable, or refuses access.
    """

    title: str
    entries: tuple[Entry, ...]
    outlook: Outlook
    many: bool
    fetching: bool = False
    away: bool = False


def of_conversation(
    row: Conversation,
    outlook: Outlook,
    now: datetime,
    zone: tzinfo,
    *,
    status: Status,
    some_days: bool,
) -> Wanted:
    """A whole conversation; `some_days`: the list is of some days only."""
    who = f"{row.number}  {row.title}" if row.named else row.number
    entries = [
        Entry("with", who),
        Entry("via", f"{formatted(row.did)}  {row.did_label}", Role.SOFT),
    ]
    entries.append(Entry("here", _here(outlook, now, zone)))
    if some_days:
        entries.append(Entry("", "all days, not only those that are listed", Role.WARN))
    entries.append(Entry("VoIP.ms", _there(outlook)))
    if unsent := _unsent(outlook):
        entries.append(Entry("not sent", unsent, Role.WARN))
    if outlook.unknown:
        entries.append(Entry("unknown", _unknown(outlook.unknown), Role.WARN))
    title = "Delete this conversation?"
    fetching = bool(status.progress)
    return Wanted(title, tuple(entries), outlook, True, fetching, _is_away(status))


def of_message(
    message: Message, row: Conversation | None, outlook: Outlook, zone: tzinfo, *, status: Status
) -> Wanted:
    """One message. What stands last in a line is of outside."""
    title = row.title if row is not None else line(formatted(message.contact))
    label = row.did_label if row is not None else line(formatted(message.did))
    received = message.direction is Direction.IN
    who = f"to {label}, from {title}" if received else f"from {label}, to {title}"
    files = "  ".join(formatting.media_words(media.kind).text for media in message.media)
    text = cut(line(message.text), _TEXT)
    text = "  ".join(filter(None, (files, text))) or "(no text)"
    when = formatting.clock_time(message.at, zone)
    entries = (Entry(when, who, Role.SOFT), Entry("", text))
    return Wanted("Delete this message?", entries, outlook, False, away=_is_away(status))


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
    words = kinds(outlook) or "none of them"
    if outlook.gone:
        words += f"; {outlook.gone:,} gone there already"
    if outlook.leaving:
        words += f"; {outlook.leaving:,} being deleted already"
    return words


def kinds(outlook: Outlook) -> str:
    """`5 SMS, 2 MMS`: what VoIP.ms has."""
    counts = ((outlook.sms, "SMS"), (outlook.mms, "MMS"))
    return ", ".join(f"{count:,} {name}" for count, name in counts if count)


def _unknown(count: int) -> str:
    return f"{count:,}, deleted with it here; what of it arrived, VoIP.ms keeps"


def _unsent(outlook: Outlook) -> str:
    said = []
    if outlook.unsent:
        said.append(f"{outlook.unsent:,}, deleted with it here")
    if outlook.sending:
        said.append(f"{outlook.sending:,} on its way stays")
    if outlook.draft:
        said.append("the draft stays")
    return "; ".join(said)


def problem(wanted: Wanted, place: Place) -> str:
    """Why that cannot be chosen; "" when it can."""
    if place.there and not wanted.outlook.there:
        if wanted.outlook.leaving:
            return "It is being deleted at VoIP.ms already."
        if wanted.outlook.unknown:
            return "Nobody knows yet whether VoIP.ms has it."
        return "VoIP.ms has nothing of it."
    if place.here and not wanted.outlook.messages:
        return "Nothing of it is here but what is on its way."
    return ""


def in_brief(wanted: Wanted, place: Place) -> str:
    """What a choice means, beside its name."""
    if reason := problem(wanted, place):
        return reason
    if not wanted.many:
        return {
            Place.HERE: "VoIP.ms keeps it; no sync brings it back",
            Place.SERVER: "it stays here; there it goes for good",
            Place.BOTH: "gone from both; there for good",
        }[place]
    there = kinds(wanted.outlook)
    here = count_of(wanted.outlook.messages, "message")
    return {
        Place.HERE: f"{here}; VoIP.ms keeps its own",
        Place.SERVER: f"{there}; they stay here",
        Place.BOTH: f"{here} here, {there} there",
    }[place]


def at_length(wanted: Wanted, place: Place) -> list[Entry]:
    """What the choice under the cursor means; first of all that it can be taken back."""
    if problem(wanted, place):
        return []
    outlook = wanted.outlook
    them, stay = ("them", "They stay") if wanted.many else ("it", "It stays")
    for_good = f"deleted there for good: a new installation will not find {them}."
    if place is Place.HERE:
        words = (
            f"Gone from this inbox; for {_UNDO} z takes it back. VoIP.ms keeps what it has: no "
            f"sync brings {them} back here, but a new installation would."
        )
    elif place is Place.SERVER:
        words = (
            f"For {_UNDO} z takes it back, while VoIP.ms is asked what it has. Then {for_good} "
            f"{stay} here, marked as gone, and on the phones of others."
        )
    else:
        words = (
            f"Gone from this inbox at once; for {_UNDO} z takes it back, while VoIP.ms is asked "
            f"what it has. Then {for_good} {stay} on the phones of others."
        )
    found = [Entry("", words, Role.SOFT)]
    if place.there and lasting(outlook.there) >= _SOON:
        long = formatting.about(lasting(outlook.there))
        found.append(
            Entry("", f"One by one that takes {long} or more; z stops the rest.", Role.SOFT)
        )
    if place.there and outlook.files_to_come:
        lost = count_of(outlook.files_to_come, "file")
        found.append(Entry("", f"{lost} not fetched yet would be lost.", Role.WARN))
    if place.there and wanted.away:
        words = "VoIP.ms cannot be asked now: there it goes when it can, and z stops it until then."
        found.append(Entry("", words, Role.WARN))
    if place.there and wanted.fetching:
        found.append(Entry("", "What of history is not here yet stays at VoIP.ms.", Role.WARN))
    return found


def button(wanted: Wanted, place: Place) -> str:
    """What enter does."""
    count = wanted.outlook.there if place is Place.SERVER else wanted.outlook.messages
    some = f" {count:,}" if wanted.many else ""
    return f"delete{some} {NAMES[place] if place is not Place.BOTH else 'from both'}"


def done(asked: Asked) -> str:
    """What has been said to the store."""
    if not asked.there:
        return f"{asked.here:,} deleted here   z undo"
    if not asked.here:
        return f"{asked.there:,} to be deleted at VoIP.ms   z undo"
    return f"deleted here, {asked.there:,} soon at VoIP.ms   z undo"


def progress(leaving: Leaving) -> str:
    """How far deleting at VoIP.ms is; "" when nothing is being deleted."""
    if not (leaving.left and leaving.begun):
        return ""
    return f"{leaving.done:,} of {count_of(leaving.total, 'message')}"


def remaining(leaving: Leaving) -> str:
    """How long the rest takes; "" where that is no question."""
    rest = lasting(leaving.left - leaving.answered)
    return "" if leaving.stopping or rest < _SOON else f"{formatting.about(rest)} left or more"


def stopped(said: Stopped) -> str:
    """What has come of a deletion that was stopped."""
    words = f"Stopped: {said.deleted:,} of {count_of(said.total, 'message')} deleted at VoIP.ms"
    if said.asked:
        words += f", {said.asked:,} perhaps"
    return f"{words}; the rest stays   d delete"


class Ending(NamedTuple):
    """How deleting at VoIP.ms ended: in a sentence, and whether anything failed."""

    words: str
    failed: bool


def ended(count: int, failed: int) -> Ending | None:
    """What went and what did not; None when nothing ended."""
    found = [f"{count_of(count, 'message')} deleted at VoIP.ms"] if count else []
    if failed:
        found.append(f"{count_of(failed, 'message')} could not be deleted at VoIP.ms.")
    return Ending("; ".join(found), failed > 0) if found else None
