"""The account dialog (`A`). It follows the store while it is open."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import tzinfo
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.account import AccountSummary
from mmstui.domain.events import EventBatch
from mmstui.domain.messages import Leaving
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account.overview_text import entries
from mmstui.tui.account.set_aside import SetAsideRows
from mmstui.tui.deletion import commands as deletion_commands
from mmstui.tui.deletion import dialog_text
from mmstui.tui.events import follow, unfollow
from mmstui.tui.jobs import job, written
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_list import Entry
from mmstui.tui.ui.description_view import DescriptionView
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter


class AccountStatus(Dialog[None]):
    """A dialog with the account's status as a description list."""

    NARROW_TEXT_COLUMN = 11
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES,
            account_commands.FETCH,
            deletion_commands.STOP,
            account_commands.SET_ASIDE_HERE,
            account_commands.CLOSE,
        )
    ]

    def __init__(
        self,
        center: MessageCenter,
        *,
        zone: tzinfo,
        folder: Path,
        complaints: Sequence[str] = (),
    ) -> None:
        """`folder` is the store's; `complaints` are problems of the configuration."""
        super().__init__("Account")
        self._center = center
        self._zone = zone
        self._folder = folder
        self._complaints = complaints
        self._account: AccountSummary | None = None
        self._again = False
        self._reading = False
        self._user_fetches = False  #: whether the next fetch is the user's own request
        self._list = DescriptionView(
            (Entry("", "Counting.", Role.SOFT),), text_column=self.TEXT_COLUMN
        )
        self._offer(Leaving())

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield self._list

    def body_height(self) -> int:
        """The number of lines of the list."""
        return self._list.break_to(self.inner)

    def fitted(self) -> None:
        """Lay out for a new width."""
        self._list.text_column = self.text_column
        self._list.refresh()

    def on_mount(self) -> None:
        """Show the status, follow its changes, and fetch the balance."""
        follow(self, self._happened)
        self._look()
        self.action_fetch()
        self._user_fetches = True

    def on_unmount(self) -> None:
        unfollow(self)

    def _happened(self, batch: EventBatch) -> None:
        self._look()

    def _look(self) -> None:
        """Read the store, one read at a time: counting takes a while in a large store."""
        if self._reading:
            self._again = True
        else:
            self._read()

    @job(
        f"The account was not read: {account_commands.FETCH.key} reads it again.",
        group="account",
        repeats=True,
    )
    async def _read(self) -> None:
        self._reading = True
        try:
            self._account = await asyncio.to_thread(self._center.account.facts)
        finally:
            self._reading = False
        if not self.is_attached:
            return
        status = self._center.status()
        self._offer(status.leaving)
        self._list.show(
            entries(
                self._account, status, self._center.directory.dids(),
                now=self._center.now(), zone=self._zone, folder=self._folder, home=Path.home(),
                complaints=self._complaints,
            )
        )  # fmt: skip
        self.fit()
        if self._again:
            self._again = False
            self._read()

    def _offer(self, leaving: Leaving) -> None:
        """Show the keys; `z` only while messages are being deleted at VoIP.ms."""
        keys = [hint("ask VoIP.ms again", account_commands.FETCH), dialog_commands.SCROLL_HINT]
        if leaving.left and not leaving.stopping:
            words = "stop deleting" if leaving.begun else "take it back"
            keys.insert(0, hint(words, deletion_commands.STOP))
        if self._has_set_aside:
            keys.insert(0, hint("see what is set aside", account_commands.SET_ASIDE_HERE))
        self.footer.show(Button("close", account_commands.CLOSE.key), tuple(keys))

    def unreadable(self, problem: StoreProblem) -> None:
        """Show that the store could not be read or written."""
        self._list.show((Entry("", line(str(problem)), Role.ERROR),))
        self.fit()

    @property
    def _has_set_aside(self) -> bool:
        return self._account is not None and bool(self._account.set_aside)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the list of set-aside rows only if there are any."""
        if action == "set_aside":
            return self._has_set_aside
        return super().check_action(action, parameters)

    def action_set_aside(self) -> None:
        """Show the rows that were not understood."""
        self.app.push_screen(SetAsideRows(self._center, zone=self._zone))

    def action_fetch(self) -> None:
        """Fetch the balance again, and check whether VoIP.ms grants access now."""
        self._ask(self._center.account.fetch())
        if self._user_fetches and self._center.status().refused is not None:
            self._center.sync.check_now()

    @job(
        f"The deletion may still run: look here, then press {deletion_commands.STOP.key} again.",
        group="ask",
    )
    async def action_stop(self) -> None:
        """Undo the last deletion, or stop it if it has begun."""
        if await written(self._center.deletions.undo()) is not None:
            self.app.notify("taken back", markup=False)
        elif (said := await written(self._center.deletions.stop())) is not None:
            self.app.notify(dialog_text.stopped(said), markup=False)

    @job(f"VoIP.ms is perhaps not asked: press {account_commands.FETCH.key} again.", group="ask")
    async def _ask(self, future: Future[None]) -> None:
        await written(future)

    def on_dialog_footer_pressed(self, event: DialogFooter.Pressed) -> None:
        """Close the dialog: its button was clicked."""
        event.stop()
        self.dismiss(None)
