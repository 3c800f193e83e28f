"""The entries of the details dialog: all that the store knows of a message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from mmstui.domain import limits
from mmstui.domain.message_details import Attempt, Details, Outcome, second_pass
from mmstui.domain.message_notes import Note, NoteKind
from mmstui.domain.messages import Direction, Kind, Media, MediaState, Message, State
from mmstui.domain.phone import numbers
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import display, line
from mmstui.domain.times.zones import zone_name
from mmstui.tui.media.media_text import duration, missing
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import formatting
from mmstui.tui.ui.description_list import BLANK, Entry
from mmstui.tui.ui.message_notes import notes_of

#: The API has no delivery reports (voipms-api section 6).
NOT_TOLD: Final = "VoIP.ms does not tell whether it was delivered."
_MEANS: Final = {
    State.QUEUED: "mmstui sends it as soon as possible.",
    State.SENDING: "It is on its way: VoIP.ms has not answered yet.",
}
_OUTCOMES: Final[dict[Outcome, tuple[str, Role, bool]]] = {
    Outcome.SENDING: ("→ on its way", Role.SOFT, False),
    Outcome.FAILED: ("× refused", Role.ERROR, True),
    Outcome.REQUEUED: ("○ not accepted yet; it is sent again", Role.SOFT, False),
    Outcome.UNKNOWN: ("? no answer; mmstui looks for it", Role.WARN, False),
    Outcome.UNCONFIRMED: ("? no answer, and not found", Role.WARN, True),
}
_ORIGINS: Final = {"inbox": "in the inbox", "command": "by mmstui send"}


def entries(details: Details, zone: tzinfo, home: Path, writer: str = "") -> list[Entry]:
    """Return all entries, in groups. `home` is the user's home folder, for paths.

    `writer`, ready to paint, is named if it is not empty.
    """
    message = details.message
    when = _When(message.at, zone)
    groups = (
        _state(details, when),
        (*_parties(details), *([Entry("written by", writer)] if writer else [])),
        _times(details, when),
        _attempts(details, when),
        _traces(details),
        _files(message, home),
        _text(message),
        _rows(message, when),
    )
    found: list[Entry] = []
    for group in groups:
        if mine := list(group):
            found += [BLANK, *mine] if found else mine
    return found


class _When:
    """Formats times; the day is left out if it is that of the message."""

    def __init__(self, at: datetime, zone: tzinfo) -> None:
        self.zone = zone
        self._day = at.astimezone(zone).date()

    def time(self, at: datetime) -> str:
        """Return `13:52:07`, with the day if it is another."""
        local = at.astimezone(self.zone)
        clock = f"{local:%H:%M:%S}"
        return clock if local.date() == self._day else f"{clock}, {self.day(at)}"

    def day(self, at: datetime) -> str:
        """Return `Friday 20 November 2026`."""
        return f"{formatting.day_name(at, self.zone)} {at.astimezone(self.zone).year}"

    def full(self, at: datetime) -> str:
        """Return `13:52:07, Friday 20 November 2026`."""
        return f"{at.astimezone(self.zone):%H:%M:%S}, {self.day(at)}"


# Groups.


def _state(details: Details, when: _When) -> Iterator[Entry]:
    message = details.message
    code = line(message.problem.code) if message.problem is not None else ""
    if message.direction is Direction.IN:
        yield Entry("state", "received, not read yet" if message.unread else "received")
    else:
        words = formatting.state_words(message.state)
        remark = f"code {code}" if code else ""
        yield Entry("state", words.text, words.role, words.bold, remark)
    if (accepted := details.accepted_at) is not None and message.direction is Direction.OUT:
        yield Entry("", f"Accepted by VoIP.ms at {when.time(accepted)}.", Role.SOFT)
        yield Entry("", NOT_TOLD, Role.SOFT)
    notes = notes_of(message, when.zone)
    if not notes and (means := _MEANS.get(message.state)):
        yield Entry("", means, Role.SOFT)
    for note in notes:
        yield Entry("", note.words, note.role)
    if details.missed_at is not None and Note(NoteKind.GONE) in message.notes:
        yield Entry(
            "", f"VoIP.ms has not listed it since {when.time(details.missed_at)}.", Role.SOFT
        )
    yield Entry("kind", message.kind.upper(), remark=_why(details))


def _why(details: Details) -> str:
    """Return the reason for a message's kind: its content, or what VoIP.ms said."""
    message = details.message
    count, size = len(message.text), len(message.text.encode("utf-8", "replace"))
    if message.kind is Kind.SMS:
        return f"{formatting.count_of(count, 'character')} of {limits.SMS_CHARACTERS}"
    if message.media:
        return f"it has {formatting.count_of(len(message.media), 'file')}"
    if count > limits.SMS_CHARACTERS:
        return f"{count} characters, more than the {limits.SMS_CHARACTERS} of an SMS"
    if size > limits.SMS_BYTES:
        return f"{size} bytes with its accents, more than the {limits.SMS_BYTES} of an SMS"
    if any(attempt.kind is Kind.SMS for attempt in details.attempts):
        return "VoIP.ms found it too long for an SMS"
    return ""


