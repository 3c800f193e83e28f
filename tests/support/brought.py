"""Messages with downloaded files, as the media worker stores them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mmstui.domain.files.file_types import sniff
from mmstui.domain.messages import Kind, MediaState
from mmstui.store import Store
from support.stores import put


def bring(
    store: Store,
    files: Sequence[tuple[str, bytes]],
    *,
    at: datetime,
    contact: str,
    did: str,
    text: str = "",
) -> int:
    """Receive a message with files, given as names and contents; return its id."""
    message_id = put(
        store, text, did=did, contact=contact, at=at, kind=Kind.MMS, media=[""] * len(files)
    )
    for position, (name, content) in enumerate(files):
        with store.database.writing() as transaction:
            ((media_id,),) = transaction.connection.execute(
                "UPDATE media SET name_shown = ? WHERE message_id = ? AND position = ? "
                "RETURNING id",
                (name, message_id, position),
            ).fetchall()
        store.media_folder.mkdir(exist_ok=True)
        coming = store.media_folder / f".incoming-{media_id}"
        coming.write_bytes(content)
        mime = sniff(content[:64]) or "application/octet-stream"
        store.media.arrived(media_id, data_path=coming, type=mime, bytes=len(content))
    return message_id


def fail(store: Store, message_id: int, state: MediaState, reason: str = "") -> None:
    """Mark the files of a message as failed."""
    for media in store.inbox.messages([message_id])[0].media:
        store.media.failed(media.id, state=state, reason=reason)
