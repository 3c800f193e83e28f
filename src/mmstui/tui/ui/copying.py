"""Copies a text to the clipboard, and says what became of it."""

from __future__ import annotations

import asyncio

from textual.dom import DOMNode

from mmstui.tui.jobs import job
from mmstui.tui.terminal import clipboard_writer
from mmstui.tui.terminal.terminal_answers import known


class Copying:
    """Copies for a node."""

    def __init__(self, owner: DOMNode) -> None:
        self.owner = owner

    @job("Not copied: select it with shift and the mouse.", group="copy", exclusive=True)
    async def copy(self, text: str, what: str, told: str = "") -> None:
        """Copy a text. `told` is the notification where it worked as far as is known."""
        app = self.owner.app
        environ, info = getattr(app, "environ", {}), known(app)
        # Also what ctrl+v pastes here.
        app.copy_to_clipboard(text)
        words = "sent to the browser's clipboard" if app.is_web else ""
        if not words and clipboard_writer.needs_help(environ, info):
            words = await asyncio.to_thread(clipboard_writer.copy_otherwise, text, environ)
        words = words or clipboard_writer.words(environ, info)
        is_warning = words.startswith("not ")
        app.notify(
            told if told and not is_warning else f"{what} {words}",
            severity="warning" if is_warning else "information",
            markup=False,
        )
