"""Actions of the inbox that open a dialog and apply its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from mmstui.center import MessageCenter
from mmstui.domain.days import Days
from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment, Contact, Conversation, ConversationName, Did
from mmstui.domain.numbers import formatted
from mmstui.domain.problems import AttachmentProblem, Refused, StoreProblem
from mmstui.domain.routing import route
from mmstui.domain.sanitise import line
from mmstui.domain.zones import zone_name
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.filters import Filters
from mmstui.tui.jobs import job

if TYPE_CHECKING:
    from mmstui.tui.compose.input import MessageInput
    from mmstui.tui.compose.pane import ComposePane
    from mmstui.tui.thread.pane import ThreadPane


class InboxDialogs(Screen[None]):
    """Dialogs of `InboxScreen`. They are imported when first opened."""

    center: MessageCenter
    clock: Callable[[], datetime]
    zone: tzinfo
    home_zone: tzinfo
    list: ConversationList
    #: The folder of the last attached file.
    _folder: Path | None = None
    _pane: ThreadPane | None = None

    @property
    def opened(self) -> Conversation | None:
        """The conversation whose thread is open; None before its first message.

        Only the pane stores it, so that actions apply to what is shown.
        """
        return self._pane.conversation if self._pane is not None else None

    if TYPE_CHECKING:

        @property
        def pane(self) -> ThreadPane: ...
        async def set_filters(self, filters: Filters) -> None: ...
        async def open(self, conversation: Conversation, *, focus: bool = True) -> None: ...
        def to_list(self) -> None: ...
        async def open_new(self, did: Did, contact: Contact) -> None: ...
        async def open_several(self, did: Did, people: Sequence[Contact]) -> None: ...
        @property
        def sends_left(self) -> int: ...

    def action_help(self) -> None:
        """Show the keys of the focused pane."""
        from mmstui.tui.ui.keys_help import KeysHelp

        self.app.push_screen(KeysHelp.of(self))

    @job("No command was done: press ctrl+p again, or ? for its key.", group="dialog")
    async def action_palette(self) -> None:
        """Find a command of the focused pane by name, and run it."""
        from mmstui.tui.ui.command_palette import CommandPalette, entries

        chosen = await self.app.push_screen_wait(CommandPalette(entries(self)))
        if chosen is not None and chosen.node.is_attached:
            await self.app.run_action(chosen.binding.action, chosen.node)

    @job("No conversation was opened: press ctrl+g again.", group="dialog")
    async def action_go_to(self) -> None:
        """Go to a conversation, a contact, or the conversations of a DID."""
        from mmstui.tui.inbox.go_to import GoTo

        place = await self.app.push_screen_wait(GoTo(self.center))
        match place:
            case ConversationName():
                for row in self.center.inbox.conversations([place.id]).values():
                    await self.open(row)
            case Contact():
                # A message may have arrived meanwhile.
                rows = self.center.inbox.conversations_with(place.number)
                await (self.open(rows[0]) if rows else self.write_to_someone(place))
            case Did():
                await self.set_filters(self.list.filters.changed(dids=frozenset({place.number})))
                self.to_list()

    @job("The numbers shown are as before: press D again.", group="dialog")
    async def action_did_filter(self) -> None:
        """Choose the DIDs whose conversations are shown."""
        from mmstui.tui.inbox.did_filter import DidFilter

        filters = self.list.filters
        dialog = DidFilter(self.center, filters.dids or frozenset())
        chosen = await self.app.push_screen_wait(dialog)
        if chosen is not None:
            await self.set_filters(self.list.filters.changed(dids=chosen or None))

    @job("The days shown are as before: press T again.", group="dialog")
    async def action_day_filter(self) -> None:
        """Choose the days whose conversations are shown."""
        from mmstui.tui.inbox.day_filter import DayFilter

        today = self.clock().astimezone(self.zone).date()
        dialog = DayFilter(self.list.filters.days, today, zone_name(self.zone))
        if (chosen := await self.app.push_screen_wait(dialog)) is not None:
            await self.set_filters(
                self.list.filters.changed(days=chosen if chosen != Days() else None)
            )

    @job("The clock is as before: press Z again.", group="dialog")
    async def action_zone_filter(self) -> None:
        """Choose the time zone of days and times."""
        from mmstui.tui.inbox.zone_filter import ZoneFilter

        home = "as configured" if self.center.settings.zone else "this machine"
        dialog = ZoneFilter(self.zone, self.home_zone, home, self.clock())
        if (chosen := await self.app.push_screen_wait(dialog)) is not None:
            other = chosen if chosen != self.home_zone else None
            await self.set_filters(self.list.filters.changed(zone=other))

    @job("No new message was begun: press m again.", group="dialog")
    async def action_new_message(self) -> None:
        """Choose recipients, then open a box for them."""
        await self.write_to_someone()

    async def write_to_someone(self, to: Contact | None = None) -> bool:
        """Ask for recipients, starting with `to`, and open a box; return whether one is open."""
        from mmstui.tui.compose.new_message import NewMessage

        if to is not None:
            before: tuple[Contact, ...] = (to,)
        else:
            draft = self.center.drafts.draft("", "")
            before = await asyncio.to_thread(self._contacts, draft.recipients)
        dialog = NewMessage(self.center, before, drafted=to is None, sends_left=self.sends_left)
        choice = await self.app.push_screen_wait(dialog)
        if choice is None:
            return False
        did = next((did for did in self.center.directory.dids() if did.number == choice.did), None)
        if did is None:
            return False
        people = await asyncio.to_thread(self._contacts, choice.contacts)
        if len(people) > 1:
            await self.open_several(did, people)
        else:
            await self.open_new(did, people[0])
        return True

    def _contact(self, number: str) -> Contact:
        """Return a number's contact, as the phonebook knows it."""
        return self._contacts((number,))[0]

    def _contacts(self, wanted: Sequence[str]) -> tuple[Contact, ...]:
        """Return contacts of numbers, as the phonebook knows them."""
        known = (
            {contact.number: contact for contact in self.center.directory.contacts()}
            if wanted
            else {}
        )
        return tuple(known.get(n) or Contact(n, "", formatted(n)) for n in wanted)

    # Handlers of the thread's pane by name: its module is imported after the first frame.

    def on_compose_pane_did_wanted(self, event: ComposePane.DidWanted) -> None:
        """Ask for another DID to send from."""
        event.stop()
        self._choose_did(event.current)

    @job("The number to send from is as before: press ctrl+o again.", group="dialog")
    async def _choose_did(self, current: Did | None) -> None:
        from mmstui.tui.compose.did_picker import DidPicker

        draft = self.pane.box.draft
        picker = DidPicker(
            self.center, current, lambda did: route(draft.text, draft.attachments, did)
        )
        if (did := await self.app.push_screen_wait(picker)) is not None:
            self.pane.set_did(did)

    def on_message_input_attach_wanted(self, event: MessageInput.AttachWanted) -> None:
        """Attach pasted files, or ask for files."""
        event.stop()
        if event.paths:
            self._take_files(event.paths)
        else:
            self._choose_files()

    @job("The files are as before: press ctrl+t again.", group="dialog")
    async def _choose_files(self) -> None:
        self._folder = await self._attach_dialog()

    async def _attach_dialog(self, offer: Path | None = None, start: Path | None = None) -> Path:
        """Let the user choose files, starting with `offer`; return the last shown folder."""
        from mmstui.tui.attach.dialog import AttachDialog

        dialog = AttachDialog(
            self.center, self.pane.box.files, start or self._folder or self._last_folder(),
            offer=offer, clock=self.clock, zone=self.zone,
        )  # fmt: skip
        chosen: tuple[Attachment, ...] | None = await self.app.push_screen_wait(dialog)
        if chosen is not None:
            self.pane.box.files = chosen
        return dialog.folder

    def _last_folder(self) -> Path:
        return next(iter(self.center.drafts.recent_folders()), None) or Path.cwd()

    @job("Not every file is attached: press ctrl+t for the others.", group="attach")
    async def _take_files(self, paths: Sequence[Path]) -> None:
        """Attach files whose paths were pasted or dropped into the box, one after the other."""
        for path in paths:
            if await self._take_file(path, path.parent):
                self._folder = path.parent
                self.center.drafts.remember_folder(path.parent)

    async def _take_file(self, path: Path, start: Path | None = None) -> bool:
        """Attach a file, or offer to shrink it; return False if there was a problem.

        `start` is the folder in which the dialog of the offer opens.
        """
        pane = self.pane
        if self._is_full(line(path.name)):
            return False
        writing_to = pane.key
        try:
            attachment = await asyncio.wrap_future(self.center.drafts.attach(path))
        except AttachmentProblem as problem:
            wanted = problem.fittable or problem.reason is Refused.DAMAGE
            if wanted and pane.key == writing_to:
                await self._attach_dialog(path, start)
                return True
            self._not_attached(line(problem.words), writing_to)
            return False
        except StoreProblem as problem:
            self._not_attached(line(str(problem)), writing_to)
            return False
        if pane.key != writing_to:
            self._not_attached(f"{line(path.name)} is not attached: you had gone on.", writing_to)
            return False
        pane.add_attachment(attachment)
        return True

    def _is_full(self, name: str) -> bool:
        """Return whether the box has the maximum of files; if so, say that `name` is too many."""
        full = len(self.pane.box.files) >= ATTACHMENTS
        if full:
            words = f"{name} is not attached: an MMS holds {ATTACHMENTS} files."
            self.pane.box.complain(words, (("ctrl+t", "change them"),))
        return full

    def _not_attached(self, words: str, writing_to: object) -> None:
        """Show a problem in the box it belongs to; as a notification if another box is open."""
        if self.pane.key == writing_to:
            self.pane.box.complain(words)
        else:
            self.notify(words, severity="error", markup=False)

    def on_message_input_picture_wanted(self, event: MessageInput.PictureWanted) -> None:
        """Attach the picture in the clipboard."""
        event.stop()
        self._take_picture()

    @job("The picture is not attached: press f5 again.", group="attach")
    async def _take_picture(self) -> None:
        from tempfile import TemporaryDirectory

        from mmstui.tui.terminal.clipboard import ClipboardProblem, save_picture

        if self._is_full("The picture"):
            return
        writing_to = self.pane.key
        with TemporaryDirectory(prefix="mmstui-") as folder:
            try:
                path = await asyncio.to_thread(save_picture, Path(folder))
            except ClipboardProblem as problem:
                self._not_attached(line(str(problem)), writing_to)
                return
            if self.pane.key == writing_to:
                await self._take_file(path)
            else:
                self._not_attached("The picture is not attached: you had gone on.", writing_to)
