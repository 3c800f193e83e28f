"""Keys that Textual does not know by itself, and those that come as a paste."""

from __future__ import annotations

from mmstui.tui.terminal.key_reads import watch_reads


def teach() -> None:
    """Tell alt and a key from escape and a key, and note which keys arrive together.

    Textual reads alt+enter of a terminal without kitty's protocol as a plain enter: in the compose
    box that would send what was meant to be a line break.
    """
    watch_reads()
