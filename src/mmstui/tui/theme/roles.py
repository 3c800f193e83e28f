"""The roles of text, by which all screens name their colours."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Roles of text. Each value is the name of an attribute of `palette.Surface`."""

    TEXT = "text"
    SOFT = "soft"
    FAINT = "faint"
    RULE = "rule"
    ACCENT = "accent"
    ERROR = "error"
    WARN = "warn"
