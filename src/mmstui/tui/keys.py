"""Keys that Textual does not know by itself, and those that come as a paste."""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

from mmstui.tui.key_reads import watch_reads


class _Taught(Enum):
    """Keys without a member in Textual's own enum."""

    AltEnter = "alt+enter"


def teach() -> None:
    """Make alt+enter a key of its own, and note which keys arrive together.

    Without the kitty protocol a terminal sends ESC CR for it, which Textual reads as a plain
    enter: in the compose box that would send what was meant to be a line break.
    """
    # A mapping in name, a dict in fact; a tuple as value means keys.
    table = cast("dict[str, Any]", ANSI_SEQUENCES_KEYS)
    for sequence in ("\x1b\r", "\x1b\n"):
        table[sequence] = (_Taught.AltEnter,)
    watch_reads()
