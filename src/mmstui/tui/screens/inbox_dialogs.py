"""The inbox's dialogs: each is asked, and its answer carried where it belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from mmstui.center import MessageCenter
from mmstui.domain.messages import Attachment, Contact, Did
from mmstui.domain.numbers import formatted
from mmstui.domain.problems import AttachmentProblem, StoreProblem
from mmstui.domain.routing import route
from mmstui.domain.sanitise import line
from mmstui.tui.widgets.conversation_list import ConversationList
from mmstui.tui.widgets.list_place import Filters

if TYPE_CHECKING:
    from mmstui.tui.widgets.message_input import MessageInput
    from mmstui.tui.widgets.thread_pane import ThreadPane


class InboxDialogs(Screen[None]):
    """What opens over the inbox. Dialogs are imported when first asked for."""

    center: MessageCenter
    clock: Callable[[], datetime]
    zone: tzinfo
    list: ConversationList
    #: The folder that the last file came from.
    _folder: Path | None = None

    if TYPE_CHECKING:

        @property
        def pane(self) -> ThreadPane: ...
        def narrow(self, filters: Filters) -> None: ...
        async def open_new(self, did: Did, contact: Contact) -> None: ...
        async def open_several(self, did: Did, people: Sequence[Contact]) -> None: ...
        @property
        def sends_left(self) -> int: ...

    def action_help(self) -> None:
        """The keys of this pane."""
        from mmstui.tui.screens.keys_help import KeysHelp

        self.app.push_screen(KeysHelp.of(self))

    @work(group="dialog")
    async def action_palette(self) -> None:
        """Find a command of this pane by its name, and do it."""
        from mmstui.tui.screens.palette import Palette, entries

        chosen = await self.app.push_screen_wait(Palette(entries(self)))
        if chosen is not None and chosen.node.is_attached:
            await self.app.run_action(chosen.binding.action, chosen.node)

    @work(group="dialog")
    async def action_did_filter(self) -> None:
        """Choose whose conversations are shown."""
        from mmstui.tui.screens.did_filter import DidFilter

        filters = self.list.filters
        dialog = DidFilter(self.center.dids(), filters.dids or frozenset())
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is not None:
            self.narrow(Filters(chosen or None, filters.unread_only))

    @work(group="dialog")
    async def action_new_message(self) -> None:
        """Choose whom to write to, then write in the box."""
        await self.write_to_someone()

    async def write_to_someone(self) -> bool:
        """Ask to whom, and open a box for it; whether one is open."""
        from mmstui.tui.screens.new_message import NewMessage

        draft = self.center.draft("", "")
        before = await asyncio.to_thread(self._contacts, draft.recipients)
        dialog = NewMessage(self.center, before, sends_left=self.sends_left)
        choice = await self.app.push_screen_wait(dialog)
        if choice is None:
            return False
        did = next((did for did in self.center.dids() if did.number == choice.did), None)
        if did is None:
            return False
        people = await asyncio.to_thread(self._contacts, choice.contacts)
        if len(people) > 1:
            await self.open_several(did, people)
        else:
            await self.open_new(did, people[0])
        return True

    def _contact(self, number: str) -> Contact:
        """Who a number is, as the phonebook knows."""
        return self._contacts((number,))[0]

    def _contacts(self, wanted: Sequence[str]) -> tuple[Contact, ...]:
        """Who some numbers are, as the phonebook knows."""
        known = {contact.number: contact for contact in self.center.contacts()} if wanted else {}
        return tuple(known.get(n) or Contact(n, "", formatted(n)) for n in wanted)

    # Handlers of the thread's pane go by their names: its module comes after the first frame.

    def on_thread_pane_did_wanted(self, event: ThreadPane.DidWanted) -> None:
        """The box asks for another DID."""
        event.stop()
        self._choose_did(event.current)

    @work(group="dialog")
    async def _choose_did(self, current: Did | None) -> None:
        from mmstui.tui.screens.did_picker import DidPicker

        draft = self.pane.box.draft
        picker = DidPicker(
            self.center.dids(), current, lambda did: route(draft.text, draft.attachments, did)
        )
        if (did := await self.app.push_screen_wait(picker)) is not None:
            self.pane.set_did(did)

    def on_message_input_attach_wanted(self, event: MessageInput.AttachWanted) -> None:
        """The box asks for files."""
        event.stop()
        if event.paths:
            self._take_files(event.paths)
        else:
            self._choose_files()

    @work(group="dialog")
    async def _choose_files(self) -> None:
        from mmstui.tui.screens.attach import AttachDialog

        before = self.pane.box.files
        dialog = AttachDialog(
            self.center, before, self._folder or Path.cwd(), clock=self.clock, zone=self.zone
        )
        chosen: tuple[Attachment, ...] | None = await self.app.push_screen_wait(dialog)
        self._folder = dialog.folder
        if chosen is not None:
            self.pane.box.files = chosen

    @work(group="attach")
    async def _take_files(self, paths: Sequence[Path]) -> None:
        """Files whose paths were pasted or dropped into the box, one after the other."""
        for path in paths:
            await self._take_file(path)

    async def _take_file(self, path: Path) -> None:
        try:
            attachment = await asyncio.wrap_future(self.center.attach(path))
        except AttachmentProblem as problem:
            self.pane.box.refuse(line(problem.words))
        except StoreProblem as problem:
            self.pane.box.refuse(line(str(problem)))
        else:
            self._folder = path.parent
            self.pane.add_attachment(attachment)
