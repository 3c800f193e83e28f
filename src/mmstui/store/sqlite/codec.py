"""Conversion between rows of the tables and objects of the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mmstui.domain import limits
from mmstui.domain.messages import (
    Attachment,
    Conversation,
    Direction,
    Kind,
    Media,
    MediaKind,
    MediaState,
    Message,
    Problem,
    State,
)
from mmstui.domain.text.sanitise import line
from mmstui.store.reading.list_columns import CONVERSATION_COLUMNS as CONVERSATION_COLUMNS
from mmstui.store.sqlite.instants import from_ms as from_ms
from mmstui.store.sqlite.instants import moment as moment
from mmstui.store.sqlite.instants import to_ms as to_ms

# Rows of the list have neither files nor deletions.
if TYPE_CHECKING:
    from mmstui.domain.deletions import Progress
    from mmstui.domain.files.vcard import Card
    from mmstui.domain.message_notes import Note

#: Added to the id of a message without a server id, to sort it after all messages of the same
#: instant that have one.
UNNAMED_TIE = limits.OWN_IDS_FROM


#: The place of a message in its thread.
Key = tuple[int, int, int]


def tie(server_id: int | None, message_id: int) -> int:
    """Return the sort key among messages of one instant: the server id, else our id after all."""
    return UNNAMED_TIE + message_id if server_id is None else server_id


def id_list(ids: Sequence[int] | set[int]) -> str:
    """Return ids as JSON for `IN (SELECT value FROM json_each(?))`: one statement for any count."""
    return f"[{','.join(map(str, ids))}]"


def file_kind(mime: str, name: str) -> MediaKind:
    """Return the kind of a file by its type, or by its name when the type is unknown."""
    from mmstui.domain.files.file_types import media_kind, type_by_name

    return media_kind(mime or type_by_name(name))


#: The columns that `message_from_row` reads, in that order, from `message AS m` and
#: `conversation AS c`.
MESSAGE_COLUMNS = (
    "m.id, m.conversation_id, m.at, m.tie, m.kind, m.server_id, m.direction, m.state, c.did, "
    "c.contact, m.text, m.unread, m.server_date, m.carrier_status, m.batch, m.problem_code, "
    "m.problem_words, m.due_at, m.gone, m.twice, m.origin, m.scheduled_at, "
    "iif(c.remind_about = m.id, c.remind_at, NULL), m.written_by"
)

_NO_ATTEMPTS = (0, 0)

# A dict look-up takes a third of the time of calling the enum; a page or a list makes hundreds.
_KINDS = {kind.value: kind for kind in Kind}
_DIRECTIONS = {direction.value: direction for direction in Direction}
_STATES = {state.value: state for state in State}
_MEDIA_KINDS = {kind.value: kind for kind in MediaKind}


def message_from_row(
    row: Sequence[Any],
    media: Sequence[Media] = (),
    attempts: tuple[int, int] = _NO_ATTEMPTS,
    leaving: tuple[Progress, str] | None = None,
) -> Message:
    """Return a message from its `MESSAGE_COLUMNS`.

    `attempts`: the number of attempts, and of those with a near match. `leaving`: the progress of
    its deletion at VoIP.ms, with the reason.
    """
    (
        message_id, conversation_id, at, row_tie, kind, server_id, direction, state, did, contact,
        text, unread, server_date, carrier_status, batch, problem_code, problem_words, due_at,
        gone, twice, _origin, scheduled_at, remind_at, written_by,
    ) = row  # fmt: skip
    # Positional arguments, in the order of the fields: keywords cost a fifth more.
    return Message(
        message_id,
        conversation_id,
        (at, row_tie, message_id),
        _KINDS[kind],
        server_id,
        _DIRECTIONS[direction],
        _STATES[state],
        did,
        contact,
        text,
        from_ms(at),
        bool(unread),
        server_date,
        carrier_status,
        tuple(media),
        batch,
        None if problem_code is None else Problem(problem_code, problem_words or ""),
        moment(due_at),
        attempts[0],
        _notes(bool(gone), bool(twice), bool(attempts[1]), leaving),
        moment(scheduled_at),
        moment(remind_at),
        written_by,
    )


def _notes(
    gone: bool, twice: bool, near: bool, leaving: tuple[Progress, str] | None
) -> tuple[Note, ...]:
    if not (gone or twice or near or leaving):
        return ()
    from mmstui.domain.message_notes import Note, NoteKind

    notes = ((twice, NoteKind.TWICE), (gone, NoteKind.GONE), (near, NoteKind.NEAR_MATCH))
    found = tuple(Note(kind) for is_set, kind in notes if is_set)
    if leaving is None or gone:
        return found
    from mmstui.domain.deletions import NOTES

    progress, reason = leaving
    return (*found, Note(NOTES[progress], reason))


#: The columns that `media_from_row` reads, in that order.
MEDIA_COLUMNS = "id, position, name_shown, type, bytes, path, url, state, duration, reason"


def _cards(path: str, mime: str, name: str) -> tuple[Card, ...]:
    from mmstui.domain.files.vcard import is_vcard
    from mmstui.store.reading.cards import cards_in

    return cards_in(path) if is_vcard(mime, name) else ()


def media_from_row(row: Sequence[Any], folder: Path) -> Media:
    """Return a file of a message from its `MEDIA_COLUMNS`; `folder` is the account's folder."""
    media_id, position, name, mime, size, path, url, state, duration, reason = row
    local = None if path is None else str(folder / path)
    return Media(
        id=media_id,
        position=position,
        name=name,
        type=mime,
        bytes=size,
        path=local,
        url=url,
        state=MediaState(state),
        kind=file_kind(mime, name),
        seconds=duration / 1000 if duration else None,
        reason=reason or "",
        cards=_cards(local, mime, name) if local is not None else (),
    )


