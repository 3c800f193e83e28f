"""The types of command-line options, as argparse takes them.

What reads numbers and zones is imported where an option is given: most commands have none.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta, tzinfo
from pathlib import Path
from typing import Final

#: More are not asked for at a time.
_MOST: Final = 1_000_000


def number(text: str) -> str:
    from mmstui.domain.phone import numbers

    written = numbers.parse(text)
    if not numbers.is_full(written.number):
        raise argparse.ArgumentTypeError(f"{text!r}: {written.problem}")
    if written.left_out:
        print(f"mmstui: {written.left_out}", file=sys.stderr)
    return written.number


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from None


def since(text: str) -> date | str:
    return text if text == "all" else day(text)


def zone(text: str) -> tzinfo:
    from mmstui.domain.times import zones

    try:
        return zones.named(text)
    except zones.ZoneProblem as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {_MOST:,}")
    return int(text)


def message_id(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) < 1 << 63:
        raise argparse.ArgumentTypeError(f"{text!r} is not the id of a message, as --json has it")
    return int(text)


def path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def limit(text: str) -> int:
    """Return the most that is to be printed; for `all`, more than there can be."""
    return sys.maxsize if text == "all" else positive(text)


def seconds(text: str) -> timedelta:
    try:
        return timedelta(seconds=_bounded(text, 86_400))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds") from None


def minutes(text: str) -> timedelta:
    try:
        return timedelta(minutes=_bounded(text, 525_600))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes") from None


def _bounded(text: str, most: float) -> float:
    value = float(text)
    if not 0 <= value <= most:  # Refuses NaN too.
        raise ValueError(text)
    return value
