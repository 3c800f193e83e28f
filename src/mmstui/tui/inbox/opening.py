"""Opens and closes threads, and keeps the list and the thread consistent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from mmstui.domain.messages import Contact, Conversation, Did
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.dialogs import InboxDialogs

if TYPE_CHECKING:
    from mmstui.tui.compose.pane import ComposePane


class ThreadOpening(InboxDialogs):
    """The part of `InboxScreen` that opens and closes threads."""

    #: The conversation and the spans at which it was last scrolled to a filtered day.
    _days_shown: object = None

    if TYPE_CHECKING:

        async def ready(self) -> bool: ...
        def thread_changed(self, conversation_id: int | None) -> None: ...
        def leave_find(self) -> bool: ...
        def _summarise(self) -> None: ...

    @property
    def in_thread(self) -> bool:
        """Whether the thread or its box has focus."""
        return self._pane is not None and self._pane.has_focus_within

    @on(ConversationList.Opened)
    async def _opened(self, event: ConversationList.Opened) -> None:
        event.stop()
        await self.open(event.conversation)
        if event.reply and self._pane is not None:
            self.pane.focus_box()

    async def open(self, conversation: Conversation, *, focus: bool = True) -> None:
        """Open a conversation; with `focus` its thread gets the focus."""
        if not await self.ready():
            return
        self.thread_changed(conversation.id)
        self.pane.open(conversation)
        self.list.visit(conversation.id)
        self._show_days(conversation)
        self._show_thread(focus)

    def _show_days(self, conversation: Conversation) -> None:
        """With a filter of days, scroll to the newest message in them; the thread stays whole."""
        during, asked = self.list.during, (conversation.id, self.list.during)
        if during is None or asked == self._days_shown:
            return
        self._days_shown = asked
        found = self.center.inbox.newest_during(conversation.id, during)
        newest = self.center.inbox.thread(conversation.id, limit=1)
        if found is not None and [found.id] != [message.id for message in newest]:
            self.pane.view.show_message(found.id)

    async def open_new(self, did: Did, contact: Contact) -> None:
        """Open the conversation with a contact, perhaps a new one, and focus the box."""
        if not await self.ready():
            return
        known = self.center.inbox.conversation(did.number, contact.number)
        if known is not None:
            await self.open(known)
        else:
            self.thread_changed(None)
            self.pane.open_new(did, contact)
            self._show_thread(focus=False)
        self.pane.focus_box()

    async def open_several(self, did: Did, people: Sequence[Contact]) -> None:
        """Open a box for several recipients, and focus it."""
        if not await self.ready():
            return
        self.thread_changed(None)
        self.pane.open_several(did, people)
        self._show_thread(focus=False)
        self.pane.focus_box()

    # Handlers of the thread's pane by name: its module is imported after the first frame.

    async def on_compose_pane_conversation_wanted(
        self, event: ComposePane.ConversationWanted
    ) -> None:
        """Open the conversation of the other DID that a message was sent from."""
        event.stop()
        if (conversation := self.center.inbox.conversation(event.did, event.contact)) is not None:
            composing = self.pane.composing
            await self.open(conversation)
            if composing:
                self.pane.focus_box()

    def _show_thread(self, focus: bool) -> None:
        self.add_class("-thread")
        if focus or self.has_class("-one-pane"):
            self.pane.focus_thread()
        self._sync_panes()

    def close_thread(self) -> None:
        """Close the thread and focus the list."""
        self._days_shown = None
        self.thread_changed(None)
        self.set_focus(self.list)
        self.remove_class("-thread")
        self.pane.close()
        self._sync_panes()
        self._summarise()

    def on_descendant_focus(self) -> None:
        """Update list and thread when another pane gets the focus."""
        self._sync_panes()

    def _sync_panes(self) -> None:
        """Keep the open thread, the list's cursor and the target of keys consistent.

        While a thread has focus, the list's cursor is on its conversation. While the list has
        focus, the cursor moves freely: the row of the open thread is then marked, and the thread's
        head shows that keys act on another conversation.
        """
        if (pane := self._pane) is None or not self.list.is_attached:
            return
        shown, opened = self.has_class("-thread"), self.opened
        self.list.set_open_thread(shown, opened.id if opened is not None else None)
        if shown and opened is not None and self.in_thread and self.list.cursor_id != opened.id:
            self.list.visit(opened.id)
        cursor = self.list.cursor_id
        in_list = self.list.has_focus and cursor is not None
        opened_id = opened.id if opened is not None else None
        pane.head.other_selected = in_list and cursor != opened_id

    async def action_back(self) -> None:
        """Go one step back: search, box, thread, list, close the thread, remove a filter."""
        if self.leave_find():
            return
        if self.in_thread:
            self.pane.focus_thread() if self.pane.composing else self.to_list()
        elif self.has_class("-thread"):
            self.close_thread()
        elif self.list.filters.stack:
            await self.set_filters(self.list.filters.without_last())

    def to_list(self) -> None:
        if self.has_class("-one-pane"):
            self.close_thread()
        else:
            self.set_focus(self.list)

    async def action_leave(self) -> None:
        """Go back from an open thread, else quit."""
        if self.has_class("-thread"):
            await self.action_back()
        else:
            self.call_next(self.app.action_quit)
