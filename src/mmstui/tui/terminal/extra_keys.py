"""Installs the keys that Textual does not know, and the detection of unbracketed pastes."""

from __future__ import annotations

from mmstui.tui.terminal.key_reads import watch_reads


def install() -> None:
    """Recognize alt with a key, and note which keys arrive in one read.

    Without kitty's protocol Textual reads alt+enter as a plain enter: in the compose box that would
    send the message instead of adding a line break.
    """
    watch_reads()
