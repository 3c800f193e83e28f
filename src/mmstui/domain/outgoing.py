"""What the user wants of an outgoing message besides its content."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mmstui.domain.records import record


@record
class Seen:
    """The newest message of a conversation that a writer has had on the screen; 0: there was none.

    What others wrote since, customers or people of the team, stops the writer's message.
    """

    did: str
    contact: str
    message_id: int


@record
class Then:
    """What else the user wants of a message. `at`: it goes then, not now.

    `done`: its conversations are done with it. `remind_at`: they come up if nobody has answered.
    `unchanged_since`: it goes only if this message is still the newest of its conversation. `seen`:
    it goes only if nobody else has written since.
    """

    at: datetime | None = None
    done: bool = False
    remind_at: datetime | None = None
    unchanged_since: int | None = None
    seen: Seen | None = None


NOW: Final = Then()
