"""What messages say of their deletion at VoIP.ms, which mostly none of them has."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmstui.store.sqlite.codec import id_list

if TYPE_CHECKING:
    from mmstui.domain.deletions import Progress


def notes(
    connection: sqlite3.Connection, message_ids: Sequence[int]
) -> dict[int, tuple[Progress, str]]:
    """Return by message id the progress of its deletion and a reason that is ready to paint."""
    noted = connection.execute(
        "SELECT 1 FROM server_deletion "
        "WHERE state IN ('waiting', 'deleting', 'stopping', 'failed') LIMIT 1"
    ).fetchone()
    if noted is None:
        return {}
    from mmstui.domain.deletions import Progress

    found = connection.execute(
        "SELECT s.message_id, iif(d.begun AND s.state = 'waiting', 'deleting', s.state), "
        "coalesce(s.words, '') FROM json_each(?) AS wanted "
        "CROSS JOIN server_deletion AS s ON s.message_id = wanted.value "
        "JOIN deletion AS d ON d.id = s.deletion_id "
        "WHERE s.state IN ('waiting', 'deleting', 'stopping', 'failed')",
        (id_list(message_ids),),
    ).fetchall()
    return {message_id: (Progress(state), words) for message_id, state, words in found}
