"""The result of a check, and its sentences, in which private parts are marked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mmstui.domain.text.sanitise import line


class CheckState(StrEnum):
    """How something stands."""

    OK = "ok"
    WARN = "warn"
    WRONG = "wrong"
    SKIPPED = "not checked"


class Cause(StrEnum):
    """What a wrong result is about, for the exit code."""

    ACCESS = "access"  #: credentials are missing, or VoIP.ms refuses access
    NETWORK = "network"
    OTHER = "other"


class Public(str):
    """A value that a report for others may contain."""

    __slots__ = ()


class Wording:
    """A sentence with values in it.

    A text among the values is private unless it is `Public`: a report has its name in its place.
    So a value that nobody thought of stays out of a report.
    """

    def __init__(self, template: str, values: Mapping[str, str | int | float]) -> None:
        self._template = template
        self._values = values

    def __str__(self) -> str:
        return self._filled({})

    def for_report(self, known: dict[tuple[str, str], str]) -> str:
        """Return the sentence without its private values.

        `known`: the substitutes of a report so far, by name and value, so that a reader can tell
        two numbers apart.
        """
        return self._filled(
            {
                name: _substitute(name, value, known)
                for name, value in self._values.items()
                if isinstance(value, str) and not isinstance(value, Public)
            }
        )

    def _filled(self, instead: Mapping[str, str]) -> str:
        shown = {
            name: line(instead.get(name, value)) if isinstance(value, str) else value
            for name, value in self._values.items()
        }
        return self._template.format(**shown)


def _substitute(name: str, value: str, known: dict[tuple[str, str], str]) -> str:
    if not value:
        return ""
    if (name, value) not in known:
        count = sum(earlier == name for earlier, _ in known) + 1
        known[name, value] = f"<{name.replace('_', ' ')} {count}>"
    return known[name, value]


def said(template: str, **values: str | int | float) -> Wording:
    """Return a sentence. `template` is a constant of ours; `values` fill its `{names}`."""
    return Wording(template, values)


NOTHING = said("")


def known(value: str, pattern: str) -> str:
    """Return a value as `Public` if it is one of those that `pattern` describes."""
    return Public(value) if re.fullmatch(pattern, value, re.ASCII) else value


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found.

    `check` says what was looked at, as in `voipms.address`; `code` names the fault for scripts,
    and is public. `fix` says what to do, "" for nothing.
    """

    check: str
    state: CheckState
    words: Wording
    fix: Wording = field(default=NOTHING)
    code: str = ""
    cause: Cause = Cause.OTHER


def fine(check: str, words: Wording, fix: Wording = NOTHING) -> CheckResult:
    """Return the result of something that is as it should be."""
    return CheckResult(check, CheckState.OK, words, fix)


def warning(check: str, code: str, words: Wording, fix: Wording = NOTHING) -> CheckResult:
    """Return the result of something that works, but could be mended."""
    return CheckResult(check, CheckState.WARN, words, fix, code)


def wrong(
    check: str, code: str, words: Wording, fix: Wording = NOTHING, cause: Cause = Cause.OTHER
) -> CheckResult:
    """Return the result of something that does not work."""
    return CheckResult(check, CheckState.WRONG, words, fix, code, cause)


def skipped(check: str, words: Wording, fix: Wording = NOTHING) -> CheckResult:
    """Return the result of something that could not be looked at."""
    return CheckResult(check, CheckState.SKIPPED, words, fix)
