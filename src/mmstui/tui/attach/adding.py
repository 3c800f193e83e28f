"""Adds files to the slots of the attach dialog: copied as they are, or fitted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from mmstui.center import MessageCenter
from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import Attachment
from mmstui.domain.problems import AttachmentProblem, Refused, StoreProblem
from mmstui.domain.sanitise import line
from mmstui.pictures import Cancelled
from mmstui.tui.attach.chosen_files import ChosenFiles, Offer
from mmstui.tui.attach.commands import CLIPBOARD
from mmstui.tui.attach.navigation import AttachFolders
from mmstui.tui.attach.slots import AttachmentSlots
from mmstui.tui.jobs import job
from mmstui.tui.terminal.clipboard import ClipboardProblem, save_picture
from mmstui.tui.ui.dialog_commands import CHOOSE

FULL: Final = f"An MMS holds {ATTACHMENTS} files. x removes one."
READING: Final = "the clipboard"


class AttachFiles(AttachFolders):
    """The part of `AttachDialog` that fills the slots.

    One file is copied at a time. Pictures that cannot be sent as they are become offers, which the
    user accepts or not.
    """

    def __init__(
        self,
        center: MessageCenter,
        attachments: tuple[Attachment, ...],
        start: Path,
        *,
        clock: Callable[[], datetime] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        self._chosen = ChosenFiles(attachments)
        super().__init__(center, start, slot_of=self._chosen.slot_of, clock=clock, zone=zone)
        #: The name of the file that is being copied, "" if none is.
        self._copying = ""
        #: Whether to close the dialog after the copy.
        self._leaving = False
        self._pasted: TemporaryDirectory[str] | None = None
        #: A file that is not whole: it is taken if it is chosen again.
        self._refused_damaged: Path | None = None
        #: The picture that the dialog was opened for.
        self._initial_offer: Path | None = None
        self._slots = AttachmentSlots()

    def _chosen_changed(self) -> None:
        """Show the chosen files."""
        raise NotImplementedError

    def _copy_ended(self, path: Path, problem: str) -> None:
        """Called when a file was copied, became an offer, or had a problem."""
        raise NotImplementedError

    def _leave(self) -> None:
        """Close the dialog, unless something is undecided."""
        raise NotImplementedError

    def on_unmount(self) -> None:
        """Cancel all conversions; delete the pasted pictures, which have been copied."""
        for offer in self._chosen.offers:
            offer.withdrawn = True
        if self._pasted is not None:
            self._pasted.cleanup()

    # Copying.

    def _add_file(self, path: Path) -> None:
        if self._chosen.full:
            self._show_error(FULL)
        elif not self._copying:
            self._copying = line(path.name)
            self._chosen_changed()
            self._copy(path, path == self._refused_damaged)

    def _copy_failed(self, *_: object) -> None:
        """Accept files again, and stay open: a chosen file was not attached."""
        self._copying, self._leaving = "", False
        self._chosen_changed()

    @job(
        f"The file is not attached: press {CHOOSE.key} again.", group="taking", recover=_copy_failed
    )
    async def _copy(self, path: Path, damaged: bool) -> None:
        await self._copied(path, damaged=damaged)

    async def _copied(self, path: Path, *, damaged: bool = False, pasted: bool = False) -> None:
        problem = ""
        try:
            copy = await asyncio.wrap_future(self._center.drafts.attach(path, damaged=damaged))
            self._chosen.add(copy, path)
        except AttachmentProblem as refused:
            if refused.fittable and self.is_attached:
                self._make(Offer(path, line(path.name), refused.reason, damaged))
            else:
                problem = self._words_of(refused, path)
        except StoreProblem as trouble:
            problem = f"{trouble.what} {trouble.hint}".strip()
        finally:
            self._copying = ""
        if not problem and not pasted:
            self._center.drafts.remember_folder(path.parent)
        if self.is_attached:
            self._chosen_changed()
            self._copy_ended(path, problem)

    def _words_of(self, refused: AttachmentProblem, path: Path) -> str:
        """Return why a file is not attached; remember one that the user may still want."""
        if refused.reason is not Refused.DAMAGE:
            return refused.words
        self._refused_damaged = path
        return f"{refused.words} {CHOOSE.key} again takes what is left of it."

    # Fitting.

    def _make(self, offer: Offer) -> None:
        self._chosen.offer(offer)
        self._fit(offer)

    def _fit_failed(self, offer: Offer) -> None:
        self._chosen.withdraw(offer)
        self._chosen_changed()

    @job("The picture is not made to fit: choose it again.", group="fitting", recover=_fit_failed)
    async def _fit(self, offer: Offer) -> None:
        """Read a picture and fit it, for the user to decide."""
        loop = asyncio.get_running_loop()

        def progress(share: float) -> None:
            loop.call_soon_threadsafe(self._show_progress, offer, share)

        problem = ""
        try:
            offer.look = await asyncio.wrap_future(self._center.images.look(offer.source))
            self._show_progress(offer, 0.0)
            fitted = await asyncio.wrap_future(
                self._center.images.fit(
                    offer.source, progress, lambda: offer.withdrawn, damaged=offer.damaged
                )
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
        if offer.withdrawn or not self.is_attached:
            return
        if problem:
            self._chosen.withdraw(offer)
        self._chosen_changed()
        if problem:
            self._show_error(problem)

    def _show_progress(self, offer: Offer, share: float) -> None:
        if self.is_attached and not offer.withdrawn:
            offer.share = share
            self._chosen_changed()

    # From the clipboard.

    def action_clipboard(self) -> None:
        """Attach the clipboard's picture."""
        if self._chosen.full:
            self._show_error(FULL)
        elif not self._copying:
            self._copying = READING
            self._chosen_changed()
            self._paste_picture()

    @job(
        f"The picture is not attached: press {CLIPBOARD.key} again.",
        group="taking",
        recover=_copy_failed,
    )
    async def _paste_picture(self) -> None:
        self._pasted = self._pasted or TemporaryDirectory(prefix="mmstui-")
        folder = Path(self._pasted.name)
        try:
            path = await asyncio.to_thread(save_picture, folder)
        except ClipboardProblem as problem:
            self._copying = ""
            if self.is_attached:
                self._chosen_changed()
                self._copy_ended(folder, str(problem))
            return
        await self._copied(path, pasted=True)

    # Deciding.

    def _withdraw(self, offer: Offer) -> None:
        self._chosen.withdraw(offer)
        self._decided(offer)

    def _decided(self, offer: Offer) -> None:
        self._chosen_changed()
        if offer.source == self._initial_offer and not self._chosen.offers:
            self._leave()
        elif self._slots.has_focus and not self._chosen.slots:
            self.action_browse()

    def action_shrink(self) -> None:
        """Accept the fitted picture."""
        offer = self._offer()
        if offer is not None and offer.ready:
            self._chosen.accept(offer)
            self._decided(offer)

    def action_remove(self) -> None:
        """Remove the file under the cursor."""
        slot = self._slot()
        if slot is None:
            return
        found = self._chosen.slots[slot - 1]
        if isinstance(found, Offer):
            self._withdraw(found)
            return
        self._chosen.remove(slot)
        self._chosen_changed()
        if self._slots.has_focus and not self._chosen.slots:
            self.action_browse()

    def action_reorder(self, places: int) -> None:
        """Move the file under the cursor to another slot."""
        self._slots.cursor = self._chosen.move(self._slots.cursor + 1, places) - 1
        self._chosen_changed()

    def action_move(self, rows: int) -> None:
        """Move the cursor of the slots or of the folder."""
        if self._slots.has_focus:
            self._slots.move(rows)
            self._chosen_changed()
        else:
            super().action_move(rows)

    def _slot(self) -> int | None:
        """Return the slot under the cursor, in the slots or in the folder, from 1."""
        if self._slots.has_focus:
            # A slot before the cursor may have been removed.
            return min(self._slots.cursor + 1, len(self._chosen.slots)) or None
        entry = self._browser.entry
        return self._chosen.slot_of(self._browser.folder, entry) if entry else None

    def _offer(self) -> Offer | None:
        """Return the offer that a key would accept: the cursor's, otherwise the last one."""
        slot = self._slot()
        found = self._chosen.slots[slot - 1] if slot is not None else None
        if isinstance(found, Offer):
            return found
        return self._chosen.offers[-1] if self._chosen.offers else None

    def _at_offer(self) -> bool:
        slot = self._slot()
        return slot is not None and isinstance(self._chosen.slots[slot - 1], Offer)
