"""Actions of the thread outside the program: the clipboard, and other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmstui.domain.links import first_link
from mmstui.domain.messages import MediaState
from mmstui.tui.thread.actions import ThreadActions
from mmstui.tui.ui.copying import Copying

if TYPE_CHECKING:
    from textual.widget import Widget

    from mmstui.tui.media.file_actions import FileActions

    class Base(FileActions, Widget):
        """A pane with file actions."""
else:
    Base = object


class LinkActions(Base):
    """Handlers of `ThreadPane` that copy and open."""

    def on_thread_actions_copy_wanted(self, event: ThreadActions.CopyWanted) -> None:
        """Copy a text of the thread."""
        event.stop()
        Copying(self).copy(event.text, event.what, event.notification)

    def on_thread_actions_open_wanted(self, event: ThreadActions.OpenWanted) -> None:
        """Open a message's file, list several files, or open its link."""
        event.stop()
        message = event.message
        here = [media for media in message.media if media.state is MediaState.HERE]
        if len(here) > 1:
            self.post_message(ThreadActions.FilesWanted(message))
        elif here:
            self.open_media(here[0])
        elif link := first_link(message.text):
            self.open_link(link.url)
