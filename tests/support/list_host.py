"""An app with only the conversation list, whose idle moments the test makes."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from textual.app import App, ComposeResult

from mmstui.domain.messages import Conversation
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.theme.themes import DARK, OURS
from support.screens import NOW, FakeSource

TORONTO = ZoneInfo("America/Toronto")


class ListApp(App[None]):
    """Only a list, as wide as the terminal."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, source: FakeSource, **options: Any) -> None:
        super().__init__(**options)
        self.seconds = 1000.0
        self.opened: list[Conversation] = []
        for theme in OURS:
            self.register_theme(theme)
        self.theme = DARK.name
        self.list = ConversationList(
            source, clock=lambda: NOW, zone=TORONTO, monotonic=lambda: self.seconds
        )

    def compose(self) -> ComposeResult:
        yield self.list

    def on_conversation_list_opened(self, event: ConversationList.Opened) -> None:
        self.opened.append(event.conversation)