def _parties(details: Details) -> Iterator[Entry]:
    message = details.message
    ours = _party(message.did, details.did_label)
    theirs = _party(message.contact, details.name)
    out = message.direction is Direction.OUT
    yield Entry("from", ours if out else theirs)
    yield Entry("to", theirs if out else ours)


def _party(number: str, name: str) -> str:
    """Return both forms of a number, then the name if there is one."""
    shown, full = line(numbers.formatted(number)), line(numbers.e164(number))
    forms = [shown] if shown == full else [shown, full]
    return "   ".join([*forms, *([name] if name and name != shown else [])])


def _times(details: Details, when: _When) -> Iterator[Entry]:
    message = details.message
    if message.server_date is not None:
        yield Entry("VoIP.ms", line(message.server_date), remark="Eastern time, as VoIP.ms has it")
        yield Entry("", f"taken for {when.full(message.at)}", Role.SOFT)
        utc = message.at.astimezone(UTC)
        yield Entry("", f"{zone_name(when.zone)} time; {utc:%Y-%m-%d %H:%M:%S} UTC", Role.SOFT)
        if (second := second_pass(message)) is not None:
            turn = "second" if second else "first"
            words = f"! That hour came twice: taken for its {turn} pass, by the ids around it."
            yield Entry("", words, Role.WARN)
    else:
        yield Entry("date", when.full(message.at), remark="this machine's clock")
    if details.queued_at is not None:
        where = _ORIGINS.get(details.origin, "")
        yield Entry("queued", when.time(details.queued_at), remark=where)
    if message.state is State.QUEUED and message.due_at is not None:
        yield Entry("due", when.time(message.due_at))


def _attempts(details: Details, when: _When) -> Iterator[Entry]:
    for attempt in details.attempts:
        yield from _attempt(attempt, when)


def _attempt(attempt: Attempt, when: _When) -> Iterator[Entry]:
    ended = "" if attempt.ended_at is None else f" to {when.time(attempt.ended_at)}"
    span = f"{when.time(attempt.started_at)}{ended}   as {attempt.kind.upper()}"
    yield Entry(f"attempt {attempt.number}", span)
    if attempt.outcome is Outcome.SENT:
        how = "accepted" if attempt.answered else "no answer, but VoIP.ms lists it"
        yield Entry("", f"✓ {how}", Role.SOFT, remark=f"id {attempt.server_id}")
        yield Entry("", f"Known {_by_what(attempt)}.", Role.SOFT)
    else:
        words, role, bold = _OUTCOMES[attempt.outcome]
        yield Entry("", words, role, bold, remark=line(attempt.code))
    if attempt.words:
        yield Entry("", line(attempt.words), Role.SOFT)
    if attempt.looks and attempt.outcome in {Outcome.UNKNOWN, Outcome.UNCONFIRMED}:
        looks = formatting.count_of(attempt.looks, "complete look")
        yield Entry("", f"{looks} at VoIP.ms did not list it.", Role.SOFT)
    if (near := attempt.near) is not None:
        known = f"VoIP.ms has a near match, {near.server_id}, at {when.time(near.at)}"
        words = f"! {known}, {_after(near.after)}: it may be another message."
        yield Entry("", words, Role.WARN)


