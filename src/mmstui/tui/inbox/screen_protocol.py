"""What a flow needs of the inbox screen: tests have a smaller one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.app import App
from textual.notifications import SeverityLevel
from textual.screen import Screen

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact, Conversation, Did
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.filters import Filters

if TYPE_CHECKING:
    from mmstui.tui.inbox.deletion_flows import DeletionProgress
    from mmstui.tui.inbox.finding import Finding
    from mmstui.tui.inbox.late_pane import LatePane
    from mmstui.tui.thread.open_thread import OpenThread
    from mmstui.tui.thread.pane import ThreadPane

T = TypeVar("T")


class ThreadFace(Protocol):
    """What a flow of one conversation needs: the inbox has it, and so has triage mode."""

    center: MessageCenter
    clock: Callable[[], datetime]
    zone: tzinfo

    @property
    def app(self) -> App[object]: ...
    @property
    def conversation(self) -> Conversation | None: ...
    @property
    def pane(self) -> ThreadPane: ...

    async def ask(self, dialog: Screen[T]) -> T | None: ...
    def say(
        self, words: str, *, severity: SeverityLevel = "information", timeout: float | None = None
    ) -> None: ...


class InboxFace(ThreadFace, Protocol):
    """The inbox, as its flows see it: state to read, and what they can do to it."""

    home_zone: tzinfo
    list: ConversationList
    filters: Filters
    thread: OpenThread | None
    deletions: DeletionProgress
    finding: Finding
    late_pane: LatePane

    @property
    def in_thread(self) -> bool: ...

    async def set_filters(self, filters: Filters) -> None: ...
    async def open(self, conversation: Conversation, *, focus: bool = True) -> None: ...
    async def write_to(self, did: Did, people: Sequence[Contact]) -> None: ...
    def close_thread(self) -> None: ...
    def to_list(self) -> None: ...
