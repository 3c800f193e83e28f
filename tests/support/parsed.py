"""The style sheets of Textual and of the inbox, parsed once for all apps of a process.

An app does the same for its own screens: what was parsed is only read.
"""

from __future__ import annotations

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def install() -> None:
    """Let every app take what another has parsed of the same text with the same variables."""
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}

    def parse_once(sheet: Stylesheet, css: str, read_from: Any, **options: Any) -> list[RuleSet]:
        variables = frozenset(sheet._variables.items())
        key = (css, read_from, variables, *sorted(options.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, read_from, **options)
        return parsed[key]

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign, assignment]
