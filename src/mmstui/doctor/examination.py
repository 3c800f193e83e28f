"""Runs all checks: each fails by itself, and none takes long."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from threading import Thread
from typing import Final, NamedTuple

from mmstui.doctor import (
    accounts,
    configuration,
    credentials,
    message_store,
    private_files,
    program,
    terminal,
    time_zones,
    voipms,
)  # fmt: skip
from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.result import CheckResult, Public, said, skipped, wrong
from mmstui.domain.traces import place_of

FAMILIES: Final = (
    program.FAMILY, configuration.FAMILY, credentials.FAMILY, voipms.FAMILY, time_zones.FAMILY,
    message_store.FAMILY, private_files.FAMILY, accounts.FAMILY, terminal.FAMILY,
)  # fmt: skip
#: Seconds for all checks together, which run side by side.
PATIENCE: Final = 8.0


class FamilyResults(NamedTuple):
    """The results of a family."""

    title: str
    results: Sequence[CheckResult]


def examine(
    setup: ExaminedSetup, families: Sequence[CheckFamily] = FAMILIES, seconds: float = PATIENCE
) -> list[FamilyResults]:
    """Run all checks; return their results by family, in order."""
    running = [_Running(family, setup) for family in families]
    end = time.monotonic() + seconds
    return [one.results(end - time.monotonic()) for one in running]


class _Running:
    """The checks of a family, on a thread that is left behind when it takes too long."""

    def __init__(self, family: CheckFamily, setup: ExaminedSetup) -> None:
        self._family = family
        self._setup = setup
        self._found: list[CheckResult] = []
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def results(self, seconds: float) -> FamilyResults:
        self._thread.join(max(0.0, seconds))
        found = list(self._found)
        if self._thread.is_alive():
            found.append(
                skipped(self._family.title, said("This took too long, and was left."),
                        said("Try again when the machine, its disk or the line is less busy."))
            )  # fmt: skip
        return FamilyResults(self._family.title, found)

    def _run(self) -> None:
        try:
            checks = list(self._family.checks(self._setup))
        except Exception as error:
            self._found.append(_failed(self._family.title, error))
            return
        for check in checks:
            self._take(check())

    def _take(self, results: Iterable[CheckResult]) -> None:
        try:
            self._found.extend(results)
        except Exception as error:
            self._found.append(_failed(self._family.title, error))


def _failed(title: str, error: Exception) -> CheckResult:
    # The place, and not the error's text, which may quote anything.
    return wrong(
        title, "check_failed",
        said("This check could not be made: {place}.", place=Public(place_of(error))),
        said("Please report it: this is a fault of mmstui."),
    )  # fmt: skip
