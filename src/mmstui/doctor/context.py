"""What is examined: the settings, the environment, and where to look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mmstui.doctor.password import PasswordLookup
from mmstui.doctor.result import CheckResult
from mmstui.doctor.terminal_probe import TerminalFacts
from mmstui.settings import Settings

Check = Callable[[], Iterable[CheckResult]]


@dataclass(frozen=True, slots=True)
class ExaminedSetup:
    """One set-up, as it is found.

    `terminal` is None without a terminal. `now` returns UTC by the machine's clock. `charset`: the
    encoding that the terminal is declared to have.
    """

    settings: Settings
    environ: Mapping[str, str]
    now: Callable[[], datetime]
    password: PasswordLookup
    terminal: TerminalFacts | None
    charset: str


class CheckFamily(NamedTuple):
    """Checks that share a title and what they look at.

    `checks` looks at it, and returns the checks of what it saw.
    """

    title: str
    checks: Callable[[ExaminedSetup], Iterable[Check]]
