"""What a person of a team did, as `mmstui log` tells it."""

from __future__ import annotations

from datetime import datetime

from mmstui.domain.records import record


@record
class Deed:
    """One thing that a person did. `verb` is that of an undo step, `change`, or another word.

    `about`: what was changed at VoIP.ms, else "". `conversations`: DID and contact of each.
    """

    id: int
    at: datetime
    person: int  #: the Unix user
    verb: str
    about: str
    conversations: tuple[tuple[str, str], ...]
