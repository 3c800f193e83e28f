"""Actions on a file outside the program: open it, save it, copy its path."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.messages import Media
from mmstui.domain.text.links import caution_of
from mmstui.domain.text.sanitise import line
from mmstui.tui.jobs import job
from mmstui.tui.media.commands import OPEN, OPEN_OF_MESSAGE
from mmstui.tui.terminal import opener
from mmstui.tui.ui.copying import Copying

if TYPE_CHECKING:
    from textual.widget import Widget as Base
else:
    Base = object


class FileActions(Base):
    """A mixin for panes and screens that show files."""

    #: The arguments of the user's program for files; () for the desktop's opener.
    open_with: tuple[str, ...] = ()
    _warned_of = ""  #: the link that the user was warned about last

    def open_media(self, media: Media) -> None:
        """Open a file with the user's program, without waiting for it."""
        self._open(media, None)

    def open_link(self, link: str) -> None:
        """Open a link in the user's browser; a link that may deceive is opened the second time
        only.
        """
        caution = caution_of(link)
        if caution and self._warned_of != link:
            self._warned_of = link
            words = f"{line(link)}   {line(caution)} {OPEN_OF_MESSAGE.key} again opens it."
            self.app.notify(words, severity="warning", markup=False, timeout=20)
            return
        self._open(None, link)

    @job(f"Nothing was opened: press {OPEN.key} again.", group="open")
    async def _open(self, media: Media | None, link: str | None) -> None:
        try:
            if self.app.is_web:
                self._open_in_browser(media, link)
                return
            if media is not None:
                target, name = opener.checked_path(media), media.name
                command = opener.open_command(target, os.environ, self.open_with)
            else:
                target = name = link or ""
                command = opener.open_command(target, os.environ)
            self.app.notify(f"opening {line(name)}", markup=False)
            code = await opener.start(command)
        except opener.OpenProblem as problem:
            self.app.notify(line(str(problem)), severity="error", markup=False)
            return
        if code != 0:
            words = f"{Path(command[0]).name} ended with {code}."
            self.app.notify(line(words), severity="warning", markup=False)

    def _open_in_browser(self, media: Media | None, link: str | None) -> None:
        """Open in another page of the browser that shows the inbox. Raises OpenProblem."""
        if media is not None:
            path = Path(opener.checked_path(media))
            self.app.deliver_binary(path, open_method="browser", mime_type=media.type)
        elif link:
            self.app.open_url(link)

    def copy_path_of(self, media: Media) -> None:
        """Copy a file's path to the clipboard."""
        if not media.path:
            self.app.notify("The file is not here.", severity="error", markup=False)
            return
        Copying(self).copy(line(media.path), "path")

    def save_media(self, media: Media) -> None:
        """Ask for a path, and save a copy of a file there."""
        if not media.path:
            self.app.notify("The file is not here.", severity="error", markup=False)
            return
        from mmstui.tui.media.save_dialog import SaveFile

        path = Path(media.path)
        # On disk the name has the extension of the file's type, after its position in the message.
        self.app.push_screen(SaveFile(path, path.name.removeprefix(f"{media.position}-")))
