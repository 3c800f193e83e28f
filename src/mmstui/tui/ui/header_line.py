"""What the header says: what the list shows, and the state of the connection to VoIP.ms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from mmstui.domain.kinds import State
from mmstui.domain.limits import SET_ASIDE_COUNTED
from mmstui.domain.text.plurals import unread
from mmstui.domain.text.sanitise import line
from mmstui.tui.layout import ROOMY
from mmstui.tui.theme.roles import Role
from mmstui.tui.ui.formatting import clock_time, moment
from mmstui.tui.ui.line import Line, Part, cut, width_of

if TYPE_CHECKING:
    from mmstui.domain.messages import Leaving, Status
    from mmstui.tui.theme.did_colors import DidColors
    from mmstui.tui.theme.palette import Surface

GAP = 3
NOTICE = "! config.toml"

#: The columns that the labels of DIDs, and the two dates of a filter, get before the facts at the
#: right.
LABELS, DAYS = 12, 24

#: States of outgoing messages that are not sent yet.
_WAITING = (State.QUEUED, State.HELD, State.SENDING)


class Fact(NamedTuple):
    """A text of the header; a higher `weight` is kept longer when there is little room."""

    text: str
    role: Role
    weight: int
    bold: bool = False
    short: str = ""
    did: str = ""  #: the DID that it names, whose colour it has


class Shown(NamedTuple):
    """What the list shows, in words ready to paint. An active filter is painted as plain text, not
    soft.
    """

    dids: str = "All DIDs"
    did: str = ""  #: the only one, if there is one
    view: str = ""  #: with its count; "" for the inbox
    days: str = ""
    zone: str = ""
    zone_set: bool = False
    #: Unread messages and their conversations, of the shown numbers; None: of all numbers.
    unread: tuple[int, int] | None = None


class HeaderState(NamedTuple):
    """What the header says; `trouble` is a sentence about this program itself.

    `notice`: there is a problem with the configuration that the account screen (`A`) explains.
    """

    status: Status | None
    shown: Shown = Shown()
    trouble: str = ""
    notice: bool = False


class HeaderFacts(NamedTuple):
    """The facts at the left and at the right end."""

    left: tuple[Fact, ...] = ()
    right: tuple[Fact, ...] = ()


def header_facts(state: HeaderState, now: datetime, zone: tzinfo, why: str) -> HeaderFacts:
    """Return what the header says. `why`: the key that shows what is behind a word of it."""
    status, shown = state.status, state.shown
    right = () if status is None else _status_facts(status, shown, now, zone, why)
    if state.notice:
        refused = status is not None and status.refused
        words = NOTICE if refused else f"{NOTICE}   {why} why"
        right = (*right[:-1], Fact(words, Role.WARN, 3, True), *right[-1:])
    if state.trouble:
        right = (Fact(f"× {state.trouble}", Role.ERROR, 9, True),)
    return HeaderFacts(_shown_facts(shown), right)


def paint_header(
    line: Line, facts: HeaderFacts, surface: Surface, colors: DidColors | None
) -> None:
    """Paint the header into an empty line."""
    width = line.width
    roomy = width >= ROOMY
    left = [fact for fact in facts.left if roomy or fact.weight > 0]
    right = _fitting(facts.right, left, width, roomy)
    parts = [_part(fact, surface, roomy) for fact in right]
    line.skip(1).text("mmstui", surface.strong)
    room = width - line.used - 1 - (width_of(parts, GAP) + GAP if parts else 0)
    for fact in left:
        # An inactive filter is shown whole or not at all.
        if room > GAP + (len(fact.text) - 1 if fact.weight == 0 else 1):
            text, style = _part(fact, surface, roomy)
            style = colors.style(fact.did, surface, style) if colors is not None else style
            text = cut(text, room - GAP)
            room -= GAP + width_of([(text, style)])
            line.skip(GAP).text(text, style)
    line.to(width - 1 - width_of(parts, GAP)).parts(parts, GAP)


def _part(fact: Fact, surface: Surface, roomy: bool) -> Part:
    text = fact.text if roomy or not fact.short else fact.short
    return text, surface.of(fact.role, bold=fact.bold)


def _fitting(right: tuple[Fact, ...], left: list[Fact], width: int, roomy: bool) -> list[Fact]:
    """Return the facts that fit at the right end; the lightest are left out first."""
    facts = list(right)
    set_ones = [fact for fact in left if fact.weight > 0]
    least = [(LABELS if fact.weight > 1 else DAYS, len(fact.text)) for fact in set_ones]
    needed = 8 + sum(GAP + min(wanted) for wanted in least)
    while len(facts) > 1:
        texts = [fact.text if roomy or not fact.short else fact.short for fact in facts]
        if needed + sum(len(text) + GAP for text in texts) + 1 <= width:
            break
        facts.remove(min(facts, key=lambda fact: fact.weight))
    return facts


def _shown_facts(shown: Shown) -> tuple[Fact, ...]:
    facts = [Fact(shown.dids, Role.TEXT, 2, did=shown.did)]
    if shown.view:
        facts.append(Fact(shown.view, Role.TEXT, 3, bold=True))
    facts.append(Fact(shown.days, Role.TEXT, 1) if shown.days else Fact("any date", Role.SOFT, 0))
    if shown.zone:
        role, weight = (Role.TEXT, 1) if shown.zone_set else (Role.SOFT, 0)
        facts.append(Fact(f"{shown.zone} time", role, weight))
    return tuple(facts)


def _status_facts(
    status: Status, shown: Shown, now: datetime, zone: tzinfo, why: str
) -> tuple[Fact, ...]:
    waiting = sum(status.outbox.get(state, 0) for state in _WAITING)
    spent = status.sends_today >= status.sends_limit
    blocked = status.limit_reached or status.offline_since is not None or status.refused is not None
    if waiting and blocked:
        first = Fact(f"{waiting} waiting", Role.TEXT, 3)
    else:
        here = shown.unread[0] if shown.unread is not None else status.unread
        words = unread(here, status.unread)
        first = Fact(words, Role.TEXT if here else Role.SOFT, 3)
    count = f"API {status.sends_today}/{status.sends_limit}"
    if status.limit_reached:
        words = "! API limit reached"
        sends = Fact(f"{words}, sent today {status.sends_today:,}", Role.WARN, 4, True, short=words)
    elif spent:
        # Some may have been sent by the web page: only VoIP.ms knows how many the API still
        # accepts.
        words = f"! sent today {status.sent_words}"
        sends = Fact(words, Role.WARN, 4, True, short=f"! sent today {status.sends_today:,}")
    else:
        sends = Fact(f"{count} today", Role.SOFT, 1, short=count)
    service = _service_fact(status, now, zone, why)
    between = list(_leaving_facts(status.leaving))
    if status.set_aside_new:
        more = "+" if status.set_aside_new >= SET_ASIDE_COUNTED else ""
        words = f"! {status.set_aside_new}{more} not understood"
        between.append(Fact(f"{words}   V which", Role.WARN, 2, short=words))
    if status.elsewhere:
        between.append(Fact(f"! {status.elsewhere}", Role.WARN, 2, short="! elsewhere"))
    return first, sends, *between, service


def _leaving_facts(leaving: Leaving) -> Iterator[Fact]:
    """Yield the counts of deletions at VoIP.ms: under way, and failed."""
    if leaving.failed:
        words = f"! {leaving.failed:,} not deleted"
        yield Fact(words, Role.WARN, 2, True, short=words)
    if leaving.left and leaving.begun:
        if leaving.stopping:
            yield Fact("stopping", Role.SOFT, 2)
            return
        at = min(leaving.done + 1, leaving.total)
        yield Fact(
            f"deleting {at:,} of {leaving.total:,}", Role.SOFT, 2,
            short=f"deleting {at:,}/{leaving.total:,}",
        )  # fmt: skip
    elif leaving.left:
        count = f"{leaving.left:,}"
        yield Fact(f"{count} to be deleted", Role.SOFT, 2, short=f"{count} to delete")


def _service_fact(status: Status, now: datetime, zone: tzinfo, why: str) -> Fact:
    """Return the most important fact about the service."""
    if status.waiting:
        return Fact(status.waiting, Role.TEXT, 6)
    if status.refused is not None:
        words = f"× access refused: {line(status.refused)}"
        short = f"× access refused  {why} why"
        return Fact(f"{words}   {why} why", Role.ERROR, 6, True, short=short)
    if status.leader_silent_since is not None:
        since = clock_time(status.leader_silent_since, zone)
        text = f"! process {status.leader_pid} silent since {since}"
        return Fact(text, Role.WARN, 6, True, short=f"! {status.leader_pid} silent")
    if status.trouble:
        return Fact(f"! trouble   {why} why", Role.WARN, 6, True)
    if status.offline_since is not None:
        since = moment(status.offline_since, now, zone)
        return Fact(f"! offline since {since}", Role.WARN, 6, True)
    if status.progress:
        return Fact(status.progress, Role.SOFT, 2, short="fetching")
    if status.indexing is not None:
        return Fact(f"indexing {status.indexing:.0%}", Role.SOFT, 2, short="indexing")
    if status.checking:
        return Fact("checking", Role.SOFT, 2)
    if status.last_sync is not None:
        return Fact(f"synced {moment(status.last_sync, now, zone)}", Role.SOFT, 2)
    return Fact("not synced yet", Role.SOFT, 2)
