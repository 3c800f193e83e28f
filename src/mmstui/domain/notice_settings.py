"""The user's rules for notices: who gets a notice, and which way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from mmstui.domain.records import NamedTuple, field, record, replace

if TYPE_CHECKING:
    from mmstui.domain.push_targets import PushTarget

#: Seconds between two notices by default.
BURST: Final = 20.0


class Wire(StrEnum):
    """A way for a notice through the terminal."""

    BELL = "bell"
    OSC_9 = "osc9"
    OSC_777 = "osc777"
    OSC_99 = "osc99"


class QuietHours(NamedTuple):
    """Hours from `begin`, included, to `end`, excluded, by the wall clock; over midnight too."""

    begin: time
    end: time

    def include(self, now: datetime, zone: tzinfo) -> bool:
        """Return whether a zone's clock shows one of these hours."""
        local = now.astimezone(zone).time()
        if self.begin < self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


@record
class NoticeRule:
    """How new messages of a conversation are told."""

    on: bool = True
    use: tuple[Wire, ...] | None = None  #: None: what works in the terminal
    command: tuple[str, ...] = ()  #: a program and its arguments; (): none
    #: Whether a notice shows the text. It leaves the inbox, for a history of notifications or a
    #: locked screen on another machine, and many texts contain a code to log in with.
    text: bool = False
    quiet_hours: QuietHours | None = None


@record
class NoticeSettings:
    """The section `[notices]` of the configuration.

    `numbers` changes the rule for a DID, and `conversations` for a contact or a (contact, DID); the
    latter is stronger. Their values are fields of `NoticeRule`.
    """

    rule: NoticeRule = NoticeRule()
    burst: float = BURST  #: seconds between two notices; 0: one for each message
    title: bool | None = None  #: of the terminal; None: where it can be restored
    push: tuple[PushTarget, ...] = ()  #: what `sync --watch` tells of messages
    numbers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    conversations: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)

    def rule_of(self, did: str, contact: str) -> NoticeRule:
        """Return the rule for a conversation."""
        from mmstui.domain.phone.numbers import canonical

        did, contact = canonical(did), canonical(contact)
        changes = (
            self.numbers.get(did, {}),
            self.conversations.get((contact, ""), {}),
            self.conversations.get((contact, did), {}),
        )
        return replace(
            self.rule, **{name: value for each in changes for name, value in each.items()}
        )
