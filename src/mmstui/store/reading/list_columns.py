"""The columns of a row of the conversation list."""

#: The columns that `conversation_from_row` reads, in that order, from `conversation AS c` and
#: `did AS d`.
CONVERSATION_COLUMNS = (
    "c.id, c.did, c.contact, c.title_shown, c.number_shown, c.preview_shown, "
    "c.preview_direction, c.media_kind, c.state, c.draft_shown, c.last_at, c.unread, c.total, "
    "c.rev, c.named, c.done, c.pinned, c.blocked, c.muted_until, c.snoozed_until, c.remind_at, "
    "d.note_shown, d.city_shown"
)

#: Where they come from.
CONVERSATION_TABLES = "conversation AS c LEFT JOIN did AS d ON d.number = c.did"
