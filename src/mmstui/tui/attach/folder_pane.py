"""The folder of the attach dialog: its files, below its path or one of two fields."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import Enum, auto
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from mmstui.center import MessageCenter
from mmstui.tui.attach import commands as attach_commands
from mmstui.tui.attach import folders
from mmstui.tui.attach.file_browser import FileBrowser, SlotOf
from mmstui.tui.jobs import job
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.dialog_commands import CHOOSE
from mmstui.tui.ui.dialog_lines import ErrorLine
from mmstui.tui.ui.field import FieldLine, FindField
from mmstui.tui.ui.line_builder import ELLIPSIS, LineBuilder
from mmstui.tui.ui.path_field import PathField
from mmstui.tui.ui.paths import is_folder, nearest_folder, shown_path, typed_path

#: Shown instead of the path while recent folders are listed.
RECENT: Final = "recent folders"


class Mode(Enum):
    """What the line above the files shows."""

    SHOW = auto()
    PATH = auto()
    FIND = auto()


class FolderPane(Vertical):
    """Goes through the folders of this machine, which are read in threads."""

    DEFAULT_CSS = """
    FolderPane {
        width: 1fr;
        height: 1fr;
        Gutter { width: 11; }
        .off { display: none; }
    }
    """

    @dataclass
    class FileNamed(Message):
        """Posted with the path of a file to attach: typed, or the one to begin with."""

        path: Path

    def __init__(
        self,
        center: MessageCenter,
        start: Path,
        first: Path | None,
        *,
        slot_of: SlotOf,
        clock: Callable[[], datetime] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        """`start` is the first folder, `first` a file to begin with."""
        super().__init__()
        self._center = center
        self._start = start
        self._first = first
        self._home = Path(os.path.expanduser("~"))
        self.hidden = False  #: whether hidden files are shown
        self.in_recent = False  #: whether recent folders are shown
        self.browser = FileBrowser(
            clock=clock or (lambda: datetime.now(UTC)),
            zone=zone or datetime.now().astimezone().tzinfo or UTC,
            slot_of=slot_of,
        )
        self.mode = Mode.SHOW
        self._path_line = PathLine()
        self.path = PathField()
        self._find = FindField(find=self._wanted, prompt="type to find", id="find-field")
        self._line = FieldLine("", self._path_line, self.path, self._find)
        self.error = ErrorLine()
        self.error.text_column = 11

    def compose(self) -> ComposeResult:
        """Yield the path or a field, the error line and the files."""
        yield self._line
        yield self.error
        yield self.browser

    def on_mount(self) -> None:
        """Read the first folder."""
        self._switch(Mode.SHOW)
        self._begin()

    @property
    def folder(self) -> Path:
        """The shown folder; the first one until it has been read."""
        return self.browser.folder or self._start

    def say(self, sentence: str) -> None:
        """Show an error under the path field, or under the cursor's row."""
        about = self.error if self.mode is Mode.PATH else self.browser
        about.say(sentence)

    # Reading.

    @job("The folder was not read: press the key again.", group="folder", exclusive=True)
    async def load(self, path: Path, at: str | None = None) -> None:
        """Show a folder, the cursor on the entry named `at`."""
        await self._enter(path, at)

    @job("The folder was not read: press ~ for your home folder.", group="beginning")
    async def _begin(self) -> None:
        first = self._first
        inside = first is not None and first.parent == self._start
        await self._enter(self._start, first.name if first and inside else None, nearest=True)
        if first is not None and self.is_attached:
            self.post_message(self.FileNamed(first))

    async def _enter(self, path: Path, at: str | None = None, *, nearest: bool = False) -> None:
        def read() -> folders.Listing:
            folder = nearest_folder(path) if nearest else path
            return folders.list_folder(folder, hidden=self.hidden)

        listing = await asyncio.to_thread(read)
        if not self.is_attached:
            return
        if listing.problem and self.browser.folder is not None:
            self.say(listing.problem)
            return
        self.in_recent = False
        self._path_line.show(shown_path(listing.path, self._home))
        self._show(listing, at)
        self.error.say(listing.problem)

    def _show(self, listing: folders.Listing, at: str | None = None) -> None:
        self.browser.show(listing, at)
        if self.mode is not Mode.SHOW:
            self.browse()

    @job(
        f"Recent folders are not shown: press {attach_commands.RECENT.key} again.",
        group="folder",
        exclusive=True,
    )
    async def recent(self) -> None:
        """Show recent folders; if they are shown already, go back to the folder."""
        if self.in_recent:
            await self._enter(self.folder)
            return

        def read() -> folders.Listing:
            recent = self._center.drafts.recent_folders()
            return folders.recent_listing(self.folder, recent, self._home)

        listing = await asyncio.to_thread(read)
        if self.is_attached:
            self.in_recent = True
            self._path_line.show(RECENT)
            self._show(listing)

    # Going.

    def act(self, step: str) -> None:
        """Do what a command of the dialog asks."""
        steps: dict[str, Callable[[], object]] = {
            "up": self.up,
            "into": self.into,
            "home": lambda: self.load(self._home),
            "hidden": self.toggle_hidden,
            "recent": self.recent,
            "browse": self.browse,
            "path": self.write_path,
            "find": self.write_name,
        }
        steps[step]()

    def up(self) -> None:
        """Go to the parent folder, the cursor on the one just left; leave recent folders."""
        folder = self.browser.folder
        if folder is not None and self.in_recent:
            self.load(folder)
        elif folder is not None and folder != folder.parent:
            self.load(folder.parent, folder.name)

    def into(self) -> None:
        """Open the folder under the cursor."""
        entry, folder = self.browser.entry, self.browser.folder
        if entry is None or folder is None or not entry.folder:
            return
        if entry.name == folders.PARENT:
            self.up()
        else:
            self.load(folder / entry.name)

    def toggle_hidden(self) -> None:
        """Show or hide hidden files."""
        self.hidden = not self.hidden
        entry = self.browser.entry
        if self.browser.folder is not None:
            self.load(self.browser.folder, entry.name if entry else None)

    # The line above the files.

    def _switch(self, mode: Mode) -> None:
        self.mode = mode
        parts = {Mode.SHOW: self._path_line, Mode.PATH: self.path, Mode.FIND: self._find}
        for each, part in parts.items():
            part.set_class(each is not mode, "off")
        self._line.caption.bar(mode is Mode.PATH)
        self._line.caption.label = "/" if mode is Mode.FIND else ""
        self.error.say("")

    def browse(self) -> None:
        """Focus the files."""
        self._switch(Mode.SHOW)
        self.browser.focus()

    def write_path(self, value: str | None = None) -> None:
        """Open the path field with `value`, or with the folder's path."""
        folder = self.browser.folder or self._home
        if value is None:
            shown = shown_path(folder, self._home).rstrip("/") + "/"
            # A path that cannot be shown unchanged cannot be typed either.
            value = shown if typed_path(shown, folder) == folder else ""
        self._switch(Mode.PATH)
        self.path.open(folder, value)
        self.path.focus()

    def write_name(self) -> None:
        """Open the find field."""
        self._find.fill("")
        self._switch(Mode.FIND)
        self._find.focus()

    def _wanted(self, name: str) -> None:
        if self.mode is Mode.FIND:
            self.browser.find(name)

    def leave_field(self) -> bool:
        """Leave the field; return False if there is none."""
        if self.mode is Mode.FIND:
            self.browser.find("")
        if left := self.mode is not Mode.SHOW:
            self.browse()
        return left

    @on(Input.Submitted, "#path-field")
    def go(self) -> None:
        """Go to the folder of the path field, or tell that a file is meant."""
        if self.path.value.strip():
            self._go_to(self.path.target)

    @job(f"The folder was not opened: press {CHOOSE.key} again.", group="going", exclusive=True)
    async def _go_to(self, target: Path) -> None:
        if await asyncio.to_thread(is_folder, target):
            self.load(target)
        else:
            self.post_message(self.FileNamed(target))


class PathLine(Widget):
    """The path of the shown folder, ready to paint; a long path loses its beginning."""

    DEFAULT_CSS = """
    PathLine { height: 1; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._path = ""

    def show(self, path: str) -> None:
        """Show another path."""
        self._path = path
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y == 0:
            line.text(without_beginning(self._path, line.width - 2), surface.soft)
        return line.strip()


def without_beginning(path: str, width: int) -> str:
    """Shorten a path to `width` cells: drop whole folders at its beginning, then characters."""
    if cell_len(path) <= width:
        return path
    parts = path.split("/")
    for start in range(1, len(parts)):
        shorter = f"{ELLIPSIS}/{'/'.join(parts[start:])}"
        if cell_len(shorter) <= width:
            return shorter
    end = parts[-1]
    while end and cell_len(end) >= width:
        end = end[1:]
    return ELLIPSIS + end
