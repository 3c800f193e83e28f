"""What the store itself says about a message that is not sent: (code, sentence) pairs."""

from __future__ import annotations

from typing import Final

#: Its process ended, or lost the lock, with the request on its way.
INTERRUPTED: Final = ("interrupted", "mmstui ended before VoIP.ms had answered.")
#: Looked for by complete polls, in vain.
NOT_FOUND: Final = ("not_found", "VoIP.ms gave no answer and does not list it.")
#: An id came back that is some other message's.
ID_TAKEN: Final = ("id_taken", "VoIP.ms answered with the id of another message.")
#: Its row was another message's after all; its own end is being looked for.
GIVEN_BACK: Final = ("given_back", "What VoIP.ms lists turned out to be another message.")
#: Nobody was at the inbox for longer than `hold_after` when it could have gone.
AWAY: Final = ("away", "It waited so long that it now waits for your word.")
#: The user said so.
HELD: Final = ("held", "It waits for your word.")
#: It was waiting to go when a copy of the store was made.
FROM_A_COPY: Final = ("from_copy", "It waited when this copy was made, and may have gone since.")
#: It was waiting to go in a store that was found damaged.
FROM_A_DAMAGED: Final = (
    "from_damaged",
    "It waited when the store was damaged; it may have gone.",
)
#: It was on its way, and what became of it was in a damaged part of the store.
TRACE_LOST: Final = ("trace_lost", "Whether it went was in a damaged part of the store.")
