"""What the user wants of an outgoing message besides its content."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mmstui.domain.records import record


@record
class Then:
    """What else the user wants of a message. `at`: it goes then, not now.

    `done`: its conversations are done with it. `remind_at`: they come up if nobody has answered.
    `unchanged_since`: it goes only if this message is still the newest of its conversation.
    """

    at: datetime | None = None
    done: bool = False
    remind_at: datetime | None = None
    unchanged_since: int | None = None


NOW: Final = Then()
