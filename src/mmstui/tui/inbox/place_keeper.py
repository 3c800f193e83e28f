"""Keeps the open conversation and the cursor, and restores them when the inbox starts again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.dom import DOMNode

from mmstui.domain.messages import SEVERAL
from mmstui.domain.problems import StoreProblem
from mmstui.domain.records import replace
from mmstui.domain.views import SavedSearch, View
from mmstui.tui.inbox.last_place import Key, LastPlace
from mmstui.tui.inbox.writing_flows import contacts_of
from mmstui.tui.jobs import job, written

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen


class PlaceKeeper:
    """Stores and restores the position. Nothing waits for it."""

    def __init__(self, inbox: InboxScreen) -> None:
        self._inbox = inbox
        #: Whether a key was pressed: then the position is not restored any more.
        self.key_was_pressed = False
        self.stored: LastPlace | None = None
        self._sight_kept = False

    @property
    def owner(self) -> DOMNode:
        """The node of the jobs."""
        return self._inbox

    @property
    def place(self) -> LastPlace:
        """The current position."""
        inbox = self._inbox
        row = inbox.list.cursor_conversation
        cursor = (row.did, row.contact) if row is not None else None
        shown = inbox.filters.view
        if isinstance(shown, SavedSearch):
            place = LastPlace(cursor, search=shown.name)
        else:
            place = LastPlace(cursor, view=shown)
        if inbox.thread is None:
            return place
        view = inbox.pane.view
        message = None if view.at_end else view.message
        number = message.id if message is not None else None
        opened, in_thread = inbox.thread.key, inbox.in_thread
        return replace(place, opened=opened, message=number, in_thread=in_thread)

    async def keep(self, *, leaving: bool = False) -> None:
        """Store the current position if it has changed.

        `leaving`: store it anyway, as another inbox of the account may have overwritten it.
        """
        inbox = self._inbox
        if not inbox.has_pane or not inbox.list.is_attached or (place := self.place) == LastPlace():
            return
        if leaving or place != self.stored:
            self.stored = place
            try:
                await written(inbox.center.keep_place(place.to_json()))
            except StoreProblem:
                return  # not worth a notification: only a position is lost

    @job("Where you are is not kept: the next start is at the list.", group="place", repeats=True)
    async def keep_later(self) -> None:
        """Store the position in the background."""
        await self.keep()

    @job("The next start shows the list later than it could.", group="sight", repeats=True)
    async def keep_sight(self, environ: Mapping[str, str]) -> None:
        """Write what the next first sight needs, once, while the list has the focus."""
        inbox = self._inbox
        if self._sight_kept or not inbox.list.has_focus or inbox.list.viewport.marked:
            return
        from mmstui.tui.inbox import sight_keeper

        sight_keeper.keep(inbox, environ)
        self._sight_kept = True

    def restore_list(self) -> None:
        """Put the cursor where it was, before the first frame: keys typed earlier act on it.

        So the first sight shows the same row under the cursor.
        """
        inbox = self._inbox
        kept = LastPlace.from_json(inbox.center.kept_place())
        if kept.view is View.INBOX and kept.cursor is not None:
            row = inbox.center.inbox.conversation(*kept.cursor)
            index = inbox.list.viewport.index_of(row.id) if row is not None else None
            if index is not None:
                inbox.list.viewport.cursor, inbox.list.viewport.top = index, 0
                inbox.list.under_cursor = row

    @job("You are not back where you were: open the conversation again.", group="place")
    async def restore(self) -> None:
        """Restore the stored position, unless a key was pressed."""
        inbox = self._inbox
        kept = LastPlace.from_json(inbox.center.kept_place())
        if self.key_was_pressed or inbox.conversation is not None or kept == LastPlace():
            return
        self.stored = kept
        searches = inbox.center.settings.searches
        view = next((each for each in searches if each.name == kept.search), kept.view)
        if view != inbox.filters.view:
            await inbox.set_filters(inbox.filters.changed(view=view))
        if kept.cursor is not None:
            row = inbox.center.inbox.conversation(*kept.cursor)
            if row is not None:
                inbox.list.select(row.id)
        if kept.opened is not None and (kept.in_thread or not inbox.has_class("-one-pane")):
            inbox.pane.unattended = True
            await self._open_again(kept.opened, kept)

    async def _open_again(self, key: Key, kept: LastPlace) -> None:
        """Open a conversation again without focusing its box, where enter would send a draft."""
        inbox, stored = self._inbox, self._inbox.center.inbox
        dids = {did.number: did for did in inbox.center.directory.dids()}
        draft = inbox.center.drafts.draft(*key)
        if key == SEVERAL and not inbox.has_class("-one-pane"):
            did = dids.get(draft.from_did or "") or next(iter(dids.values()), None)
            if did is not None and len(draft.recipients) > 1:
                await inbox.write_to(did, contacts_of(inbox, draft.recipients))
                self._focus_list()
            return
        row = stored.conversation(*key)
        if row is None:
            if key[0] in dids and not draft.empty and not inbox.has_class("-one-pane"):
                await inbox.write_to(dids[key[0]], contacts_of(inbox, (key[1],)))
                self._focus_list()
        elif row.total or row.draft:
            await inbox.open(row, focus=kept.in_thread)
            found = stored.messages([kept.message] if kept.message is not None else [])
            if found and found[0].conversation_id == row.id:
                inbox.pane.view.show_message(found[0].id)
            cursor = stored.conversation(*kept.cursor) if kept.cursor is not None else None
            if cursor is not None and not kept.in_thread:
                inbox.list.select(cursor.id)

    def _focus_list(self) -> None:
        # Queued after the pane's own call, which focuses the box.
        self._inbox.app.call_later(self._inbox.set_focus, self._inbox.list)
