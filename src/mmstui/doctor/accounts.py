"""Other accounts on this machine, whose messages may wait unseen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.result import CheckResult, Public, fine, said, warning
from mmstui.domain.plurals import count_of
from mmstui.store import AccountKey
from mmstui.store.other_accounts import Elsewhere, unsettled_elsewhere

_OTHERS: Final = "accounts.others"


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    settings = setup.settings
    key = AccountKey.of(settings.api_url, settings.username)
    return [partial(_unsettled, unsettled_elsewhere(settings.home, key))]


FAMILY: Final = CheckFamily("other accounts", _checks)


def _unsettled(others: list[Elsewhere]) -> Iterator[CheckResult]:
    for other in others:
        counts = ", ".join(f"{count} {state.value}" for state, count in other.outbox.items())
        total = count_of(sum(other.outbox.values()), "message")
        yield warning(
            _OTHERS, "unsettled_elsewhere",
            said("{total} of {username} at {origin} not settled: {counts}.",
                 total=Public(total), username=other.account.username,
                 origin=other.account.origin, counts=Public(counts)),
            said("Open mmstui with that account (username and api_url), and look at them."),
        )  # fmt: skip
    if not others:
        yield fine(_OTHERS, said("No other account on this machine has unsettled messages."))