def _by_what(attempt: Attempt) -> str:
    """Return how the message was found at VoIP.ms."""
    if attempt.after is None:
        return "by the id VoIP.ms answered"
    return f"by the same text, {_after(attempt.after)}"


def _after(span: timedelta) -> str:
    """Return `2 s after it left`. Dates of VoIP.ms have whole seconds."""
    seconds = round(abs(span).total_seconds())
    if seconds == 0:
        return "in the second it left"
    long = timedelta(seconds=seconds)
    span_words = f"{seconds} s" if seconds < 120 else formatting.about(long)
    return f"{span_words} {'before' if span < timedelta(0) else 'after'} it left"


def _traces(details: Details) -> Iterator[Entry]:
    message = details.message
    if message.server_id is not None:
        yield Entry(
            "VoIP.ms id", str(message.server_id), remark=f"among its {message.kind.upper()}"
        )
    elif message.direction is Direction.OUT:
        yield Entry("their id", "none", Role.SOFT)
    yield Entry("our id", str(message.id))
    if message.carrier_status:
        yield Entry("carrier", line(message.carrier_status) or "(blank)")
    if message.batch is not None:
        place = details.place
        which = "one of several" if place is None else f"{place.number} of {place.count}"
        yield Entry("batch", which, remark=line(message.batch))
    if details.request_id is not None:
        yield Entry("request", line(details.request_id) or "(blank)")


def _files(message: Message, home: Path) -> Iterator[Entry]:
    for number, media in enumerate(message.media, 1):
        size = "" if media.bytes is None else file_size(media.bytes)
        lasts = duration(media.seconds) if media.seconds else ""
        kind = formatting.media_words(media.kind).text
        parts = (kind, lasts, size, line(media.type), line(media.name))
        yield Entry(f"file {number}", "  ".join(part for part in parts if part))
        yield Entry("", _place_of(media, home), Role.SOFT)


def _place_of(media: Media, home: Path) -> str:
    if media.state is MediaState.HERE and media.path:
        from mmstui.tui.ui.paths import shown_path

        return shown_path(Path(media.path), home)
    where = f" {line(media.url)}" if media.url else ""
    return f"{missing(media)}{where}"


def _text(message: Message) -> Iterator[Entry]:
    count, size = len(message.text), len(message.text.encode("utf-8", "replace"))
    text = display(message.text).strip("\n")
    if not text.strip():
        yield Entry("text", "none", Role.SOFT)
        return
    yield Entry("text", f"{formatting.count_of(count, 'character')}, {size:,} bytes", Role.SOFT)
    yield Entry("", text)


def _rows(message: Message, when: _When) -> Iterator[Entry]:
    """Yield what VoIP.ms lists of a message besides one row; texts are raw."""
    if message.legs:
        yield Entry("group text", f"{len(message.legs) + 1} rows, one for each leg")
        words = "Equal to the second, with equal files: shown and counted as one message."
        yield Entry("", words, Role.SOFT)
    if message.parts:
        yield Entry("parts", f"{len(message.parts)} messages, of one text that was split")
    for row in (*message.parts, *((message, *message.legs) if message.legs else ())):
        size = formatting.count_of(len(row.text), "character")
        remark = "" if row.server_id is None else f"id {row.server_id}"
        yield Entry("", f"{when.time(row.at)}  {size}", Role.SOFT, remark=remark)
    for reaction in message.reactions:
        does = "takes away" if reaction.removed else "puts"
        yield Entry("reaction", f"{when.time(reaction.message.at)}  {does} {reaction.sign}")
        for row in reaction.message.rows:
            remark = "" if row.server_id is None else f"id {row.server_id}"
            yield Entry("", display(row.text), Role.SOFT, remark=remark)
