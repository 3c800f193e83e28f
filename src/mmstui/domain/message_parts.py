"""Rows that VoIP.ms lists apart and that are one message: legs of a group text, parts of a text.

The rows stay rows; only what is shown and counted is grouped. Both rules look at rows that are
neighbours in time, so that any part of a thread is grouped as the whole is.

- A group text is an MMS that VoIP.ms lists once for each leg: same DID, contact, text and time,
  different ids (voipms-api section 0.11, one client's evidence). Rows that are equal to the second
  are legs if they have a text or files, and the same files. A false fold hides that somebody said
  the same thing twice in one second, never what was said. An SMS is never folded: legs are MMS, and
  `ok`, `ok` from a phone that comes back into coverage is dated to one second.
- A carrier divides a long SMS into parts: same sender, within seconds, ids that follow each other,
  and every part but the last as long as a segment, so that the next character would not have
  fitted. One character outside the SMS alphabet makes all parts short, those without it too.
  Parts that are joined wrongly are still read whole, one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mmstui.domain import limits
from mmstui.domain.messages import Direction, Kind, MediaState, Message
from mmstui.domain.records import NamedTuple
from mmstui.domain.text import gsm

#: The longest time between two parts, in milliseconds.
APART: Final = 10_000
#: The largest difference of two parts' ids: other customers' messages are numbered with them.
IDS_APART: Final = 10
#: Parts that are joined at most. A longer run is no text that a carrier divided.
MOST_PARTS: Final = 10
#: How far in time a row's group can reach, in milliseconds.
REACH: Final = MOST_PARTS * APART
#: Characters of a part before the last: emoji take two units, and some clients divide by bytes.
SHORTEST: Final = 33
LONGEST: Final = limits.SMS_CHARACTERS


class Row(NamedTuple):
    """What decides. `at` is in milliseconds; `files` are state, type and size of each."""

    at: int
    kind: str
    direction: str
    server_id: int | None
    text: str
    files: tuple[tuple[str, str, int | None], ...] = ()

    @classmethod
    def of(cls, message: Message) -> Row:
        """Return the row of a message."""
        files = tuple((media.state, media.type, media.bytes) for media in message.media)
        return cls(
            message.key[0], message.kind, message.direction, message.server_id, message.text, files
        )


def groups(rows: Sequence[Row]) -> list[list[int]]:
    """Return the indexes of the rows of each message, in the order of their first rows.

    `rows` are rows of one conversation in the order of its thread.
    """
    found: list[list[int]] = []
    legs: dict[object, list[int]] = {}
    last: Row | None = None
    run: list[int] = []
    length = 0
    short = _short_parts(rows)
    for index, row in enumerate(rows):
        group = [index]
        if _is_incoming_sms(row):
            goes_on = last is not None and (index in short or continues(last, row))
            length = length + 1 if goes_on else 0
            if 0 < length < MOST_PARTS:
                run.append(index)
                last = row
                continue
            last, run = row, group
        elif row.direction == Direction.IN and (key := leg_key(row)) is not None:
            if key in legs:
                legs[key].append(index)
                continue
            legs[key] = group
        found.append(group)
    return found


def groups_of(messages: Sequence[Message]) -> list[list[int]]:
    """Return `groups` of messages; fast where incoming ones are not within seconds."""
    found: list[list[int]] = []
    run: list[int] = []
    last = 0
    for index, message in enumerate(messages):
        if message.direction is not Direction.IN:
            found.append([index])
        elif run and message.key[0] - last <= APART:
            run.append(index)
            last = message.key[0]
        else:
            found += _groups_in(messages, run)
            run, last = [index], message.key[0]
    found += _groups_in(messages, run)
    found.sort()
    return found


def _groups_in(messages: Sequence[Message], run: list[int]) -> list[list[int]]:
    if len(run) < 2:
        return [run] if run else []
    rows = [Row.of(messages[index]) for index in run]
    return [[run[index] for index in group] for group in groups(rows)]


def _is_incoming_sms(row: Row) -> bool:
    return row.direction == Direction.IN and row.kind == Kind.SMS


def continues(first: Row, second: Row) -> bool:
    """Return whether an incoming SMS continues the one before it in the thread."""
    return _follows(first, second) and _is_full(first.text, second.text[:1])


def _short_parts(rows: Sequence[Row]) -> set[int]:
    """Return the indexes of SMS that continue another, all short as one character makes them."""
    runs: list[list[int]] = []
    for index, row in enumerate(rows):
        if not _is_incoming_sms(row):
            continue
        last = runs[-1] if runs else []
        if 0 < len(last) < MOST_PARTS and _goes_on_short(rows[last[-1]], row):
            last.append(index)
        else:
            runs.append([index])
    longer = (run for run in runs if len(run) > 1)
    short = (run for run in longer if any(gsm.septets(rows[n].text) is None for n in run))
    return {index for run in short for index in run[1:]}


def _goes_on_short(first: Row, second: Row) -> bool:
    return (
        SHORTEST <= len(first.text) <= gsm.UNITS[0]
        and bool(second.text)
        and _follows(first, second)
        and _fills(gsm.units(first.text), gsm.units(second.text[:1]), gsm.UNITS)
    )


def _follows(first: Row, second: Row) -> bool:
    return (
        first.server_id is not None
        and second.server_id is not None
        and 0 < second.server_id - first.server_id <= IDS_APART
        and 0 <= second.at - first.at <= APART
    )


def leg_key(row: Row) -> object:
    """Return what all legs of a group text have in common; None for a row that is no leg."""
    states = {state for state, _, _ in row.files}
    # Pictures that are still to come may be different ones, and so may those that never came.
    if MediaState.PENDING in states or not (MediaState.HERE in states or row.text.strip()):
        return None
    return row.at, row.text, row.files


def _is_full(text: str, following: str) -> bool:
    """Return whether a text fills a segment, so that the following character would not fit."""
    # Cheap first: nearly every text is shorter, or longer, than any segment.
    if not SHORTEST <= len(text) <= LONGEST or not following:
        return False
    septets = gsm.septets(text), gsm.septets(following)
    if septets[0] is not None and septets[1] is not None:
        sizes, ends = (septets[0], septets[1]), gsm.SEPTETS
    else:
        sizes, ends = (gsm.units(text), gsm.units(following)), gsm.UNITS
    by_bytes = len(text.encode("utf-8", "replace")), len(following.encode("utf-8", "replace"))
    return _fills(*sizes, ends) or _fills(*by_bytes, (LONGEST,))


def _fills(used: int, more: int, ends: Sequence[int]) -> bool:
    return any(used <= end < used + more for end in ends)
