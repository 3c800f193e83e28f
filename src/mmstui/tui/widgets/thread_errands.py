"""What the thread wants done outside the program: the clipboard, and other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.domain.messages import MediaState, Message
from mmstui.domain.sanitise import line
from mmstui.tui import opening
from mmstui.tui.widgets.thread_actions import LINK, ThreadActions

if TYPE_CHECKING:
    from textual.widget import Widget as Base
else:
    Base = object


class PaneErrands(Base):
    """Handlers of `ThreadPane` for copying and opening."""

    #: The message that was opened last, and which of its files.
    _opened: tuple[int, int] = (0, -1)

    def on_thread_actions_copy_wanted(self, event: ThreadActions.CopyWanted) -> None:
        """To the clipboard, as far as the terminal has one: it never says."""
        event.stop()
        self.app.copy_to_clipboard(event.text)
        self.app.notify(f"{event.what} copied to the terminal's clipboard", markup=False)

    def on_thread_actions_open_wanted(self, event: ThreadActions.OpenWanted) -> None:
        """The user's program opens it, while we go on."""
        event.stop()
        self.run_worker(self._open_one(event.message), group="open", exit_on_error=False)

    async def _open_one(self, message: Message) -> None:
        """The next file of the message each time, or its link where there are no files."""
        here = [media for media in message.media if media.state is MediaState.HERE]
        last_of, last = self._opened
        turn = (last + 1) % len(here) if here and last_of == message.id else 0
        self._opened = (message.id, turn)
        try:
            if here:
                target = opening.checked_path(here[turn])
            elif link := LINK.search(message.text):
                target = link.group()
            else:
                return
            command = opening.open_command(target, os.environ)
            name = line(here[turn].name if here else target)
            self.app.notify(f"opening {name}", markup=False)
            code = await opening.start(command)
        except opening.OpenProblem as problem:
            self.app.notify(line(str(problem)), severity="error", markup=False)
            return
        if code != 0:
            words = f"{Path(command[0]).name} ended with {code}."
            self.app.notify(line(words), severity="warning", markup=False)
