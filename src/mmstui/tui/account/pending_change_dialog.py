"""The base of dialogs that change settings at VoIP.ms.

They follow the store, and let the user decide about changes that were not saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import tzinfo
from typing import Any, ClassVar, Final, TypeVar

from rich.cells import cell_len
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.events import EventBatch
from mmstui.domain.pending_changes import PendingChange
from mmstui.domain.problems import StoreProblem
from mmstui.domain.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account import pending_change_text
from mmstui.tui.events import follow, unfollow
from mmstui.tui.jobs import job, written
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.description_lines import DescriptionLines, Fact, Word
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import RIGHT_AIR, HeadFact
from mmstui.tui.ui.formatting import moment
from mmstui.tui.ui.wrapping import wrap

T = TypeVar("T")

#: Lines of the note about the row under the cursor; fixed, so that nothing moves.
NOTE_LINES: Final = 4


class PendingChangeDialog(Dialog[T]):
    """A dialog with pending changes. A subclass gives `read`, `tell` and `pending_change`, that
    of the cursor's row.
    """

    DEFAULT_CSS = """
    PendingChangeDialog #note { height: 4; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(account_commands.TAKE_BACK, account_commands.AGAIN, account_commands.FETCH)
    ]

    def __init__(
        self, title: str, center: MessageCenter, *, zone: tzinfo, esc: str = "close"
    ) -> None:
        super().__init__(title, esc=esc)
        self._change_center = center
        self._zone = zone
        self._note = DescriptionLines(id="note")
        self.pending_changes: list[PendingChange] = []
        self.status = center.status()
        self.trouble = ""
        self._since = center.now()

    # For subclasses.

    @property
    def pending_change(self) -> PendingChange | None:
        """The pending change of the row under the cursor."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the store."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show what was read; the cursor does not move."""
        raise NotImplementedError

    def wanted(self, change: PendingChange) -> str:
        """Return the requested value, if the row shows VoIP.ms's value; ready to paint."""
        raise NotImplementedError

    def show_note(self) -> None:
        """Show the button, the keys, and the note about the row under the cursor."""
        raise NotImplementedError

    # Following the store.

    def on_mount(self) -> None:
        """Show the stored state, follow its changes, and fetch the state from VoIP.ms."""
        follow(self, self._happened)
        self._look()
        self.fit()
        self.keep(self._change_center.account.fetch())

    def on_unmount(self) -> None:
        unfollow(self)

    def _happened(self, batch: EventBatch) -> None:
        self._look()

    def _look(self) -> None:
        self.status = self._change_center.status()
        self.pending_changes = [
            change
            for change in self._change_center.account.changes()
            # A change saved before this dialog opened is part of the state.
            if change.ended_at is None or change.troubled or change.ended_at >= self._since
        ]
        self.read()
        self.show_state()
        self.show_note()
        self.refresh_bindings()

    def unreadable(self, problem: StoreProblem) -> None:
        """Show that the store could not be read or written."""
        self.trouble = line(str(problem))
        self.show_note()

    def freshness(self) -> HeadFact:
        """Return the age of the shown state."""
        told, asking = self._change_center.account.fetched()
        now = self._change_center.now()
        as_of = f"as of {moment(told, now, self._zone)}" if told else "as last told"
        if self.status.refused is not None:
            return HeadFact(f"access refused, {as_of}", Role.WARN)
        if self.status.offline_since is not None:
            return HeadFact(f"offline, {as_of}", Role.WARN)
        return HeadFact("checking" if asking else as_of)

    def note(
        self,
        words: str,
        role: Role,
        keys: Sequence[pending_change_text.Key] = (),
        *,
        apart: bool = False,
        wanted: str = "",
    ) -> None:
        """Show a note below the rows, as far as it fits, and the keys for it.

        `apart`: the keys do not belong to this text. `wanted` is shown above it, ready to paint.
        """
        room = max(10, self.inner - self.text_column - RIGHT_AIR)
        most = NOTE_LINES - bool(wanted)
        lines = wrap(words, room)[:most] if words else []
        facts = [[Word(each, role)] for each in lines]
        pressed = [
            word
            for key, what in keys
            for word in (Word(key, Role.TEXT, bold=True), Word(f"{what}  ", Role.SOFT))
        ]
        if pressed:
            cells = sum(cell_len(word.text) + 1 for word in pressed)
            if apart or not facts or cell_len(lines[-1]) + 1 + cells > room:
                facts = [*facts[: most - 1], []]
            else:
                facts[-1] = [Word(f"{lines[-1]} ", role)]
            facts[-1] += pressed
        above = [Fact("wanted", (Word(wanted, Role.TEXT),))] if wanted else []
        self._note.show([*above, *(Fact("", tuple(each), gap=1) for each in facts)])

    def show_change(self, otherwise: str) -> None:
        """Show the state of the pending change under the cursor and its keys, or `otherwise`."""
        if self.trouble:
            self.note(self.trouble, Role.ERROR)
            return
        change = self.pending_change
        words, role = (
            pending_change_text.sentence(change, self.status) if change else ("", Role.SOFT)
        )
        shown, role = (words, role) if words else (otherwise, Role.SOFT)
        wanted = self.wanted(change) if change is not None and change.troubled else ""
        self.note(shown, role, pending_change_text.keys(change), apart=not words, wanted=wanted)

    # The user's decision about a change.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only what the pending change under the cursor allows."""
        if action in {"take_back", "again"}:
            offered = dict(pending_change_text.keys(self.pending_change))
            return ("x" if action == "take_back" else "R") in offered
        return super().check_action(action, parameters)

    def action_take_back(self) -> None:
        """Cancel the change; the value at VoIP.ms stays."""
        if (change := self.pending_change) is not None:
            self.keep(self._change_center.account.cancel_change(change.id))

    def action_again(self) -> None:
        """Save the change again, even if it conflicts with VoIP.ms's value."""
        if (change := self.pending_change) is not None:
            self.keep(self._change_center.account.repeat_change(change.id))

    def action_fetch(self) -> None:
        """Fetch the state from VoIP.ms again."""
        self.keep(self._change_center.account.fetch())

    @job(
        "The change may not be saved: look at the row, then press the key again.",
        group="pending_change",
    )
    async def keep(self, future: Future[Any]) -> None:
        """Wait for a write; a failure is shown."""
        await written(future)
        self.trouble = ""
