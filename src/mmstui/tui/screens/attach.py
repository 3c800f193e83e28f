"""ctrl+t: choose files to send."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final, Protocol

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment
from mmstui.domain.problems import AttachmentProblem, StoreProblem
from mmstui.domain.routing import file_size
from mmstui.domain.sanitise import line
from mmstui.tui import folders
from mmstui.tui.chosen_files import ChosenFiles
from mmstui.tui.inks import Ink
from mmstui.tui.screens import attach_words as words
from mmstui.tui.screens.dialog import Dialog
from mmstui.tui.widgets.attachment_slots import AttachmentSlots
from mmstui.tui.widgets.dialog_lines import DialogFoot, HeadFact, Pill
from mmstui.tui.widgets.file_browser import FileBrowser
from mmstui.tui.widgets.path_field import PathField
from mmstui.tui.widgets.row_list import RowList
from mmstui.tui.widgets.where_line import Mode, WhereLine

#: Columns of the slots where they stand beside the folder; below `BESIDE` they stand under it.
SLOTS_WIDTH: Final = 51
BESIDE: Final = 96
#: Lines of the body where the slots stand beside the folder.
ROOMY_LINES: Final = 18

FULL: Final = f"An MMS holds {ATTACHMENTS} files. x removes one."


class AttachCenter(Protocol):
    """What the dialog asks of the message center."""

    def attach(self, path: Path) -> Future[Attachment]:
        """Take our own copy of a file; fails with AttachmentProblem."""
        ...


class AttachDialog(Dialog[tuple[Attachment, ...]]):
    """Choose the files of a message; returns them all, or None when none was added or removed.

    A file that is taken stays taken however the dialog is left; `x` takes it out again.
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
        center: AttachCenter,
        attachments: tuple[Attachment, ...],
        start: Path,
        *,
        clock: Callable[[], datetime] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        """`start` is the folder to begin in. Times are shown by `clock` in `zone`."""
        super().__init__("Attach")
        self._center = center
        self._chosen = ChosenFiles(attachments)
        self._start = start
        self._home = Path(os.path.expanduser("~"))
        self._hidden = False
        self._taking: Path | None = None
        self._leaving = False
        self._browser = FileBrowser(
            clock=clock or (lambda: datetime.now(UTC)),
            zone=zone or datetime.now().astimezone().tzinfo or UTC,
            slot_of=self._chosen.slot_of,
        )
        self._where = WhereLine(self._home, self._browser.find)
        self._slots = AttachmentSlots()

    def compose_body(self) -> ComposeResult:
        """The folder, the slots."""
        with Horizontal(id="attach"):
            with Vertical(id="files"):
                yield self._where
                yield self._browser
            yield self._slots

    def body_height(self) -> int:
        """As in the picture where there is room beside; all there is where not."""
        return self.size.height if self._slots.compact else ROOMY_LINES

    def fitted(self) -> None:
        """The slots beside the folder, or below it in one line each."""
        compact = self._inner_width < BESIDE or self.size.height < ROOMY_LINES + 5
        self._slots.compact = compact
        self.query_one("#attach").styles.layout = "vertical" if compact else "horizontal"
        styles = self._slots.styles
        styles.width = "100%" if compact else SLOTS_WIDTH
        styles.height = ATTACHMENTS if compact else "1fr"
        styles.margin = (0 if self.low else 1, 0, 0, 0)
        self._where.error.spare(self.low)
        self._say_facts()

    @property
    def _inner_width(self) -> int:
        return min(self.WIDTH, self.size.width)

    def on_mount(self) -> None:
        """Read the folder to begin with."""
        self._slots.show(self._chosen.attachments)
        self._browser.focus()
        self._load(self._start, nearest=True)

    # Folders.

    @property
    def folder(self) -> Path:
        """The folder that is shown, to begin there the next time."""
        return self._browser.folder or self._start

    @work(group="folder", exclusive=True, exit_on_error=False)
    async def _load(self, path: Path, at: str | None = None, *, nearest: bool = False) -> None:
        def read() -> folders.Listing:
            folder = folders.nearest_folder(path) if nearest else path
            return folders.list_folder(folder, hidden=self._hidden)

        listing = await asyncio.to_thread(read)
        if not self.is_attached:
            return
        if listing.problem and self._browser.folder is not None:
            self._complain(listing.problem)
            return
        self._where.at(listing.path)
        self._browser.show(listing, at)
        if self._where.mode is not Mode.SHOW:
            self.action_browse()
        self._where.error.say(listing.problem)

    def action_up(self) -> None:
        """To the folder above, the cursor on the one left."""
        folder = self._browser.folder
        if folder is not None and folder != folder.parent:
            self._load(folder.parent, folder.name)

    def action_into(self) -> None:
        """Into the folder under the cursor."""
        entry, folder = self._browser.entry, self._browser.folder
        if entry is None or folder is None or not entry.folder:
            return
        if entry.name == folders.PARENT:
            self.action_up()
        else:
            self._load(folder / entry.name)

    def action_home(self) -> None:
        """To the user's home."""
        self._load(self._home)

    def action_hidden(self) -> None:
        """Show hidden files, or hide them again."""
        self._hidden = not self._hidden
        entry = self._browser.entry
        if self._browser.folder is not None:
            self._load(self._browser.folder, entry.name if entry else None)

    # Where the keys go.

    def action_browse(self) -> None:
        """Back to the folder."""
        self._where.show(Mode.SHOW)
        self._browser.focus()

    def action_path(self) -> None:
        """Write a path, from the folder that is shown."""
        self._where.write_path(self._browser.folder or self._home)

    def action_find(self) -> None:
        """Find in the folder as one types."""
        self._where.write_name()

    def action_slots(self) -> None:
        """To the files that are chosen."""
        if self._chosen.attachments:
            self._slots.focus()

    def action_back(self) -> None:
        """One step back: to the folder, and from there out."""
        if self._where.mode is Mode.FIND:
            self._browser.find("")
            self.action_browse()
        elif self._where.mode is Mode.PATH or self._slots.has_focus:
            self.action_browse()
        else:
            self._leave()

    def _leave(self) -> None:
        if self._taking is None:
            self.dismiss(self._chosen.changed)
        else:
            # The copy is nearly there: what the user chose is not left behind.
            self._leaving = True

    def on_descendant_focus(self) -> None:
        """Other keys work now, and the bar is elsewhere."""
        self._browser.arm(self._browser.has_focus or self._where.mode is Mode.FIND)
        self._say_keys()

    # Choosing.

    @on(RowList.Chosen)
    @on(DialogFoot.Pressed)
    def action_choose(self) -> None:
        """Do what the pill says, or say why it cannot be done."""
        self._browser.when_settled(self._choose)

    def _choose(self) -> None:
        entry, folder = self._browser.entry, self._browser.folder
        if self._slots.has_focus:
            self._leave()
        elif self._where.mode is Mode.PATH:
            self._go()
        elif entry is None or folder is None:
            return
        elif entry.folder:
            self.action_into()
        elif self._chosen.slot_of(folder, entry) is not None:
            self._leave()
        elif entry.problem:
            self._complain(entry.problem)
        else:
            self._take(folder / entry.name)

    @on(Input.Submitted, "#path-field")
    def _go(self) -> None:
        if self._where.path.value.strip():
            self._go_to(self._where.path.target)

    @work(group="going", exclusive=True, exit_on_error=False)
    async def _go_to(self, target: Path) -> None:
        if await asyncio.to_thread(folders.is_folder, target):
            self._load(target)
        else:
            self._take(target)

    def _take(self, path: Path) -> None:
        if self._chosen.full:
            self._complain(FULL)
        elif self._taking is None:
            self._taking = path
            self._slots.show(self._chosen.attachments, line(path.name))
            self._copy(path)

    @work(group="taking", exit_on_error=False)
    async def _copy(self, path: Path) -> None:
        problem = ""
        try:
            taken = await asyncio.wrap_future(self._center.attach(path))
            self._chosen.add(taken, path)
        except AttachmentProblem as refused:
            problem = refused.words
        except StoreProblem as trouble:
            problem = f"{trouble.what} {trouble.hint}".strip()
        finally:
            self._taking = None
        if not self.is_attached:
            return
        self._chosen_changed()
        leaving, self._leaving = self._leaving, False
        if problem:
            self._complain(problem)
        elif leaving:
            self._leave()
        elif self._where.mode is Mode.PATH:
            self._load(path.parent, path.name)

    def action_remove(self) -> None:
        """Leave out the file under the cursor."""
        entry = self._browser.entry
        if self._slots.has_focus:
            self._chosen.remove(self._slots.cursor + 1)
        elif entry and (slot := self._chosen.slot_of(self._browser.folder, entry)) is not None:
            self._chosen.remove(slot)
        self._chosen_changed()
        if self._slots.has_focus and not self._chosen.attachments:
            self.action_browse()

    def _chosen_changed(self) -> None:
        self._slots.show(self._chosen.attachments)
        self._browser.refresh()
        self._say_facts()
        self._say_keys()

    # Saying.

    def _complain(self, sentence: str) -> None:
        """An error line under what it is about."""
        about = self._where.error if self._where.mode is Mode.PATH else self._browser
        about.say(line(sentence))

    def _say_facts(self) -> None:
        count = len(self._chosen.attachments)
        facts = [HeadFact(f"{count} of {ATTACHMENTS} files", Ink.INK, bold=True)]
        if count:
            facts.append(HeadFact(file_size(self._chosen.bytes)))
        column = 0 if self._slots.compact else self._inner_width - SLOTS_WIDTH + 4
        self.head.show(facts=tuple(facts), facts_column=column)

    @on(RowList.Moved)
    @on(FileBrowser.Judged)
    @on(Input.Changed, "#path-field")
    @on(PathField.Looked)
    def _say_keys(self) -> None:
        """Say what enter would do, and which other keys there are."""
        if self._where.mode is Mode.PATH:
            self.head.show(esc="folder")
            path = self._where.path
            pill = words.path_pill(path.target, path.leads_to_folder())
            self.foot.show(pill, (("tab", "complete"),))
        elif self._slots.has_focus:
            self.head.show(esc="folder")
            self.foot.show(Pill("done"), (("x", "remove"), ("j k", "move"), ("tab", "folder")))
        elif self._where.mode is Mode.FIND:
            self.head.show(esc="all files")
            self.foot.show(words.pill(self._choice()), (("↑ ↓", "move"),))
        else:
            self.head.show(esc="close")
            choice = self._choice()
            self.foot.show(words.pill(choice), words.keys(choice, hidden=self._hidden))

    def _choice(self) -> words.Choice:
        entry = self._browser.entry
        slot = self._chosen.slot_of(self._browser.folder, entry) if entry else None
        return words.Choice(entry, slot, self._chosen.full, bool(self._chosen.attachments))

    def on_paste(self, event: events.Paste) -> None:
        """A file dropped on the dialog: its path stands there, to be taken with enter."""
        event.stop()
        if path := line(folders.pasted_path(event.text)):
            self._where.write_path(self._browser.folder or self._home, path)
