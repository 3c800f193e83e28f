"""A base class of dialogs about the account's DIDs, which follow changes of the DIDs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from mmstui.center import MessageCenter
from mmstui.domain.problems import StoreProblem
from mmstui.domain.sanitise import line
from mmstui.tui.change_feed import ChangeFeed
from mmstui.tui.ui.dialog import Dialog

T = TypeVar("T")


class DidDialog(Dialog[T]):
    """A dialog with the current `dids`. A subclass has `dids_changed`, which keeps the cursor."""

    def __init__(self, title: str, center: MessageCenter, *, esc: str = "close") -> None:
        super().__init__(title, esc=esc)
        self.dids = tuple(center.directory.dids())
        self._did_source = center
        self._feed = ChangeFeed(self, center, self.store_changed, self.unreadable)

    def dids_changed(self) -> None:
        """Show the new `dids`."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Follow the store."""
        self._feed.start()

    def on_unmount(self) -> None:
        self._feed.stop()

    def store_changed(self, conversation_ids: Sequence[int], everything: bool) -> None:
        """Read the DIDs again after a change of the store."""
        if not self.is_attached:
            return
        dids = tuple(self._did_source.directory.dids())
        if dids != self.dids:
            self.dids = dids
            self.dids_changed()
            self.fit()
            self.refresh_bindings()

    def unreadable(self, problem: StoreProblem) -> None:
        """Show that the store could not be read."""
        self.notify(line(str(problem)), severity="error", markup=False)
