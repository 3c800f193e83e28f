"""Reasons of the store for a message that is not sent: (code, sentence) pairs."""

from __future__ import annotations

from typing import Final

#: The sending process ended, or lost the lock, during the request.
INTERRUPTED: Final = ("interrupted", "mmstui ended before VoIP.ms had answered.")
#: Complete polls have looked for the message and not found it.
NOT_FOUND: Final = ("not_found", "VoIP.ms gave no answer and does not list it.")
#: VoIP.ms answered with the id of another message.
ID_TAKEN: Final = ("id_taken", "VoIP.ms answered with the id of another message.")
#: The row it was given belongs to another message; polls look for its own row.
GIVEN_BACK: Final = ("given_back", "The message that VoIP.ms lists turned out to be another one.")
#: The message could have been sent only after `hold_after` without an action of the user.
AWAY: Final = ("away", "It waited so long that mmstui holds it until you send it.")
#: The time that the user had chosen passed: nothing ran, or nothing could be sent.
LATE: Final = (
    "late",
    "It could not be sent at its time, and mmstui holds it until you send it.",
)
#: The user held the message.
HELD: Final = ("held", "mmstui holds it until you send it.")
#: The message was queued when a copy of the store was made.
FROM_A_COPY: Final = (
    "from_copy",
    "It was queued when this copy was made, and may have been sent since.",
)
#: The message was queued in a store that was damaged.
FROM_A_DAMAGED: Final = (
    "from_damaged",
    "It was queued when the store was damaged; it may have been sent.",
)
#: The message was being sent, and its attempt was in a damaged part of the store.
TRACE_LOST: Final = (
    "trace_lost",
    "It may have been sent; its record was in a damaged part of the store.",
)
