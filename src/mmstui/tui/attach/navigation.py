"""Navigation through the folders of this machine, in the attach dialog."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from mmstui.center import MessageCenter
from mmstui.domain.messages import Attachment
from mmstui.tui.attach import commands as attach_commands
from mmstui.tui.attach import folders
from mmstui.tui.attach.file_browser import FileBrowser, SlotOf
from mmstui.tui.attach.folder_line import FolderLine, Mode
from mmstui.tui.jobs import job
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.paths import nearest_folder

#: Shown instead of the path while recent folders are listed.
RECENT = "recent folders"


class AttachFolders(Dialog[tuple[Attachment, ...]]):
    """The part of `AttachDialog` that reads folders, always in threads."""

    def __init__(
        self,
        center: MessageCenter,
        start: Path,
        *,
        slot_of: SlotOf,
        clock: Callable[[], datetime] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        """`start` is the first folder. Times are shown by `clock` in `zone`."""
        super().__init__("Attach")
        self._center = center
        self._start = start
        self._home = Path(os.path.expanduser("~"))
        self._hidden = False
        self._in_recent = False
        self._browser = FileBrowser(
            clock=clock or (lambda: datetime.now(UTC)),
            zone=zone or datetime.now().astimezone().tzinfo or UTC,
            slot_of=slot_of,
        )
        self._folder_line = FolderLine(self._home, self._browser.find)

    def _show_error(self, sentence: str) -> None:
        raise NotImplementedError

    @property
    def folder(self) -> Path:
        """The shown folder, the first folder of the next dialog."""
        return self._browser.folder or self._start

    @job("The folder was not read: press the key again.", group="folder", exclusive=True)
    async def _load(self, path: Path, at: str | None = None) -> None:
        await self._enter(path, at)

    async def _enter(self, path: Path, at: str | None = None, *, nearest: bool = False) -> None:
        """Show a folder, or with `nearest` its nearest existing parent."""

        def read() -> folders.Listing:
            folder = nearest_folder(path) if nearest else path
            return folders.list_folder(folder, hidden=self._hidden)

        listing = await asyncio.to_thread(read)
        if not self.is_attached:
            return
        if listing.problem and self._browser.folder is not None:
            self._show_error(listing.problem)
            return
        self._in_recent = False
        self._folder_line.at(listing.path)
        self._show(listing, at)
        self._folder_line.error.say(listing.problem)

    def _show(self, listing: folders.Listing, at: str | None = None) -> None:
        self._browser.show(listing, at)
        if self._folder_line.mode is not Mode.SHOW:
            self.action_browse()

    @job(
        f"Recent folders are not shown: press {attach_commands.RECENT.key} again.",
        group="folder",
        exclusive=True,
    )
    async def action_recent(self) -> None:
        """Show recent folders; if they are shown already, go back to the folder."""
        if self._in_recent:
            await self._enter(self.folder)
            return

        def read() -> folders.Listing:
            recent = self._center.drafts.recent_folders()
            return folders.recent_listing(self.folder, recent, self._home)

        listing = await asyncio.to_thread(read)
        if self.is_attached:
            self._in_recent = True
            self._folder_line.say(RECENT)
            self._show(listing)

    def action_up(self) -> None:
        """Go to the parent folder, the cursor on the one just left; leave recent folders."""
        folder = self._browser.folder
        if folder is None:
            return
        if self._in_recent:
            self._load(folder)
        elif folder != folder.parent:
            self._load(folder.parent, folder.name)

    def action_into(self) -> None:
        """Open the folder under the cursor."""
        entry, folder = self._browser.entry, self._browser.folder
        if entry is None or folder is None or not entry.folder:
            return
        if entry.name == folders.PARENT:
            self.action_up()
        else:
            self._load(folder / entry.name)

    def action_home(self) -> None:
        """Go to the user's home folder."""
        self._load(self._home)

    def action_hidden(self) -> None:
        """Show or hide hidden files."""
        self._hidden = not self._hidden
        entry = self._browser.entry
        if self._browser.folder is not None:
            self._load(self._browser.folder, entry.name if entry else None)

    def action_browse(self) -> None:
        """Focus the folder."""
        self._folder_line.show(Mode.SHOW)
        self._browser.focus()

    def action_path(self) -> None:
        """Open the path field, beginning with the shown folder."""
        self._folder_line.write_path(self._browser.folder or self._home)

    def action_find(self) -> None:
        """Open the field that finds names in the folder."""
        self._folder_line.write_name()
