"""The attach dialog (`ctrl+t`): choose files to send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from mmstui.center import MessageCenter
from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import line
from mmstui.tui.attach import dialog_text as words
from mmstui.tui.attach.adding import FileAdder
from mmstui.tui.attach.chosen_files import ChosenFiles, Offer
from mmstui.tui.attach.file_browser import FileBrowser
from mmstui.tui.attach.folder_pane import FolderPane, Mode
from mmstui.tui.attach.slots import AttachmentSlots
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import hint
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import DialogFooter, HeadFact
from mmstui.tui.ui.path_field import PathField
from mmstui.tui.ui.paths import pasted_path
from mmstui.tui.ui.virtual_list import VirtualList

#: Columns of the slots beside the folder; in a dialog narrower than `BESIDE` they are below it.
SLOTS_WIDTH: Final = 54
BESIDE: Final = 96
#: Lines of the body with the slots beside the folder.
ROOMY_LINES: Final = 18


class AttachDialog(Dialog[tuple[Attachment, ...]]):
    """A dialog for the files of a message; returns all of them, or None if nothing changed.

    A chosen file stays chosen however the dialog is closed; `x` removes it. A picture that cannot
    be sent as it is gets shrunk and is then an offer, which only the user accepts.
    """

    WIDTH = 113
    NARROW_TEXT_COLUMN = 11
    TIGHT = True

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
        super().__init__("Attach")
        self._initial_offer = offer
        self._chosen = ChosenFiles(attachments)
        self._adder = FileAdder(
            self, center, self._chosen, changed=self._show_chosen, ended=self._added
        )
        self._folders = FolderPane(
            center, start, offer, slot_of=self._chosen.slot_of, clock=clock, zone=zone
        )
        self._slots = AttachmentSlots()

    @property
    def folder(self) -> Path:
        """The shown folder, the first folder of the next dialog."""
        return self._folders.folder

    def compose_body(self) -> ComposeResult:
        """Yield the folder and the slots."""
        with Horizontal(id="attach"):
            yield self._folders
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
        self._folders.error.spare(self.low)
        self._say_facts()

    @property
    def _inner_width(self) -> int:
        return min(self.WIDTH, self.size.width)

    def on_mount(self) -> None:
        """Focus the folder."""
        self._show_slots()
        self._folders.browser.focus()

    def on_unmount(self) -> None:
        self._adder.close()

    # Closing.

    def action_back(self) -> None:
        """Go back one step: out of the field, an offer or the slots, or close the dialog."""
        making = [offer for offer in self._chosen.offers if not offer.ready]
        if self._folders.leave_field():
            return
        if making:
            self._withdraw(making[-1])
        elif self._slots.has_focus:
            self._folders.browse()
        elif self._folders.in_recent:
            self._folders.up()
        elif self._chosen.offers:
            self._withdraw(self._chosen.offers[-1])
        else:
            self._leave()

    def _leave(self) -> None:
        if self._chosen.offers:
            self._show_error(words.undecided(self._chosen.offers[-1]))
        elif not self._adder.copying:
            self.dismiss(self._chosen.changed)
        else:
            # The copy is nearly finished: wait for it, so that the chosen file is not lost.
            self._adder.leaving = True

    # Choosing.

    def action_folder(self, step: str) -> None:
        """Go through the folders."""
        self._folders.act(step)

    def action_slots(self) -> None:
        """Focus the slots."""
        if self._chosen.slots:
            self._slots.focus()

    def action_move(self, rows: int) -> None:
        """Move the cursor of the slots or of the folder."""
        if self._slots.has_focus:
            self._slots.move(rows)
            self._show_chosen()
        else:
            super().action_move(rows)

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Do what the button says, or say why it cannot be done."""
        self._folders.browser.when_settled(self._choose)

    def _choose(self) -> None:
        choice, folder = self._choice, self._folders.browser.folder
        entry = choice.entry
        if self._folders.mode is Mode.PATH:
            self._folders.go()
        elif choice.at_offer:
            self.action_shrink()
        elif self._slots.has_focus:
            self._leave()
        elif entry is None or folder is None:
            return
        elif entry.folder:
            self._folders.into()
        elif choice.slot is not None:
            self._leave()
        elif entry.problem and not entry.fittable:
            self._show_error(entry.problem)
        else:
            self._show_error(self._adder.add(folder / entry.name))

    @on(FolderPane.FileNamed)
    def _file_named(self, event: FolderPane.FileNamed) -> None:
        self._show_error(self._adder.add(event.path))

    def action_clipboard(self) -> None:
        """Attach the clipboard's picture."""
        self._show_error(self._adder.paste())

    def _added(self, path: Path, problem: str) -> None:
        leaving, self._adder.leaving = self._adder.leaving, False
        if problem:
            self._show_error(problem)
        elif leaving or (path == self._initial_offer and not self._chosen.offers):
            self._leave()
        elif self._folders.mode is Mode.PATH:
            self._folders.load(path.parent, path.name)

    # Deciding.

    def action_shrink(self) -> None:
        """Accept the fitted picture."""
        offer = self._choice.offer
        if offer is not None and offer.ready:
            self._chosen.accept(offer)
            self._decided(offer)

    def action_remove(self) -> None:
        """Remove the file under the cursor."""
        choice = self._choice
        if (offer := choice.at_offer) is not None:
            self._withdraw(offer)
        elif choice.slot is not None:
            self._chosen.remove(choice.slot)
            self._decided()

    def _withdraw(self, offer: Offer) -> None:
        self._chosen.withdraw(offer)
        self._decided(offer)

    def _decided(self, offer: Offer | None = None) -> None:
        self._show_chosen()
        if offer and offer.source == self._initial_offer and not self._chosen.offers:
            self._leave()
        elif self._slots.has_focus and not self._chosen.slots:
            self._folders.browse()

    def action_reorder(self, places: int) -> None:
        """Move the file under the cursor to another slot."""
        self._slots.cursor = self._chosen.move(self._slots.cursor + 1, places) - 1
        self._show_chosen()

    # Showing.

    @property
    def _choice(self) -> words.Choice:
        """What the keys act on."""
        entry, slots = self._folders.browser.entry, self._chosen.slots
        if self._slots.has_focus:
            # A slot before the cursor may have been removed.
            slot = min(self._slots.cursor + 1, len(slots)) or None
        else:
            slot = self._chosen.slot_of(self._folders.browser.folder, entry) if entry else None
        return words.Choice(entry, slot, self._chosen)

    def _show_chosen(self) -> None:
        self._show_slots()
        self._folders.browser.refresh()
        self._say_facts()
        self._say_keys()

    def _show_slots(self) -> None:
        self._slots.show(self._chosen.slots, self._adder.copying, self._choice.offer)
        if self._slots.compact:
            self._slots.styles.height = self._slots.lines

    def _show_error(self, sentence: str) -> None:
        """Show an error under the path field, or under the cursor's row."""
        if sentence:
            self._folders.say(line(sentence))

    def _say_facts(self) -> None:
        count = len(self._chosen.slots)
        facts = [HeadFact(f"{count} of {ATTACHMENTS} files", Role.TEXT, bold=True)]
        if count:
            facts.append(HeadFact(file_size(self._chosen.bytes)))
        column = 0 if self._slots.compact else self._inner_width - SLOTS_WIDTH + 4
        self.head.show(facts=tuple(facts), facts_column=column)

    def on_descendant_focus(self) -> None:
        """Update the bar and the keys for the new focus."""
        browser = self._folders.browser
        browser.set_takes_keys(browser.has_focus or self._folders.mode is Mode.FIND)
        self._show_slots()
        self._say_keys()

    @on(VirtualList.Moved)
    def _other_row(self) -> None:
        """Show another offer as open, if the cursor moved to it."""
        if self._chosen.offers:
            self._show_slots()

    @on(VirtualList.Moved)
    @on(FileBrowser.Checked)
    @on(Input.Changed, "#path-field")
    @on(PathField.FolderRead)
    def _say_keys(self) -> None:
        """Show the button and the keys."""
        choice, folders = self._choice, self._folders
        if folders.mode is Mode.PATH:
            self.head.show(esc="folder")
            path = folders.path
            button = words.path_button(path.target, path.leads_to_folder())
            self.footer.show(button, (hint("complete", dialog_commands.COMPLETE),))
        elif folders.mode is Mode.FIND:
            self.head.show(esc="all files")
            self.footer.show(words.button(choice, typing=True), (dialog_commands.FIELD_HINT,))
        elif self._slots.has_focus:
            self.head.show(esc=words.esc(self._chosen.offers, "folder"))
            self.footer.show(words.slot_button(choice), words.slot_keys(choice))
        else:
            otherwise = "folder" if folders.in_recent else "close"
            self.head.show(esc=words.esc(self._chosen.offers, otherwise))
            self.footer.show(words.button(choice), words.keys(choice, hidden=folders.hidden))

    def on_paste(self, event: events.Paste) -> None:
        """Put the path of a dropped file into the path field, for enter to attach."""
        event.stop()
        if path := line(pasted_path(event.text)):
            self._folders.write_path(path)
