"""Revisions: which rows of the conversation list changed since a number that rises."""

from __future__ import annotations

from mmstui.domain.records import record
from mmstui.store.sqlite.database import Database

#: With more changed conversations than this, reading all of them again is faster.
MANY_CHANGES = 500


@record
class Changes:
    """The changes since a revision. `everything`: read all again; the ids are not given then."""

    rev: int
    conversation_ids: tuple[int, ...] = ()
    everything: bool = False


def changes(database: Database, since_rev: int) -> Changes:
    """Return the conversations that changed after a revision, and the current revision."""
    with database.reading() as connection:
        marks = dict(
            connection.execute(
                "SELECT key, CAST(value AS INTEGER) FROM meta "
                "WHERE key IN ('rev', 'rev_everything')"
            ).fetchall()
        )
        rev = marks.get("rev", 0)
        if since_rev == rev:
            return Changes(rev)
        ids = connection.execute(
            "SELECT id FROM conversation WHERE rev > ? LIMIT ?", (since_rev, MANY_CHANGES + 1)
        ).fetchall()
    # A higher revision is another store's, for example after a copy was restored.
    if since_rev > rev or marks.get("rev_everything", 0) > since_rev or len(ids) > MANY_CHANGES:
        return Changes(rev, everything=True)
    return Changes(rev, tuple(conversation_id for (conversation_id,) in ids))
