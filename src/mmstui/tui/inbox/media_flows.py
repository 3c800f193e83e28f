"""The flows that show media: the list of files, and the picture viewer."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, TypedDict

from mmstui.domain.messages import Conversation, Message
from mmstui.tui.inbox.screen_protocol import ThreadFace
from mmstui.tui.jobs import job
from mmstui.tui.media.commands import FILES, OPEN

if TYPE_CHECKING:
    from mmstui.tui.graphics.choosing import Choice
    from mmstui.tui.media.viewer import Choose


class _Options(TypedDict):
    """What the list of files and the viewer both take."""

    who: str
    choose: Choose
    zone: tzinfo
    clock: Callable[[], datetime]
    open_with: tuple[str, ...]


def _options(inbox: ThreadFace, conversation: Conversation) -> _Options:
    settings = inbox.center.settings

    async def choose() -> Choice:
        from mmstui.tui.graphics.protocol_query import best

        return await best(inbox.app, settings.pictures, os.environ)

    return _Options(
        who=conversation.title, choose=choose, zone=inbox.zone, clock=inbox.clock,
        open_with=settings.open_command,
    )  # fmt: skip


@job(f"The files are not shown: press {FILES.key} again.", group="dialog")
async def list_files(inbox: ThreadFace, message: Message | None) -> None:
    """List the files of the open conversation, or of one message in it."""
    from mmstui.tui.media.list import FilesDialog

    if (conversation := inbox.conversation) is None:
        return
    stored, title = inbox.center.inbox, "Files of this message" if message else "Files"

    def read() -> Sequence[Message]:
        if message is not None:
            return stored.messages([message.id])
        return stored.messages_with_files(conversation.id)

    await inbox.ask(FilesDialog(read, title, **_options(inbox, conversation)))


@job(
    f"The picture is not shown: {OPEN.key} opens it with your program.",
    group="dialog",
    exclusive=True,
)
async def view_picture(inbox: ThreadFace, message: Message) -> None:
    """Show a message's first picture, among those of its conversation."""
    from mmstui.tui.media.media_item import can_view, media_items
    from mmstui.tui.media.viewer import PictureView

    if (conversation := inbox.conversation) is None:
        return
    messages = await asyncio.to_thread(inbox.center.inbox.messages_with_files, conversation.id)
    if all(each.id != message.id for each in messages):  # older than the listed messages
        messages = [message]
    pictures = [each for each in media_items(reversed(messages)) if can_view(each.media)]
    at = next((i for i, each in enumerate(pictures) if each.message.id == message.id), None)
    if at is not None:
        await inbox.ask(PictureView(pictures, at, **_options(inbox, conversation)))
