"""VoIP.ms: whether it answers this machine, the numbers, the balance, and the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final

from mmstui.daemon.callback_address import kept_secret
from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.numbers import checks_of_dids
from mmstui.doctor.result import (
    Cause,
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
from mmstui.doctor.voipms_visit import VoipMsVisit, visit
from mmstui.domain.access import about_address, refusal
from mmstui.domain.wire import Balance
from mmstui.settings import Settings
from mmstui.store import AccountKey
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, VoipMsError
from mmstui.voipms.statuses import TABLE

#: Larger differences of the clocks are told, and these are wrong.
_CLOCKS_APART: Final = timedelta(seconds=20)
_CLOCK_WRONG: Final = timedelta(minutes=1)

#: Statuses of ours: no answer in time, and those whose hint is meant for a process that stays.
_LATE: Final = "no_answer_in_time"
_HINT_IS_TO_WAIT: Final = frozenset({"connection_refused", "connect_timeout", "tls_failed"})
_TRY_AGAIN: Final = said(
    "See that this machine is on line, and that api_url is right if you set it. Then try again: "
    "an outage of VoIP.ms passes."
)

_ADDRESS: Final = "voipms.address"
_ACCESS: Final = "voipms.access"
_CLOCK: Final = "voipms.clock"
_BALANCE: Final = "voipms.balance"


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    found = visit(setup)
    if found is None:
        return [partial(_not_asked)]
    return [
        partial(_access, found),
        partial(_own_address, found),
        partial(_clock, found.skew),
        partial(_balance, found.balance),
        *checks_of_dids(found.dids, setup.settings, _callback_secret(setup.settings)),
    ]


FAMILY: Final = CheckFamily("VoIP.ms", _checks)


def _callback_secret(settings: Settings) -> str | None:
    folder = AccountKey.of(settings.api_url, settings.username).folder(settings.store_home)
    try:
        return kept_secret(folder)
    except OSError:
        return None


def _not_asked() -> Iterator[CheckResult]:
    yield skipped(_ACCESS, said("VoIP.ms was not asked: username, password or address is missing."))


def _access(found: VoipMsVisit) -> Iterator[CheckResult]:
    match found.dids:
        case AccessRefused() as error:
            yield _refused(error, found.address)
        case NoAnswer() as error if error.status == _LATE and isinstance(found.address, str):
            words = "VoIP.ms answers, but did not list the numbers in time."
            yield warning(_ACCESS, "slow_answer", said(words), _TRY_AGAIN)
        case NotConnected() | NoAnswer() as error:
            yield wrong(_ACCESS, _code(error), _happened(error), _network_fix(error), Cause.NETWORK)
        case VoipMsError() as error:
            yield CheckResult(
                _ACCESS, CheckState.WARN, _happened(error), _hint(error), _code(error)
            )
        case _:
            yield fine(_ACCESS, said("VoIP.ms answers, and the API is enabled."))


def _refused(error: AccessRefused, address: str | VoipMsError) -> CheckResult:
    shown = address if isinstance(address, str) else ""
    # The address stays a value of its own, which a report leaves out.
    what, fix = refusal(error.status, "{address}" if shown else "")
    return wrong(
        _ACCESS, _code(error), said(what), said(fix, address=shown), Cause.ACCESS
    )  # fmt: skip


def _code(error: VoipMsError) -> str:
    """Return the error's status if it is in our table: VoIP.ms may answer anything."""
    known = error.status in TABLE or error.status.removeprefix("http_").isdecimal()
    return error.status if known else "unknown_status"


def _happened(error: VoipMsError) -> Wording:
    row = TABLE.get(error.status)
    is_ours = row is not None and row.happened == error.happened
    return said("{sentence}", sentence=Public(error.happened) if is_ours else error.happened)


def _hint(error: VoipMsError) -> Wording:
    row = TABLE.get(error.status)
    is_ours = row is not None and row.todo == error.hint
    return said("{sentence}", sentence=Public(error.hint) if is_ours else error.hint)


def _network_fix(error: VoipMsError) -> Wording:
    return _hint(error) if error.hint and error.status not in _HINT_IS_TO_WAIT else _TRY_AGAIN


def _own_address(found: VoipMsVisit) -> Iterator[CheckResult]:
    if isinstance(found.address, VoipMsError):
        return  # `_access` says why.
    words = "VoIP.ms sees this machine at {address}"
    is_allowed = not isinstance(found.dids, AccessRefused) or not about_address(found.dids.status)
    more = ", which may call the API." if is_allowed else ", which may not call the API."
    yield fine(_ADDRESS, said(words + more, address=found.address))


def _clock(skew: timedelta | None) -> Iterator[CheckResult]:
    if skew is None:
        return
    apart = abs(skew)
    if apart < _CLOCKS_APART:
        yield fine(_CLOCK, said("The clock agrees with VoIP.ms's."))
        return
    words = said(
        "The clock of this machine is {apart} {way} VoIP.ms's.",
        apart=Public(_length(apart)),
        way=Public("behind" if skew > timedelta() else "ahead of"),
    )
    state = CheckState.WRONG if apart >= _CLOCK_WRONG else CheckState.WARN
    fix = said("Set it: timedatectl set-ntp true lets the network do it.")
    yield CheckResult(_CLOCK, state, words, fix, "clock")


def _length(apart: timedelta) -> str:
    hours, rest = divmod(round(apart.total_seconds()), 3600)
    parts = [(hours, "h"), (rest // 60, "min"), (rest % 60, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _balance(found: Balance | None) -> Iterator[CheckResult]:
    if found is None:
        return  # `_access` says why.
    try:
        current = Decimal(found.current)
    except InvalidOperation:
        return
    if current > 0:
        yield fine(_BALANCE, said("The balance is {balance} USD.", balance=f"{current:.2f}"))
    else:
        yield wrong(_BALANCE, "no_funds",
                    said("The balance is {balance} USD: nothing can be sent.",
                         balance=f"{current:.2f}"),
                    said("Add funds at voip.ms."))  # fmt: skip
