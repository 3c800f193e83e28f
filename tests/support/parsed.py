"""The style sheets of Textual and of the inbox, parsed once for all apps of a process.

An app does the same for its own screens: what was parsed is only read. A rule is found by its
identity, as in Textual, without a call for each rule and each widget.
"""

from __future__ import annotations

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


def install() -> None:
    """Let apps share the parsed style sheets of the same text and variables."""
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}
    known: dict[frozenset[tuple[str, str]], int] = {}

    def number_of(sheet: Any) -> int:
        """Return a number for the variables of a sheet, which changes with them."""
        if getattr(sheet, "_numbered", None) is not sheet._variables:
            sheet._numbered = sheet._variables
            sheet._number = known.setdefault(frozenset(sheet._variables.items()), len(known))
        return int(sheet._number)

    def parse_once(sheet: Stylesheet, css: str, read_from: Any, **options: Any) -> list[RuleSet]:
        key = (css, read_from, number_of(sheet), *sorted(options.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, read_from, **options)
        return parsed[key]

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign, assignment]
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
