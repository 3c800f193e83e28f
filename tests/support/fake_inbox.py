"""An inbox without a screen: it answers the questions of a flow, and notes what the flow does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact, Conversation, Did
from mmstui.tui.inbox.deletion_flows import DeletionProgress
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.inbox.marked_rows import MarkedRows
from mmstui.tui.jobs import JOBS
from mmstui.tui.thread.open_thread import OpenThread
from support.inboxes import TORONTO


class FakeList:
    """A list that notes which conversations are visited."""

    def __init__(self) -> None:
        self.visited: list[int] = []
        self.viewport = SimpleNamespace(marked=MarkedRows())
        self.order = SimpleNamespace(put_back=lambda *_: False)

    def visit(self, conversation_id: int) -> None:
        """Note a visit."""
        self.visited.append(conversation_id)


class FakeInbox:
    """What a flow needs of the inbox. `answers` are those of the user to its dialogs, in order."""

    def __init__(self, center: MessageCenter, *answers: Any) -> None:
        self.center = center
        self.clock = center.now
        self.home_zone = self.zone = TORONTO
        self.filters = Filters()
        self.thread: OpenThread | None = None
        self.deletions = DeletionProgress()
        self.answers = list(answers)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.in_list = self.in_thread = False
        self.list = FakeList()
        self.app = SimpleNamespace(clear_notifications=lambda: None)

    async def run(self, flow: Callable[..., Any], *args: Any) -> None:
        """Run a flow to its end; here no job catches its errors."""
        await JOBS[flow.__qualname__].work(self, *args)
        assert not self.answers, "it asks no more than that"

    @property
    def conversation(self) -> Conversation | None:
        """The open one."""
        return self.thread.conversation if self.thread is not None else None

    async def ask(self, dialog: Any) -> Any:
        """Answer a dialog; a function is called, and then has the answer."""
        self.asked.append(type(dialog).__name__)
        answer = self.answers.pop(0)
        return answer() if callable(answer) else answer

    def say(self, words: str, **_: object) -> None:
        """Note a sentence."""
        self.said.append(words)

    async def set_filters(self, filters: Filters) -> None:
        """Take other filters."""
        self.filters = filters

    async def open(self, conversation: Conversation, *, focus: bool = True) -> None:
        """Open a conversation."""
        self.thread = OpenThread.of(self.center, conversation)

    async def write_to(self, did: Did, people: Sequence[Contact]) -> None:
        """Open a box."""
        self.thread = OpenThread.to(self.center, did, people)

    def close_thread(self) -> None:
        """Close what is open."""
        self.thread = None

    def to_list(self) -> None:
        """Go to the list."""
        self.in_list = True
