"""Adds files to the slots of the attach dialog: copied as they are, or fitted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from textual.widget import Widget

from mmstui.center import MessageCenter
from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.problems import AttachmentProblem, Refused, StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.pictures import Cancelled
from mmstui.tui.attach.chosen_files import ChosenFiles, Offer
from mmstui.tui.attach.commands import CLIPBOARD
from mmstui.tui.jobs import job
from mmstui.tui.terminal.clipboard import ClipboardProblem, save_picture
from mmstui.tui.ui.dialog_commands import CHOOSE

FULL: Final = f"An MMS holds {ATTACHMENTS} files. x removes one."
READING: Final = "the clipboard"


class FileAdder:
    """Fills the slots of a dialog, one file at a time.

    Pictures that cannot be sent as they are become offers, which the user accepts or not.
    `changed` is called when the slots look different; `ended` with the path of a file that is
    copied, is an offer or is not attached, and with the reason if it is not attached.
    """

    def __init__(
        self,
        owner: Widget,
        center: MessageCenter,
        chosen: ChosenFiles,
        *,
        changed: Callable[[], None],
        ended: Callable[[Path, str], None],
    ) -> None:
        self.owner = owner
        self._center = center
        self._chosen = chosen
        self._changed = changed
        self._ended = ended
        #: The name of the file that is being copied, "" if none is.
        self.copying = ""
        #: Whether to close the dialog after the copy.
        self.leaving = False
        self._pasted: TemporaryDirectory[str] | None = None
        #: A file that is not whole: it is taken if it is chosen again.
        self._refused_damaged: Path | None = None

    def close(self) -> None:
        """Cancel all conversions; delete the pasted pictures, which have been copied."""
        for offer in self._chosen.offers:
            offer.withdrawn = True
        if self._pasted is not None:
            self._pasted.cleanup()

    def add(self, path: Path) -> str:
        """Add a file, unless another is being copied; return why no file can be added."""
        if self._chosen.full:
            return FULL
        if not self.copying:
            self._begin(line(path.name))
            self._copy(path, path == self._refused_damaged)
        return ""

    def paste(self) -> str:
        """Add the clipboard's picture; return why no file can be added."""
        if self._chosen.full:
            return FULL
        if not self.copying:
            self._begin(READING)
            self._paste()
        return ""

    def _begin(self, name: str) -> None:
        self.copying = name
        self._changed()

    def _failed(self, *_: object) -> None:
        """Accept files again, and stay open: a chosen file was not attached."""
        self.copying, self.leaving = "", False
        self._changed()

    @job(f"The file is not attached: press {CHOOSE.key} again.", group="taking", recover=_failed)
    async def _copy(self, path: Path, damaged: bool) -> None:
        problem = await self._copied(path, damaged)
        if not problem:
            self._center.drafts.remember_folder(path.parent)
        self._end(path, problem)

    @job(
        f"The picture is not attached: press {CLIPBOARD.key} again.",
        group="taking",
        recover=_failed,
    )
    async def _paste(self) -> None:
        self._pasted = self._pasted or TemporaryDirectory(prefix="mmstui-")
        path = Path(self._pasted.name)
        try:
            path = await asyncio.to_thread(save_picture, path)
        except ClipboardProblem as found:
            problem = str(found)
        else:
            problem = await self._copied(path)
        self._end(path, problem)

    async def _copied(self, path: Path, damaged: bool = False) -> str:
        """Copy a file, or offer it; return why it is not attached."""
        try:
            copy = await asyncio.wrap_future(self._center.drafts.attach(path, damaged=damaged))
        except AttachmentProblem as refused:
            if not (refused.fittable and self.owner.is_attached):
                return self._words_of(refused, path)
            offer = Offer(path, line(path.name), refused.reason, damaged)
            self._chosen.offer(offer)
            self._fit(offer)
        except StoreProblem as trouble:
            return f"{trouble.what} {trouble.hint}".strip()
        else:
            self._chosen.add(copy, path)
        return ""

    def _end(self, path: Path, problem: str) -> None:
        self.copying = ""
        if self.owner.is_attached:
            self._changed()
            self._ended(path, problem)

    def _words_of(self, refused: AttachmentProblem, path: Path) -> str:
        """Return why a file is not attached; remember one that the user may still want."""
        if refused.reason is not Refused.DAMAGE:
            return refused.words
        self._refused_damaged = path
        return f"{refused.words} {CHOOSE.key} again takes what is left of it."

    # Fitting.

    def _fit_failed(self, offer: Offer) -> None:
        self._chosen.withdraw(offer)
        self._changed()

    @job("The picture is not made to fit: choose it again.", group="fitting", recover=_fit_failed)
    async def _fit(self, offer: Offer) -> None:
        """Read a picture and fit it, for the user to decide."""
        loop, images = asyncio.get_running_loop(), self._center.images

        def progress(share: float) -> None:
            loop.call_soon_threadsafe(self._show_progress, offer, share)

        problem = ""
        try:
            offer.look = await asyncio.wrap_future(images.look(offer.source))
            self._show_progress(offer, 0.0)
            fitted = await asyncio.wrap_future(
                images.fit(offer.source, progress, lambda: offer.withdrawn, damaged=offer.damaged)
            )
        except Cancelled:
            return
        except AttachmentProblem as refused:
            problem = self._words_of(refused, offer.source)
        except StoreProblem as trouble:
            problem = f"{trouble.what} {trouble.hint}".strip()
        else:
            # Use the data that was read for the conversion: the file may have changed meanwhile.
            offer.look, offer.fitted = fitted.fitted.before, fitted
        if offer.withdrawn or not self.owner.is_attached:
            return
        if problem:
            self._chosen.withdraw(offer)
        self._changed()
        if problem:
            self._ended(offer.source, problem)

    def _show_progress(self, offer: Offer, share: float) -> None:
        if self.owner.is_attached and not offer.withdrawn:
            offer.share = share
            self._changed()
