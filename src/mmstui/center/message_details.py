"""What the center tells of one message, and what it gives of it to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mmstui.center.queries import Reading
from mmstui.domain.messages import Attachment, Media
from mmstui.domain.problems import AttachmentProblem

if TYPE_CHECKING:
    from concurrent.futures import Future

    from mmstui.domain.message_details import Details


class Detailing(Reading):
    """The part of `MessageCenter` that is about one message."""

    def details(self, message_id: int) -> Details | None:
        """All that is known of a message; None when it is gone or was taken back."""
        return self._store.details(message_id)

    def copy_media(self, media: Media) -> Future[Attachment]:
        """Take our own copy of a message's file, to go with another message under its name.

        A copy, for the first message may be deleted with its files. Fails with AttachmentProblem,
        in a sentence, also where the file is not here.
        """
        return self._store.submit(self._copy, media)

    def _copy(self, media: Media) -> Attachment:
        if media.path is None:
            raise AttachmentProblem(f"{media.name} is not here.")
        return self._store.drafts.adopt_attachment(
            Path(media.path), name=media.name, keep_metadata=self.settings.keep_metadata
        )
