"""What the user wants of a draft besides its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Wishes:
    """When to be reminded, and more; kept while the draft is."""

    #: When to remind of it. Saved with the draft, once it has a text.
    reminder: datetime | None = None
    #: When the message that was taken back into it was to go.
    time_before: datetime | None = None
    unsigned: bool = False  #: it goes without a signature
