"""Restores the open conversation and the cursor when the inbox starts again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mmstui.domain.messages import Contact, Conversation, Did
from mmstui.domain.problems import StoreProblem
from mmstui.tui.inbox.dialogs import InboxDialogs
from mmstui.tui.inbox.last_place import Key, LastPlace
from mmstui.tui.jobs import job, written

SEVERAL = ("", "")


class Restoring(InboxDialogs):
    """The part of `InboxScreen` that stores and restores its position. Nothing waits for it."""

    #: Whether a key was pressed: then the position is not restored any more.
    _key_was_pressed = False
    _stored_place: LastPlace | None = None

    if TYPE_CHECKING:

        @property
        def in_thread(self) -> bool: ...
        async def open(self, conversation: Conversation, *, focus: bool = True) -> None: ...
        async def open_new(self, did: Did, contact: Contact) -> None: ...
        async def open_several(self, did: Did, people: Sequence[Contact]) -> None: ...

    @property
    def place(self) -> LastPlace:
        """The current position."""
        row, pane = self.list.cursor_conversation, self._pane
        cursor = (row.did, row.contact) if row is not None else None
        if pane is None or pane.key is None or not self.has_class("-thread"):
            return LastPlace(cursor)
        message = None if pane.view.at_end else pane.view.message
        number = message.id if message is not None else None
        return LastPlace(cursor, pane.key, number, self.in_thread)

    async def keep_place(self, *, leaving: bool = False) -> None:
        """Store the current position if it has changed.

        `leaving`: store it anyway, as another inbox of the account may have overwritten it.
        """
        if self._pane is None or not self.list.is_attached or (place := self.place) == LastPlace():
            return
        if leaving or place != self._stored_place:
            self._stored_place = place
            try:
                await written(self.center.keep_place(place.to_json()))
            except StoreProblem:
                return  # not worth a notification: only a position is lost

    @job("Where you are is not kept: the next start is at the list.", group="place", repeats=True)
    async def keep_place_later(self) -> None:
        """Call `keep_place` in the background."""
        await self.keep_place()

    @job("You are not back where you were: open the conversation again.", group="place")
    async def restore_place(self) -> None:
        """Restore the stored position, unless a key was pressed."""
        kept = LastPlace.from_json(self.center.kept_place())
        if self._key_was_pressed or self.opened is not None or kept == LastPlace():
            return
        self._stored_place = kept
        if kept.cursor is not None:
            row = self.center.inbox.conversation(*kept.cursor)
            if row is not None:
                self.list.select(row.id)
        if kept.opened is not None and (kept.in_thread or not self.has_class("-one-pane")):
            self.pane.unattended = True
            await self._open_again(kept.opened, kept)

    async def _open_again(self, key: Key, kept: LastPlace) -> None:
        """Open a conversation again without focusing its box, where enter would send a draft."""
        dids = {did.number: did for did in self.center.directory.dids()}
        draft = self.center.drafts.draft(*key)
        if key == SEVERAL and not self.has_class("-one-pane"):
            did = dids.get(draft.from_did or "") or next(iter(dids.values()), None)
            people = self._contacts(draft.recipients)
            if did is not None and len(people) > 1:
                await self.open_several(did, people)
                self._focus_list()
            return
        row = self.center.inbox.conversation(*key)
        if row is None:
            if key[0] in dids and not draft.empty and not self.has_class("-one-pane"):
                await self.open_new(dids[key[0]], self._contact(key[1]))
                self._focus_list()
        elif row.total or row.draft:
            await self.open(row, focus=kept.in_thread)
            found = self.center.inbox.messages([kept.message] if kept.message is not None else [])
            if found and found[0].conversation_id == row.id:
                self.pane.view.show_message(found[0].id)
            cursor = (
                self.center.inbox.conversation(*kept.cursor) if kept.cursor is not None else None
            )
            if cursor is not None and not kept.in_thread:
                self.list.select(cursor.id)

    def _focus_list(self) -> None:
        # Queued after the pane's own call, which focuses the box.
        self.app.call_later(self.set_focus, self.list)
