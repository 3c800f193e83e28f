"""A base class of dialogs about the account's DIDs, which follow changes of the DIDs."""

from __future__ import annotations

from typing import TypeVar

from mmstui.center import MessageCenter
from mmstui.domain.events import DirectoryChanged, EventBatch
from mmstui.tui.events import follow, unfollow
from mmstui.tui.ui.dialog import Dialog

T = TypeVar("T")


class DidDialog(Dialog[T]):
    """A dialog with the current `dids`. A subclass has `dids_changed`, which keeps the cursor."""

    def __init__(self, title: str, center: MessageCenter, *, esc: str = "close") -> None:
        super().__init__(title, esc=esc)
        self.dids = tuple(center.directory.dids())
        self._did_source = center

    def dids_changed(self) -> None:
        """Show the new `dids`."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Follow the store."""
        follow(self, self.store_changed)

    def on_unmount(self) -> None:
        unfollow(self)

    def store_changed(self, batch: EventBatch) -> None:
        """Read the DIDs again if they may have changed."""
        if not (batch.of(DirectoryChanged) or batch.everything):
            return
        dids = tuple(self._did_source.directory.dids())
        if dids != self.dids:
            self.dids = dids
            self.dids_changed()
            self.fit()
            self.refresh_bindings()
