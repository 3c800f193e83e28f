"""The attach dialog (`ctrl+t`): choose files to send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from mmstui.center import MessageCenter
from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment
from mmstui.domain.routing import file_size
from mmstui.domain.sanitise import line
from mmstui.tui.attach import dialog_text as words
from mmstui.tui.attach.adding import AttachFiles
from mmstui.tui.attach.file_browser import FileBrowser
from mmstui.tui.attach.folder_line import Mode
from mmstui.tui.jobs import job
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import hint
from mmstui.tui.ui.dialog_commands import CHOOSE
from mmstui.tui.ui.dialog_lines import DialogFooter, HeadFact
from mmstui.tui.ui.path_field import PathField
from mmstui.tui.ui.paths import is_folder, pasted_path
from mmstui.tui.ui.virtual_list import VirtualList

#: Columns of the slots beside the folder; in a dialog narrower than `BESIDE` they are below it.
SLOTS_WIDTH: Final = 54
BESIDE: Final = 96
#: Lines of the body with the slots beside the folder.
ROOMY_LINES: Final = 18


class AttachDialog(AttachFiles):
    """A dialog for the files of a message; returns all of them, or None if nothing changed.

    A chosen file stays chosen however the dialog is closed; `x` removes it. A picture that cannot
    be sent as it is gets shrunk and is then an offer, which only the user accepts.
    """

    WIDTH = 106
    TEXT_COLUMN = 4
    NARROW_TEXT_COLUMN = 4
    TIGHT = True
    DEFAULT_CSS = """
    AttachDialog #files { width: 1fr; height: 1fr; }
    """

    def __init__(
        self,
        center: MessageCenter,
        attachments: tuple[Attachment, ...],
        start: Path,
        *,
        offer: Path | None = None,
        clock: Callable[[], datetime] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        """`start` is the first folder. Times are shown by `clock` in `zone`.

        `offer` is a picture to begin with; the dialog closes after the user's decision about it.
        """
        super().__init__(center, attachments, start, clock=clock, zone=zone)
        self._initial_offer = offer

    def compose_body(self) -> ComposeResult:
        """Yield the folder and the slots."""
        with Horizontal(id="attach"):
            with Vertical(id="files"):
                yield self._folder_line
                yield self._browser
            yield self._slots

    def body_height(self) -> int:
        """A fixed height with the slots beside the folder, otherwise the whole screen."""
        return self.size.height if self._slots.compact else ROOMY_LINES

    def fitted(self) -> None:
        """Place the slots beside the folder, or below it in one line each."""
        compact = self._inner_width < BESIDE or self.size.height < ROOMY_LINES + 5
        self._slots.compact = compact
        self.query_one("#attach").styles.layout = "vertical" if compact else "horizontal"
        styles = self._slots.styles
        styles.width = "100%" if compact else SLOTS_WIDTH
        styles.height = self._slots.lines if compact else "1fr"
        styles.margin = (0 if self.low else 1, 0, 0, 0)
        self._folder_line.error.spare(self.low)
        self._say_facts()

    @property
    def _inner_width(self) -> int:
        return min(self.WIDTH, self.size.width)

    def on_mount(self) -> None:
        """Read the first folder."""
        self._show_slots()
        self._browser.focus()
        self._begin()

    @job("The folder was not read: press ~ for your home folder.", group="beginning")
    async def _begin(self) -> None:
        first = self._initial_offer
        inside = first is not None and first.parent == self._start
        await self._enter(self._start, first.name if first and inside else None, nearest=True)
        if first is not None and self.is_attached:
            self._add_file(first)

    # Closing.

    def action_slots(self) -> None:
        """Focus the slots."""
        if self._chosen.slots:
            self._slots.focus()

    def action_back(self) -> None:
        """Go back one step: out of the field, an offer or the slots, or close the dialog."""
        making = [offer for offer in self._chosen.offers if not offer.ready]
        if self._folder_line.mode is Mode.FIND:
            self._browser.find("")
            self.action_browse()
        elif self._folder_line.mode is Mode.PATH:
            self.action_browse()
        elif making:
            self._withdraw(making[-1])
        elif self._slots.has_focus:
            self.action_browse()
        elif self._in_recent:
            self.action_up()
        elif self._chosen.offers:
            self._withdraw(self._chosen.offers[-1])
        else:
            self._leave()

    def _leave(self) -> None:
        if self._chosen.offers:
            self._show_error(words.undecided(self._chosen.offers[-1]))
        elif not self._copying:
            self.dismiss(self._chosen.changed)
        else:
            # The copy is nearly finished: wait for it, so that the chosen file is not lost.
            self._leaving = True

    def on_descendant_focus(self) -> None:
        """Update the bar and the keys for the new focus."""
        self._browser.set_takes_keys(self._browser.has_focus or self._folder_line.mode is Mode.FIND)
        self._show_slots()
        self._say_keys()

    # Choosing.

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Do what the button says, or say why it cannot be done."""
        self._browser.when_settled(self._choose)

    def _choose(self) -> None:
        entry, folder = self._browser.entry, self._browser.folder
        if self._folder_line.mode is Mode.PATH:
            self._go()
        elif self._at_offer():
            self.action_shrink()
        elif self._slots.has_focus:
            self._leave()
        elif entry is None or folder is None:
            return
        elif entry.folder:
            self.action_into()
        elif self._chosen.slot_of(folder, entry) is not None:
            self._leave()
        elif entry.problem and not entry.fittable:
            self._show_error(entry.problem)
        else:
            self._add_file(folder / entry.name)

    @on(Input.Submitted, "#path-field")
    def _go(self) -> None:
        if self._folder_line.path.value.strip():
            self._go_to(self._folder_line.path.target)

    @job(f"The folder was not opened: press {CHOOSE.key} again.", group="going", exclusive=True)
    async def _go_to(self, target: Path) -> None:
        if await asyncio.to_thread(is_folder, target):
            self._load(target)
        else:
            self._add_file(target)

    def _copy_ended(self, path: Path, problem: str) -> None:
        leaving, self._leaving = self._leaving, False
        if problem:
            self._show_error(problem)
        elif leaving or (path == self._initial_offer and not self._chosen.offers):
            self._leave()
        elif self._folder_line.mode is Mode.PATH:
            self._load(path.parent, path.name)

    # Showing.

    def _chosen_changed(self) -> None:
        self._show_slots()
        self._browser.refresh()
        self._say_facts()
        self._say_keys()

    def _show_slots(self) -> None:
        self._slots.show(self._chosen.slots, self._copying, self._offer())
        if self._slots.compact:
            self._slots.styles.height = self._slots.lines

    def _show_error(self, sentence: str) -> None:
        """Show an error under the path field, or under the cursor's row."""
        about = self._folder_line.error if self._folder_line.mode is Mode.PATH else self._browser
        about.say(line(sentence))

    def _say_facts(self) -> None:
        count = len(self._chosen.slots)
        facts = [HeadFact(f"{count} of {ATTACHMENTS} files", Role.TEXT, bold=True)]
        if count:
            facts.append(HeadFact(file_size(self._chosen.bytes)))
        column = 0 if self._slots.compact else self._inner_width - SLOTS_WIDTH + 4
        self.head.show(facts=tuple(facts), facts_column=column)

    @on(VirtualList.Moved)
    @on(FileBrowser.Checked)
    @on(Input.Changed, "#path-field")
    @on(PathField.FolderRead)
    def _say_keys(self) -> None:
        """Show the button and the keys."""
        choice = self._choice()
        if self._folder_line.mode is Mode.PATH:
            self.head.show(esc="folder")
            path = self._folder_line.path
            button = words.path_button(path.target, path.leads_to_folder())
            self.footer.show(button, (hint("complete", dialog_commands.COMPLETE),))
        elif self._folder_line.mode is Mode.FIND:
            self.head.show(esc="all files")
            self.footer.show(words.button(choice, typing=True), (dialog_commands.FIELD_HINT,))
        elif self._slots.has_focus:
            self.head.show(esc=words.esc(self._chosen.offers, "folder"))
            self.footer.show(words.slot_button(choice), words.slot_keys(choice))
        else:
            otherwise = "folder" if self._in_recent else "close"
            self.head.show(esc=words.esc(self._chosen.offers, otherwise))
            self.footer.show(words.button(choice), words.keys(choice, hidden=self._hidden))

    @on(VirtualList.Moved)
    def _other_row(self) -> None:
        """Show another offer as open, if the cursor moved to it."""
        if self._chosen.offers:
            self._show_slots()

    def _choice(self) -> words.Choice:
        entry = self._browser.entry
        slot = self._chosen.slot_of(self._browser.folder, entry) if entry else None
        any_ = bool(self._chosen.slots)
        return words.Choice(entry, slot, self._chosen.full, any_, self._offer(), self._at_offer())

    def on_paste(self, event: events.Paste) -> None:
        """Put the path of a dropped file into the path field, for enter to attach."""
        event.stop()
        if path := line(pasted_path(event.text)):
            self._folder_line.write_path(self._browser.folder or self._home, path)
