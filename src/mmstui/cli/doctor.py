"""`mmstui doctor`: what is wrong here, and what mends it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from mmstui import settings
from mmstui.cli.exit_codes import Exit
from mmstui.cli.output import write_json, write_line
from mmstui.cli.streams import is_terminal
from mmstui.doctor.context import ExaminedSetup
from mmstui.doctor.examination import FamilyResults, examine
from mmstui.doctor.password import look_up
from mmstui.doctor.result import Cause, CheckResult, CheckState, Wording
from mmstui.doctor.terminal_probe import TerminalFacts, probe
from mmstui.domain.text.charsets import of_terminal
from mmstui.domain.text.plurals import count_of
from mmstui.tui.running import with_keys


def run(options: argparse.Namespace) -> Exit:
    """Check everything, and print what was found. Changes nothing."""
    found = examine(_setup())
    exit_code = _exit_code(found)
    known: dict[tuple[str, str], str] = {}

    def words(wording: Wording) -> str:
        return wording.for_report(known) if options.report else str(wording)

    if options.json:
        write_json(
            {
                "exit_code": int(exit_code),
                "checks": [
                    {
                        "family": family.title,
                        "check": result.check,
                        "state": result.state.value,
                        "code": result.code or None,
                        "message": words(result.words),
                        "fix": words(result.fix) or None,
                    }
                    for family in found
                    for result in family.results
                ],
            }
        )
        return exit_code
    told: set[str] = set()
    for family in found:
        write_line(family.title)
        for result in family.results:
            code = f" [{result.code}]" if options.report and result.code else ""
            write_line(f"  {result.state.value:<11} {words(result.words)}{code}")
            if fix := words(result.fix):
                write_line(f"  {'':<11} {'As above.' if fix in told else fix}")
                told.add(fix)
    write_line(_summary(found))
    return exit_code


def _setup() -> ExaminedSetup:
    configured = with_keys(settings.load())
    terminal = _terminal()
    return ExaminedSetup(
        configured,
        os.environ,
        lambda: datetime.now(UTC),
        look_up(configured, terminal=terminal is not None),
        terminal,
        of_terminal(sys.stdout.encoding or "utf-8") if sys.stdout is not None else "utf-8",
    )


def _terminal() -> TerminalFacts | None:
    """Ask the terminal: the one that is read from, by an output that is not in a file."""
    writing = next((number for number in (1, 2) if is_terminal(number)), None)
    if writing is None or not is_terminal(0):
        return None
    return probe(0, writing, os.environ)


def _all(found: Sequence[FamilyResults]) -> Iterator[CheckResult]:
    for family in found:
        yield from family.results


def _exit_code(found: Sequence[FamilyResults]) -> Exit:
    causes = {result.cause for result in _all(found) if result.state is CheckState.WRONG}
    if Cause.ACCESS in causes:
        return Exit.ACCESS
    if Cause.NETWORK in causes:
        return Exit.NETWORK
    return Exit.FAILURE if causes else Exit.DONE


def _summary(found: Sequence[FamilyResults]) -> str:
    states = [result.state for result in _all(found)]
    is_wrong, warns = states.count(CheckState.WRONG), states.count(CheckState.WARN)
    if not is_wrong and not warns:
        return "All is well."
    return f"{count_of(is_wrong, 'thing is', 'things are')} wrong, {warns} could be better."
