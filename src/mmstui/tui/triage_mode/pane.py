"""The pane of triage mode: the thread's, whose letters act on the conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType

from mmstui.tui.thread.pane import ThreadPane
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.triage_mode import commands as mode_commands
from mmstui.tui.ui.commands import bindings


class TriageView(ThreadView, inherit_bindings=False):
    """A thread without the keys that triage mode needs for itself."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*mode_commands.OF_MESSAGE)]
    DEFAULT_CSS = """
    TriageView { width: 1fr; height: 1fr; background: $background; }
    """
    #: Called after each key that does something with a message.
    looked: Callable[[], None] = staticmethod(lambda: None)

    def action_move(self, way: str) -> None:
        """Move the cursor: the user looks at the messages."""
        super().action_move(way)
        self.looked()

    def action_message(self, command: str) -> None:
        """Do what a command does: the user looks at the message."""
        super().action_message(command)
        self.looked()


class TriagePane(ThreadPane):
    """The open conversation. `after_send` is called when an answer is on disk."""

    VIEW = TriageView
    view: TriageView
    after_send: Callable[[], None] = staticmethod(lambda: None)

    def message_sent(self) -> None:
        """Show the message that was sent, then go on."""
        super().message_sent()
        self.after_send()
