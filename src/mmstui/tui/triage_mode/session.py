"""A session of triage mode: whose turn it is, what became of the others, what a key may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from itertools import islice
from types import MappingProxyType
from typing import Final


class Outcome(StrEnum):
    """What became of a conversation in a session, as a word."""

    DONE = "done"
    ANSWERED = "answered"
    SNOOZED = "snoozed"
    UNREAD = "kept unread"
    DELETED = "deleted"
    BLOCKED = "blocked"
    BACK = "brought back"  #: from the done, the snoozed or the blocked
    SKIPPED = "skipped"
    GONE = "gone"  #: from the store, before its turn


class Verdict(Enum):
    """Whether a key may act on the conversation whose turn it is."""

    ACT = auto()
    NOT_DRAWN = auto()  #: the key was pressed before the conversation was on the screen
    NEWS = auto()  #: a message has arrived that was not on the screen


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a frame has shown: a conversation and its incoming messages.

    The monotonic times: of its first frame, and of the first with all these messages.
    """

    conversation_id: int
    seen: frozenset[int]
    since: float
    at: float


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """What a key did to a conversation. `outcome` None: its turn went on."""

    conversation_id: int
    outcome: Outcome | None


class TriageSession:
    """Conversations, one at a time, in the order in which the list had them at the start.

    What arrives elsewhere meanwhile is left to the list.
    """

    def __init__(
        self, ids: Sequence[int], waiting: Mapping[int, datetime] = MappingProxyType({})
    ) -> None:
        """`waiting`: since when a conversation waits, as far as that is known."""
        self._ids: Final = tuple(dict.fromkeys(ids))
        self._places: Final = {number: place for place, number in enumerate(self._ids)}
        self._waiting: Final = dict(waiting)
        self._outcomes: dict[int, Outcome] = {}
        self._entries: list[Entry] = []
        self._at = 0
        #: What is on the screen; None while the next conversation is not drawn.
        self.drawn: Drawn | None = None
        #: Keys pressed, besides those of the answers.
        self.keys = 0

    @property
    def current(self) -> int | None:
        """The conversation whose turn it is; None at the end."""
        # Each binding asks for it at each key.
        while self._at < len(self._ids) and self._ids[self._at] in self._outcomes:
            self._at += 1
        return self._ids[self._at] if self._at < len(self._ids) else None

    def coming(self, count: int) -> list[int]:
        """Return the next conversations, the current one first."""
        coming = (self._ids[place] for place in range(self._at, len(self._ids)))
        return list(islice((each for each in coming if each not in self._outcomes), count))

    @property
    def total(self) -> int:
        """The number of conversations at the start."""
        return len(self._ids)

    @property
    def left(self) -> int:
        """The number of conversations that are still to come, with the current one."""
        return len(self._ids) - len(self._outcomes)

    @property
    def counts(self) -> Counter[Outcome]:
        """How many conversations had each outcome."""
        return Counter(self._outcomes.values())

    @property
    def oldest(self) -> datetime | None:
        """Since when the oldest of those left waits; None if that is not known."""
        waiting = (at for number, at in self._waiting.items() if number not in self._outcomes)
        return min(waiting, default=None)

    # What keys do.

    def unseen(self, recent: Collection[int]) -> set[int]:
        """Return those of the current conversation's messages that were not on the screen."""
        drawn = self.drawn
        if drawn is None or drawn.conversation_id != self.current:
            return set()
        return set(recent) - drawn.seen

    def judge(self, pressed_at: float, recent: Collection[int], *, takes_away: bool) -> Verdict:
        """Return whether a key may act that was pressed at a monotonic time.

        `recent`: the newest incoming messages that the store has now. A verb that takes the
        conversation away does not act before these were on the screen.
        """
        drawn = self.drawn
        if drawn is None or drawn.conversation_id != self.current or pressed_at < drawn.since:
            return Verdict.NOT_DRAWN
        news = pressed_at < drawn.at or self.unseen(recent)
        return Verdict.NEWS if takes_away and news else Verdict.ACT

    def act(self, outcome: Outcome | None) -> Entry:
        """Note what a key did to the current conversation; with an outcome, its turn is over."""
        current = self.current
        if current is None:
            raise ValueError("no conversation is left")
        entry = Entry(current, outcome)
        self._entries.append(entry)
        if outcome is not None:
            self._outcomes[current] = outcome
            self.drawn = None
        return entry

    def pass_over(self) -> None:
        """Leave out the current conversation, which is gone from the store."""
        if (current := self.current) is not None:
            self._outcomes[current] = Outcome.GONE
            self.drawn = None

    @property
    def last(self) -> Entry | None:
        """What was done last and not taken back."""
        return self._entries[-1] if self._entries else None

    def take_back(self, entry: Entry) -> None:
        """Give a conversation its turn again, as before an entry."""
        if entry in self._entries:
            self._entries.remove(entry)
            if entry.outcome is not None:
                self._outcomes.pop(entry.conversation_id, None)
                self._at = min(self._at, self._places[entry.conversation_id])
                self.drawn = None
