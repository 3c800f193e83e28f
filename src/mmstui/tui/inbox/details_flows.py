"""Inbox actions for one message: show details, edit again, forward."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment, Media, MediaState, Message
from mmstui.domain.problems import AttachmentProblem, StoreProblem
from mmstui.domain.sanitise import line
from mmstui.tui.inbox.dialogs import InboxDialogs
from mmstui.tui.jobs import job
from mmstui.tui.ui.formatting import count_of

if TYPE_CHECKING:
    from mmstui.tui.thread.actions import ThreadActions

#: Why a file that is not stored here cannot be attached to another message.
_NOT_HERE = {
    MediaState.PENDING: "is still on its way from VoIP.ms",
    MediaState.EXPIRED: "was gone from VoIP.ms before it came here",
    MediaState.REFUSED: "was left alone: its address or its content breaks a rule",
}


class DetailsFlows(InboxDialogs):
    """Details and forward actions of `InboxScreen`. Nothing here sends."""

    def on_thread_actions_details_wanted(self, event: ThreadActions.DetailsWanted) -> None:
        """Show the details of a message."""
        event.stop()
        self._show_details(event.message)

    @job("The details are not shown: press ! again.", group="dialog")
    async def _show_details(self, message: Message) -> None:
        from mmstui.tui.thread.details import MessageDetails

        details = self.center.inbox.details(message.id)
        if details is None:
            self.notify("This message is not here any more.", markup=False)
            return
        if await self.app.push_screen_wait(MessageDetails(self.center, details, self.zone)):
            await self._put_in_box(message, room=ATTACHMENTS - len(self.pane.box.files))

    def on_thread_actions_forward_wanted(self, event: ThreadActions.ForwardWanted) -> None:
        """Forward a message."""
        event.stop()
        self._forward(event.message)

    @job("Nothing is put in the box to forward: press f again.", group="dialog")
    async def _forward(self, message: Message) -> None:
        if await self.write_to_someone():
            await self._put_in_box(message, room=ATTACHMENTS - len(self.pane.box.files))

    async def _put_in_box(self, message: Message, *, room: int) -> None:
        """Append a message's text and copies of its files to the draft in the box."""
        writing_to = self.pane.key
        copies, missing = await self._copies(message.media, room)
        if self.pane.key != writing_to:
            self.notify("Not put in the box: you had gone on.", severity="error", markup=False)
            return
        self.pane.put_in_box(message.text, copies)
        if missing:
            self.pane.box.complain(_missing_text(missing, len(message.media)))

    async def _copies(
        self, media: tuple[Media, ...], room: int
    ) -> tuple[list[Attachment], list[str]]:
        """Copy as many of these files as possible; return the copies and a sentence per failure."""
        copies: list[Attachment] = []
        missing: list[str] = []
        for attachment in media:
            name = line(attachment.name)
            if attachment.state is not MediaState.HERE:
                missing.append(f"{name} {_NOT_HERE[attachment.state]}.")
            elif len(copies) >= room:
                missing.append(f"{name} would be more than the {ATTACHMENTS} files of a message.")
            else:
                try:
                    copies.append(
                        await asyncio.wrap_future(self.center.drafts.attach_received(attachment))
                    )
                except AttachmentProblem as problem:
                    missing.append(line(problem.words))
                except StoreProblem as problem:
                    missing.append(line(str(problem)))
        return copies, missing


def _missing_text(missing: list[str], count: int) -> str:
    if len(missing) == 1:
        return f"Not with it: {missing[0]}"
    return f"Not with it: {len(missing)} of {count_of(count, 'file')}. {missing[0]}"
