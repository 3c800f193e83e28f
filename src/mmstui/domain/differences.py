"""Differences between the store and VoIP.ms, as found by `sync --verify`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mmstui.domain.messages import Kind


class What(StrEnum):
    """The kind of a difference."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"  #: and not marked as gone
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """A message that differs here and at VoIP.ms. Texts are raw.

    `here` and `there`: each side's values of the fields that differ (`text`, `direction`, `did`,
    `contact`, `gone`), for `What.DIFFERS`.
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
    """Eastern days, both included, whose messages of one kind the store claims to have in full.

    `until`: rows with a later server date may not have been fetched yet.
    """

    kind: Kind
    first: date
    last: date
    until: datetime


@dataclass(slots=True)
class Comparison:
    """The result of a comparison. `compared`: the number of VoIP.ms's rows compared.

    Counted apart, because they are no errors: `deleted_here`, messages listed by VoIP.ms that were
    deleted or dropped here; `gone_there`, messages marked as gone; `not_understood`, rows in
    quarantine.
    """

    differences: list[Difference] = field(default_factory=list)
    compared: int = 0
    deleted_here: int = 0
    gone_there: int = 0
    not_understood: int = 0
    first: date | None = None
    last: date | None = None
