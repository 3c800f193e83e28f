"""Notices of new messages: who gets a notice, when, and with which words. Pure rules.

`tui/inbox/notices.py` follows them, and `tui/terminal/notice_sequences.py` makes of a notice what a
terminal understands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from mmstui.domain.messages import Conversation, Direction, Message
from mmstui.domain.notice_settings import NoticeRule, NoticeSettings
from mmstui.domain.records import record
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import line

if TYPE_CHECKING:
    pass

#: Seconds without a further arrival before a notice. They are longer than it takes to see a message
#: in an open thread, and two transactions of one poll are closer together.
SETTLE: Final = 2.0
#: A message dated this much before the start counts as arrived since: the clocks of VoIP.ms and of
#: this machine differ.
CLOCKS: Final = timedelta(minutes=3)
#: Characters of a notice: a terminal or screen may drop a longer sequence as a whole.
MOST_TITLE: Final = 80
MOST_BODY: Final = 200
#: Names in a notice of several conversations.
_NAMED: Final = 3


class Arrived(NamedTuple):
    """A new message as shown, and its conversation."""

    message: Message
    conversation: Conversation


@record
class Notice:
    """One notice of one or several messages. `title` and `body` are ready to paint, on one line."""

    rule: NoticeRule
    title: str
    body: str
    arrived: tuple[Arrived, ...]


class Burst:
    """Collects arrivals until a notice is due. Times are seconds of any steady clock."""

    def __init__(self, window: float) -> None:
        """`window`: seconds between two notices."""
        self.window = window
        self._ids: list[int] = []
        self._first = self._latest = 0.0
        self._told = float("-inf")

    def add(self, message_ids: Iterable[int], now: float) -> None:
        """Add messages that have just arrived."""
        if not self._ids:
            self._first = now
        self._ids.extend(message_ids)
        self._latest = now

    def due(self) -> float | None:
        """Return when a notice is due; None without arrivals."""
        if not self._ids:
            return None
        # Messages that keep coming in do not put the notice off for ever.
        settled = min(self._latest, self._first + self.window) + SETTLE
        return max(settled, self._told + self.window)

    def take(self) -> tuple[int, ...]:
        """Return the messages of the notice that is due."""
        found, self._ids = tuple(self._ids), []
        return found

    def told(self, now: float) -> None:
        """Note that a notice was given: the next one is due after the window."""
        self._told = now


def is_silenced(conversation: Conversation, now: datetime) -> bool:
    """Return whether the user wants no notices of a conversation: muted, snoozed or blocked."""
    return conversation.blocked or conversation.is_muted(now) or conversation.is_snoozed(now)


def is_news(message: Message, started: datetime) -> bool:
    """Return whether a message arrived since mmstui started, and nobody has seen it."""
    received = message.direction is Direction.IN
    return received and message.unread and message.at >= started - CLOCKS


def as_shown(rows: Sequence[Message], shown: Iterable[Message]) -> list[Message]:
    """Return what new rows are in a thread: the messages in `shown`, or a reaction's own row.

    A further leg of a group text that was here before is nothing new.
    """
    new = {row.id: row for row in rows}
    found = []
    for message in shown:
        if not new.keys().isdisjoint({message.id, *(part.id for part in message.parts)}):
            found.append(message)
            continue
        legs = {leg.id for leg in message.legs}
        signs = (row_id for row_id in message.row_ids if row_id in new and row_id not in legs)
        found.extend(new[row_id] for row_id in list(signs)[:1])
    return found


def notices(
    settings: NoticeSettings, arrived: Sequence[Arrived], now: datetime, zone: tzinfo
) -> list[Notice]:
    """Return the notices of new messages: one for each rule, or one for each message."""
    by_rule: dict[NoticeRule, list[Arrived]] = {}
    for each in arrived:
        rule = settings.rule_of(each.conversation.did, each.conversation.contact)
        if rule.on and not is_silenced(each.conversation, now) and not _is_quiet(rule, now, zone):
            by_rule.setdefault(rule, []).append(each)
    if not settings.burst:
        return [_notice(rule, [one]) for rule, found in by_rule.items() for one in found]
    return [_notice(rule, found) for rule, found in by_rule.items()]


def _is_quiet(rule: NoticeRule, now: datetime, zone: tzinfo) -> bool:
    return rule.quiet_hours is not None and rule.quiet_hours.include(now, zone)


def _notice(rule: NoticeRule, arrived: Sequence[Arrived]) -> Notice:
    counts = Counter(each.conversation.id for each in arrived)
    first, last = arrived[0].conversation, arrived[-1]
    if len(counts) > 1:
        title = f"{count_of(len(arrived), 'message')} in {count_of(len(counts), 'conversation')}"
        body = _names(arrived, counts)
    else:
        title = f"{first.title}, {first.number}" if first.named else first.title
        body = f"{count_of(len(arrived), 'message')} to {first.did_label}"
        if rule.text and len(arrived) == 1:
            body = text_of(last.message)
        elif rule.text:
            body = f"{body}: {text_of(last.message)}"
    return Notice(rule, _at_most(MOST_TITLE, title), _at_most(MOST_BODY, body), tuple(arrived))


def _names(arrived: Sequence[Arrived], counts: Mapping[int, int]) -> str:
    """Return `Zoé Tremblay 3, Aline, 613-555-0150 and 2 more`."""
    titles = {each.conversation.id: each.conversation.title for each in arrived}
    names = [
        f"{title} {counts[number]}" if counts[number] > 1 else title
        for number, title in titles.items()
    ]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def text_of(message: Message) -> str:
    """Return the text of a message on one line, ready to paint; without one, its kind of file."""
    return line(message.text) or (message.media[0].kind.value if message.media else "message")


def _at_most(most: int, words: str) -> str:
    words = line(words)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