def conversation_from_row(row: Sequence[Any]) -> Conversation:
    """Return a row of the conversation list from its `CONVERSATION_COLUMNS`."""
    (
        conversation_id, did, contact, title, number, preview, direction, media, state, draft,
        last_at, unread, total, rev, named, done, pinned, blocked, muted_until, snoozed_until,
        remind_at, note, city,
    ) = row  # fmt: skip
    return Conversation(
        id=conversation_id,
        did=did,
        contact=contact,
        title=title,
        number=number,
        did_label=did_label(did, note, city),
        preview=preview,
        preview_direction=_DIRECTIONS[direction],
        media=None if media is None else _MEDIA_KINDS[media],
        state=None if state is None else _STATES[state],
        draft=draft,
        last_at=from_ms(last_at),
        unread=unread,
        total=total,
        rev=rev,
        named=bool(named),
        done=bool(done),
        pinned=bool(pinned),
        blocked=bool(blocked),
        muted_until=moment(muted_until),
        snoozed_until=moment(snoozed_until),
        remind_at=moment(remind_at),
    )


#: The user's own names of DIDs, from the configuration; ready to paint.
_DID_NAMES: Final[dict[str, str]] = {}


def use_did_names(names: Mapping[str, str]) -> None:
    """Set the user's own names of DIDs, which are shown instead of VoIP.ms's notes."""
    _DID_NAMES.clear()
    _DID_NAMES.update((number, line(name)) for number, name in names.items() if name)


def did_label(number: str, note: str | None, city: str | None) -> str:
    """Return the label of a DID: the user's, else its note, its city, its number. To paint."""
    if known := _DID_NAMES.get(number) or note or city:
        return known
    from mmstui.domain.phone.numbers import formatted

    return line(formatted(number))


def attachments_to_json(attachments: Sequence[Attachment], folder: Path) -> str:
    """Return a draft's attachments as JSON, with paths relative to the account's folder."""
    import json

    return json.dumps(
        [
            {
                "path": relative(attachment.path, folder),
                "name": attachment.name,
                "type": attachment.type,
                "bytes": attachment.bytes,
                "kind": attachment.kind.value,
                "left_out": attachment.left_out,
                "location_removed": attachment.location_removed,
                "location_left": attachment.location_left,
            }
            for attachment in attachments
        ]
    )


def attachments_from_json(text: str, folder: Path) -> tuple[Attachment, ...]:
    """Return the attachments of a draft from their JSON."""
    import json

    return tuple(
        Attachment(
            path=str(folder / entry["path"]),
            name=entry["name"],
            type=entry["type"],
            bytes=entry["bytes"],
            kind=MediaKind(entry["kind"]),
            left_out=entry.get("left_out", 0),
            location_removed=entry.get("location_removed", False),
            location_left=entry.get("location_left", False),
        )
        for entry in json.loads(text)
    )


def relative(path: str | Path, folder: Path) -> str:
    """Return a path relative to the account's folder; a path outside it is returned as it is."""
    try:
        return str(Path(path).relative_to(folder))
    except ValueError:
        return str(path)
