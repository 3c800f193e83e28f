"""Other accounts on this machine, whose messages may wait unseen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.result import CheckResult, Public, fine, said, warning
from mmstui.domain.text.plurals import count_of
from mmstui.settings import ACCOUNT_VARIABLE, TOP, AccountName, load
from mmstui.store import AccountKey
from mmstui.store.account.other_accounts import Elsewhere, unsettled_elsewhere

_OTHERS: Final = "accounts.others"


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    settings = setup.settings
    key = AccountKey.of(settings.api_url, settings.username)
    return [
        *(
            partial(_configured, setup, each)
            for each in settings.accounts
            if each.name != (settings.account or TOP)
        ),
        partial(_unsettled, unsettled_elsewhere(settings.store_home, key)),
    ]


FAMILY: Final = CheckFamily("other accounts", _checks)


def _configured(setup: ExaminedSetup, other: AccountName) -> Iterator[CheckResult]:
    """Look at the settings of another account of config.toml, which have no effect on this one."""
    found = load({**setup.environ, ACCOUNT_VARIABLE: other.name})
    ours = setup.settings.complaints
    for complaint in (each for each in found.complaints if each not in ours):
        yield warning(
            _OTHERS, "wrong_setting_elsewhere",
            said("The account {name}: {sentence}", name=other.name, sentence=complaint),
            said("Correct {path}; this account is not affected.", path=str(found.config_file)),
        )  # fmt: skip


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
