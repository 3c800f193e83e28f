"""What is done with a file outside the program: opened, saved, its path copied."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.links import caution_of
from mmstui.domain.messages import Media
from mmstui.domain.sanitise import line
from mmstui.tui.jobs import job
from mmstui.tui.terminal import opener

if TYPE_CHECKING:
    from textual.widget import Widget as Base
else:
    Base = object


class FileActions(Base):
    """For a pane or a screen that shows files."""

    #: The user's program for files, as words; () where the desktop's is to be asked.
    open_with: tuple[str, ...] = ()
    _warned_of = ""  #: the link that the user was told of last

    def open_media(self, media: Media) -> None:
        """The user's program opens it, while we go on."""
        self._open(media, None)

    def open_link(self, link: str) -> None:
        """The user's browser opens it, while we go on; what may deceive only when asked twice."""
        caution = caution_of(link)
        if caution and self._warned_of != link:
            self._warned_of = link
            words = f"{line(link)}   {line(caution)} o again opens it."
            self.app.notify(words, severity="warning", markup=False, timeout=20)
            return
        self._open(None, link)

    @job("Nothing was opened: press o again.", group="open")
    async def _open(self, media: Media | None, link: str | None) -> None:
        try:
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

    def copy_path_of(self, media: Media) -> None:
        """Its path to the clipboard, as far as the terminal has one: it never says."""
        if not media.path:
            self.app.notify("The file is not here.", severity="error", markup=False)
            return
        self.app.copy_to_clipboard(line(media.path))
        self.app.notify("path copied to the terminal's clipboard", markup=False)

    def save_media(self, media: Media) -> None:
        """Ask where to, and save a copy there."""
        if not media.path:
            self.app.notify("The file is not here.", severity="error", markup=False)
            return
        from mmstui.tui.media.save_dialog import SaveFile

        path = Path(media.path)
        # On disk it has the ending of what it is, behind its place in the message.
        self.app.push_screen(SaveFile(path, path.name.removeprefix(f"{media.position}-")))
