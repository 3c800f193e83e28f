"""The store: whether it can be read, damage, size, what is set aside, and the last sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from mmstui.doctor.ages import age
from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.leader import checks_of_leader
from mmstui.doctor.result import (
    CheckResult,
    CheckState,
    Public,
    Wording,
    fine,
    said,
    skipped,
    warning,
    wrong,
)  # fmt: skip
from mmstui.domain.account import AccountSummary
from mmstui.domain.messages import State, Status
from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.domain.routing import file_size
from mmstui.domain.text.plurals import count_of
from mmstui.store import AccountKey, Store
from mmstui.store.rescue.health import Health, examine
from mmstui.store.sqlite import files

_STORE: Final = "store"
#: Seconds for the search for damage: a store of a million messages takes longer.
_PATIENCE: Final = 2.0
#: States of messages that wait for the user.
_NEED_THE_USER: Final = (State.HELD, State.UNCONFIRMED, State.FAILED)


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    settings = setup.settings
    if not settings.username:
        return [partial(_no_account)]
    key = AccountKey.of(settings.api_url, settings.username)
    folder = key.folder(settings.store_home)
    clock = _clock_of(setup.now)
    try:
        files.refuse_network_disk(folder)
        return _read(setup, key, clock)
    except StoreProblem as problem:
        if problem.trouble is Trouble.DAMAGED and _is_open(folder):
            # A process opened the store meanwhile, and changed it under us.
            return _read(setup, key, clock)
        return [partial(_unreadable, problem)]
    except OSError as error:
        return [partial(_unreadable, files.unusable(folder, error))]


FAMILY: Final = CheckFamily("message store", _checks)


def _clock_of(now: Callable[[], datetime]) -> Callable[[], float]:
    return lambda: now().timestamp()


def _is_open(folder: Path) -> bool:
    return (folder / "messages.sqlite3-wal").exists()


def _read(
    setup: ExaminedSetup, key: AccountKey, clock: Callable[[], float]
) -> list[partial[Iterator[CheckResult]]]:
    """Read what the checks need from the store, which is open only here."""
    now, settings = setup.now(), setup.settings
    with closing(Store.open(settings.store_home, key, clock=clock, read_only=True)) as store:
        health = examine(store.database, _PATIENCE)
        status = store.inbox.status(now, sends_limit=settings.sends_per_day)
        account = store.account_facts(now)
        beat = store.signals.get("leader")
        path = str(store.database.path)
    return [
        partial(_health, health, path),
        partial(_size, status, account),
        partial(_set_aside, account),
        partial(_sync, status, now),
        partial(_outbox, status),
        partial(_changes, status, account),
        *checks_of_leader(status, beat, now),
    ]


def _no_account() -> Iterator[CheckResult]:
    yield skipped(_STORE, said("Without an account there is no store to look at."))


def _unreadable(problem: StoreProblem) -> Iterator[CheckResult]:
    match problem.trouble:
        case Trouble.MISSING:
            yield fine(_STORE, said("There are no messages here yet: the first sync makes the "
                                    "store."))  # fmt: skip
        case Trouble.OUTDATED:
            yield fine(_STORE, said("The store was made by an older mmstui. The next start of "
                                    "mmstui brings it up to date."))  # fmt: skip
        case trouble:
            code = trouble.value.replace(" ", "_")
            yield wrong(_STORE, code, said("{sentence}", sentence=problem.what),
                        said("{sentence}", sentence=problem.hint))  # fmt: skip


def _health(health: Health, path: str) -> Iterator[CheckResult]:
    match health:
        case Health.INTACT:
            yield fine("store.health", said("No damage in {path}.", path=path))
        case Health.UNFINISHED:
            yield fine("store.health", said("No damage in the part of {path} that could be read in "
                                            "{seconds:g} seconds.", path=path,
                                            seconds=_PATIENCE))  # fmt: skip
        case Health.DAMAGED:
            yield wrong("store.health", "damaged", said("{path} is damaged.", path=path),
                        said("Run mmstui repair: it keeps the damaged file."))  # fmt: skip


def _size(status: Status, account: AccountSummary) -> Iterator[CheckResult]:
    yield fine(
        "store.size",
        said(
            "The store has {messages} ({bytes}) and {files} ({files_bytes}).",
            messages=Public(count_of(status.messages, "message")),
            bytes=Public(file_size(account.database_bytes)),
            files=Public(count_of(account.files, "file")),
            files_bytes=Public(file_size(account.files_bytes)),
        ),
    )  # fmt: skip


def _set_aside(account: AccountSummary) -> Iterator[CheckResult]:
    count = sum(account.set_aside.values())
    if not count:
        yield fine("store.set_aside", said("All rows of VoIP.ms were understood."))
        return
    reasons = ", ".join(f"{many} {why}" for why, many in account.set_aside.items())
    yield warning(
        "store.set_aside", "rows_set_aside",
        said(
            "VoIP.ms listed {count} that mmstui does not understand: {reasons}.",
            count=Public(count_of(count, "row")), reasons=reasons,
        ),
        said("mmstui status --set-aside shows them. A newer mmstui may understand them."),
    )  # fmt: skip


def _sync(status: Status, now: datetime) -> Iterator[CheckResult]:
    if status.last_sync is None:
        words = said("No sync has been complete yet.")
    else:
        words = said("The last sync was {ago} ago.", ago=Public(age(status.last_sync, now)))
    if status.trouble:
        yield warning("store.sync", "sync_trouble",
                      said("The last process that polled met this: {trouble}",
                           trouble=status.trouble),
                      said("Run mmstui sync, and see mmstui.log."))  # fmt: skip
    yield fine("store.sync", words)


def _outbox(status: Status) -> Iterator[CheckResult]:
    for state in _NEED_THE_USER:
        if count := status.outbox.get(state, 0):
            yield warning(
                "store.outbox", f"messages_{state.value}",
                said("{count} {state}: only you can decide about them.",
                     count=Public(count_of(count, "message is", "messages are")),
                     state=Public(state.value)),
                said("Look at them in the inbox: each says why."),
            )  # fmt: skip
    if not status.outbox:
        yield fine("store.outbox", said("No message waits to be sent."))


def _changes(status: Status, account: AccountSummary) -> Iterator[CheckResult]:
    found: list[tuple[str, Wording]] = []
    if account.changes_troubled:
        count = count_of(account.changes_troubled, "change")
        words = said("{count} of numbers or names could not be saved.", count=Public(count))
        found.append(("changes_not_saved", words))
    if status.leaving.failed:
        count = count_of(status.leaving.failed, "message")
        found.append(
            ("not_deleted", said("{count} could not be deleted at VoIP.ms.", count=Public(count)))
        )
    for code, words in found:
        yield CheckResult("store.changes", CheckState.WARN, words,
                          said("The inbox shows why, and asks what to do."), code)  # fmt: skip
