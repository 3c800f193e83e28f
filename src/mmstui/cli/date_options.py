"""The options `--since` and `--until`, days of a time zone."""

from __future__ import annotations

import argparse
from datetime import tzinfo
from typing import TYPE_CHECKING

from mmstui.cli.exit_codes import CommandError, Exit

if TYPE_CHECKING:
    from mmstui.domain.times.days import Span


def during(options: argparse.Namespace, zone: tzinfo) -> tuple[Span, ...] | None:
    """Return the requested spans of time; None for all. Raises CommandError."""
    if options.since is None and options.until is None:
        return None
    if options.since and options.until and options.until < options.since:
        raise CommandError(Exit.USAGE, "no_days", "--until is a day before --since.")
    from mmstui.domain.times.days import spans

    return spans(options.since, options.until, zone)
