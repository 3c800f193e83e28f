"""What `sync --verify` finds: where the store and VoIP.ms do not say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mmstui.domain.messages import Kind


class What(StrEnum):
    """In which way one message differs."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"  #: and not known to be gone
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One message that is not the same here and there. Texts are raw.

    `here` and `there`: what each side says, by field (`text`, `direction`, `did`, `contact`,
    `gone`), where it `differs`.
    """

    what: What
    kind: Kind
    server_id: int
    did: str
    contact: str
    at: datetime
    here: Mapping[str, str] = field(default_factory=dict)
    there: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """Eastern days, both included, of which the store says to have all of one kind.

    `until`: rows the server dates later may not have been asked for yet.
    """

    kind: Kind
    first: date
    last: date
    until: datetime


@dataclass(slots=True)
class Comparison:
    """What came of a comparison. `compared`: rows of VoIP.ms that were looked at.

    Told apart, for a person made it so or it is known: `deleted_here`, what VoIP.ms lists and was
    deleted or taken back here; `gone_there`, what is marked so here. `not_understood`: rows kept
    raw, for they make no sense.
    """

    differences: list[Difference] = field(default_factory=list)
    compared: int = 0
    deleted_here: int = 0
    gone_there: int = 0
    not_understood: int = 0
    first: date | None = None
    last: date | None = None
