"""Texts of the account dialog: its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path

from mmstui.domain.access import refusal
from mmstui.domain.account import AccountSummary
from mmstui.domain.limits import MMS_PRICE_USD
from mmstui.domain.messages import Did, Leaving, Status
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import line
from mmstui.domain.times import zones
from mmstui.tui.account.commands import FETCH, SET_ASIDE
from mmstui.tui.deletion import dialog_text
from mmstui.tui.deletion.commands import STOP
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.description_list import BLANK, Entry
from mmstui.tui.ui.formatting import MONTHS, count_of, moment, state_words

#: Formats a time.
When = Callable[[datetime], str]


def entries(
    account: AccountSummary,
    status: Status,
    dids: Sequence[Did],
    *,
    now: datetime,
    zone: tzinfo,
    folder: Path,
    home: Path,
    complaints: Sequence[str] = (),
) -> list[Entry]:
    """Return all entries, in groups. `folder` is the store's, `home` the user's.

    `complaints` are problems of the configuration, one sentence each.
    """

    def when(at: datetime) -> str:
        return moment(at, now, zone)

    groups = (
        _money(account, status, dids, when),
        _line(account, status, when),
        _store(account, status, folder, home),
        _zones(zone, now),
        _configuration(complaints),
    )
    found: list[Entry] = []
    for group in groups:
        if mine := list(group):
            found += [BLANK, *mine] if found else mine
    return found


def _zones(zone: tzinfo, now: datetime) -> Iterator[Entry]:
    """Yield the version of the time zone rules."""
    release, packaged, other = zones.RELEASE
    year = int(release[:4]) if release else now.year
    old = now.astimezone(zone).year - year
    age = "this year’s" if old <= 0 else "last year’s" if old == 1 else f"{old} years old"
    source = "of mmstui’s own package" if packaged else "of this machine"
    words = f"{release}, {age}, {source}" if release else f"of unknown age, {source}"
    yield Entry("zones", words, remark=f"the other ones are {other}" if other else "")


def dollars(amount: Decimal) -> str:
    """Format an amount: `42.18 USD`."""
    return f"{amount:,.2f} USD"


def _money(
    account: AccountSummary, status: Status, dids: Sequence[Did], when: When
) -> Iterator[Entry]:
    yield Entry("account", line(account.username), remark=line(account.origin))
    able = sum(did.sms for did in dids)
    if dids:
        yield Entry("numbers", f"{len(dids):,}", remark=f"{able} with SMS on")
    if account.balance is None:
        yield Entry("balance", "not told yet", Role.SOFT)
    else:
        as_of = f"as of {when(account.balance_at)}" if account.balance_at else ""
        yield Entry("balance", dollars(account.balance), remark=as_of)
        if account.spent_today is not None:
            yield Entry("", f"{dollars(account.spent_today)} spent today, calls too", Role.SOFT)
    left = status.sends_limit - status.sends_today
    if status.limit_reached:
        remark = "the API takes no more until midnight ET"
    elif left > 0:
        remark = f"{left} or more until midnight ET"
    else:
        remark = "messages from the web page do not count"
    role = Role.TEXT if left > 0 and not status.limit_reached else Role.WARN
    yield Entry("sent", f"today {status.sent_words}", role, remark=remark)
    month = MONTHS[account.month_began.month - 1]
    yield Entry("MMS cost", dollars(account.mms_cost), remark=f"in {month}, New York time")
    yield Entry(
        "",
        f"{account.mms_sent:,} sent and {account.mms_received:,} received, "
        f"at {MMS_PRICE_USD} USD each",
        Role.SOFT,
    )


def _line(account: AccountSummary, status: Status, when: When) -> Iterator[Entry]:
    synced = when(status.last_sync) if status.last_sync is not None else "never"
    yield Entry("last sync", synced, remark=status.progress)
    if status.refused is not None:
        why = refusal(status.refused, status.seen_address)
        said = f"× access refused, VoIP.ms said {line(status.refused)}"
        at = f"at {when(status.refused_at)}" if status.refused_at is not None else ""
        yield Entry("", said, Role.ERROR, bold=True, remark=at)
        yield Entry("", why.what, Role.ERROR)
        yield Entry("", f"{why.fix} Then press {FETCH.key} to try again.")
    elif status.offline_since is not None:
        yield Entry("", f"! offline since {when(status.offline_since)}", Role.WARN)
    if status.trouble:
        yield Entry("", f"! {status.trouble}", Role.WARN)
    if status.leader_silent_since is not None:
        since = when(status.leader_silent_since)
        yield Entry("", f"! process {status.leader_pid} is silent since {since}", Role.WARN)
    elif status.leader_pid is not None:
        yield Entry("connected", f"by process {status.leader_pid}", Role.SOFT)
    label = "outbox"
    for state, count in status.outbox.items():
        words = state_words(state)
        yield Entry(label, f"{words.glyph} {count:,} {words.word}", words.role, words.bold)
        label = ""
    if not status.outbox:
        yield Entry(label, "empty", Role.SOFT)
    if status.drafts:
        yield Entry("", f"¶ {count_of(status.drafts, 'draft')}", Role.SOFT)
    yield from _leaving(status.leaving)
    if account.changes_waiting:
        changes = count_of(account.changes_waiting, "change")
        yield Entry("changes", f"○ {changes} on the way to VoIP.ms", Role.SOFT)
    if account.changes_troubled:
        changes = count_of(account.changes_troubled, "change")
        yield Entry(
            "" if account.changes_waiting else "changes",
            f"× {changes} not saved: see S settings, P phonebook", Role.ERROR, True,
        )  # fmt: skip
    if account.set_aside:
        aside = count_of(sum(account.set_aside.values()), "message")
        reasons = ", ".join(f"{many} {line(why)}" for why, many in account.set_aside.items())
        told = f"! {aside} not understood: {reasons}"
        yield Entry("set aside", told, Role.WARN, remark=f"{SET_ASIDE.key} shows each")
    if status.elsewhere:
        yield Entry("elsewhere", status.elsewhere, Role.WARN)


def _leaving(leaving: Leaving) -> Iterator[Entry]:
    """Yield the deletions at VoIP.ms: under way, and failed."""
    label = "deleting"
    if leaving.left and not leaving.begun:
        words = f"○ {count_of(leaving.left, 'message')} soon, at VoIP.ms"
        yield Entry(label, words, Role.SOFT, remark=f"{STOP.key} takes it back")
        label = ""
    elif done := dialog_text.progress(leaving):
        words = "stopping" if leaving.stopping else dialog_text.remaining(leaving)
        yield Entry(label, f"→ {done} at VoIP.ms", Role.SOFT, remark=words)
        label = ""
    if leaving.failed:
        words = f"! {count_of(leaving.failed, 'message')} not deleted at VoIP.ms: each says why"
        yield Entry(label, words, Role.WARN)


def _configuration(complaints: Sequence[str]) -> Iterator[Entry]:
    for number, words in enumerate(complaints):
        yield Entry("" if number else "settings", f"! {line(words)}", Role.WARN)


def _store(account: AccountSummary, status: Status, folder: Path, home: Path) -> Iterator[Entry]:
    total = account.database_bytes + account.files_bytes
    yield Entry("store", file_size(total))
    messages = count_of(status.messages, "message")
    conversations = count_of(status.conversations, "conversation")
    yield Entry(
        "", f"{messages} in {conversations}: {file_size(account.database_bytes)}", Role.SOFT
    )
    yield Entry(
        "", f"{count_of(account.files, 'file')}: {file_size(account.files_bytes)}", Role.SOFT
    )
    shown = folder
    if folder.is_relative_to(home):
        shown = Path("~") / folder.relative_to(home)
    yield Entry("folder", line(str(shown)))
