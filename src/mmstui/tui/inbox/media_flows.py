"""Inbox actions for media: the list of files, and the picture viewer."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mmstui.domain.messages import Message
from mmstui.tui.inbox.dialogs import InboxDialogs
from mmstui.tui.jobs import job

if TYPE_CHECKING:
    from mmstui.tui.graphics.choosing import Choice
    from mmstui.tui.thread.actions import ThreadActions


class MediaFlows(InboxDialogs):
    """Media actions of `InboxScreen`."""

    def on_thread_actions_files_wanted(self, event: ThreadActions.FilesWanted) -> None:
        """List the files of the conversation, or of one message."""
        event.stop()
        if (conversation := self.opened) is None:
            return
        if (message := event.message) is None:
            number = conversation.id
            self._list_files(lambda: self.center.inbox.messages_with_files(number), "Files")
        else:
            of = message.id
            self._list_files(lambda: self.center.inbox.messages([of]), "Files of this message")

    def _list_files(self, read: Callable[[], Sequence[Message]], title: str) -> None:
        from mmstui.tui.media.list import FilesDialog

        self.app.push_screen(
            FilesDialog(
                read, title, who=self._who, choose=self._choose, zone=self.zone, clock=self.clock,
                open_with=self.center.settings.open_command,
            )
        )  # fmt: skip

    def on_thread_actions_view_wanted(self, event: ThreadActions.ViewWanted) -> None:
        """Show a message's first picture in the viewer."""
        event.stop()
        if self.opened is not None:
            self._view(event.message, self.opened.id)

    @job("The picture is not shown: o opens it with your program.", group="dialog", exclusive=True)
    async def _view(self, message: Message, conversation_id: int) -> None:
        from mmstui.tui.media.media_item import can_view, media_items
        from mmstui.tui.media.viewer import PictureView

        messages = await asyncio.to_thread(self.center.inbox.messages_with_files, conversation_id)
        if all(each.id != message.id for each in messages):  # older than the listed messages
            messages = [message]
        pictures = [each for each in media_items(reversed(messages)) if can_view(each.media)]
        at = next((i for i, each in enumerate(pictures) if each.message.id == message.id), None)
        if at is not None:
            await self.app.push_screen(
                PictureView(
                    pictures, at, who=self._who, choose=self._choose, zone=self.zone,
                    clock=self.clock, open_with=self.center.settings.open_command,
                )
            )  # fmt: skip

    @property
    def _who(self) -> str:
        return "" if self.opened is None else self.opened.title

    async def _choose(self) -> Choice:
        from mmstui.tui.graphics.best import best

        return await best(self.app, self.center.settings.pictures, os.environ)
