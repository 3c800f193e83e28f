"""The base of dialogs that change settings at VoIP.ms.

They follow the store, and let the user decide about changes that were not saved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, ClassVar, Final, TypeVar

from rich.cells import cell_len
from textual import on
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.events import EventBatch
from mmstui.domain.pending_changes import PendingChange
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account import pending_change_text
from mmstui.tui.account.commands import AGAIN, TAKE_BACK
from mmstui.tui.compose import batch_commands
from mmstui.tui.events import follow, unfollow
from mmstui.tui.jobs import job, written
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_lines import DescriptionLines, Fact, Word
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import RIGHT_AIR, Button, HeadFact
from mmstui.tui.ui.formatting import moment
from mmstui.tui.ui.virtual_list import VirtualList
from mmstui.tui.ui.wrapping import wrap

T = TypeVar("T")

#: Lines of the note about the row under the cursor; fixed, so that nothing moves.
NOTE_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a row, in a sentence, and what follows if the user says yes."""

    words: str
    yes: Button
    no: str
    agreed: Callable[[], None]


class ChangeNote(DescriptionLines):
    """A note below the rows: a sentence as far as it fits, then the keys for it."""

    DEFAULT_CSS = """
    ChangeNote { height: 4; }
    """

    room = 0  #: columns of the dialog

    def say(
        self,
        words: str,
        role: Role,
        keys: Sequence[pending_change_text.Key] = (),
        *,
        apart: bool = False,
        wanted: str = "",
    ) -> None:
        """Show a sentence.

        `apart`: the keys do not belong to it. `wanted` is shown above it, ready to paint.
        """
        room = max(10, self.room - self.text_column - RIGHT_AIR)
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
        self.show([*above, *(Fact("", tuple(each), gap=1) for each in facts)])


class PendingChangeDialog(Dialog[T]):
    """A dialog with pending changes, about rows that a subclass shows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(account_commands.TAKE_BACK, account_commands.AGAIN, account_commands.FETCH)
    ]

    def __init__(
        self, title: str, center: MessageCenter, *, zone: tzinfo, esc: str = "close"
    ) -> None:
        super().__init__(title, esc=esc)
        self._center = center
        self._zone = zone
        self._note = ChangeNote(id="note")
        self.pending_changes: list[PendingChange] = []
        self.status = center.status()
        self._since = center.now()
        self._trouble = ""  #: why the store could not be read or written
        self._question: Question | None = None

    # For subclasses.

    @property
    def pending_change(self) -> PendingChange | None:
        """The pending change of the row under the cursor."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show what the store has; the cursor does not move."""
        raise NotImplementedError

    def wanted(self, change: PendingChange) -> str:
        """Return the requested value, if the row shows VoIP.ms's value; ready to paint."""
        raise NotImplementedError

    def show_row(self) -> str:
        """Show the button and the keys of the row under the cursor, and return a note about it."""
        raise NotImplementedError

    # Following the store.

    def on_mount(self) -> None:
        """Show the stored state, follow its changes, and fetch the state from VoIP.ms."""
        follow(self, self._happened)
        self._happened(EventBatch())
        self.fit()
        self.action_fetch()

    def on_unmount(self) -> None:
        unfollow(self)

    def _happened(self, batch: EventBatch) -> None:
        self.status = self._center.status()
        self.pending_changes = [
            change
            for change in self._center.account.changes()
            # A change saved before this dialog opened is part of the state.
            if change.ended_at is None or change.troubled or change.ended_at >= self._since
        ]
        self.show_state()
        self.show_note()
        self.refresh_bindings()

    def unreadable(self, problem: StoreProblem) -> None:
        """Show that the store could not be read or written."""
        self._trouble = line(str(problem))
        self.show_note()

    def freshness(self) -> HeadFact:
        """Return the age of the shown state."""
        told, asking = self._center.account.fetched()
        now = self._center.now()
        as_of = f"as of {moment(told, now, self._zone)}" if told else "as last told"
        if self.status.refused is not None:
            return HeadFact(f"access refused, {as_of}", Role.WARN)
        if self.status.offline_since is not None:
            return HeadFact(f"offline, {as_of}", Role.WARN)
        return HeadFact("checking" if asking else as_of)

    # The note about the row under the cursor.

    def fitted(self) -> None:
        """Lay out for a new width."""
        self._note.room = self.inner
        self._note.styles.margin = (0 if self.low else 1, 0, 0, 0)
        if (rows := self.rows()) is not None:
            rows.text_column = self._note.text_column = self.text_column
            rows.refresh()
        self.show_note()

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self._trouble = ""
        self.show_note()
        self.refresh_bindings()

    def show_note(self) -> None:
        """Show the button, the keys, and the question or the note about the row."""
        if (question := self._question) is not None:
            self.head.show(esc=question.no)
            self._note.say(question.words, Role.WARN)
            self.footer.show(question.yes, (hint(question.no, batch_commands.NO),))
            return
        otherwise, change = self.show_row(), self.pending_change
        if self._trouble:
            self._note.say(self._trouble, Role.ERROR)
            return
        words, role, wanted = "", Role.SOFT, ""
        if change is not None:
            words, role = pending_change_text.sentence(change, self.status)
            wanted = self.wanted(change) if change.troubled else ""
        shown, role = (words, role) if words else (otherwise, Role.SOFT)
        keys = pending_change_text.keys(change)
        self._note.say(shown, role, keys, apart=not words, wanted=wanted)

    # The user's decisions.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow what the change under the cursor allows; to an open question only its answers."""
        if action == "answer":
            return self._question is not None
        if self._question is not None and action not in {"back", "keys", "choose"}:
            return False
        if action == "decide":
            offered = dict(pending_change_text.keys(self.pending_change))
            return (AGAIN if parameters == (True,) else TAKE_BACK).key in offered
        return super().check_action(action, parameters)

    def ask(self, question: Question | None) -> None:
        """Open a question, or close it."""
        self._question = question
        self.show_note()
        self.refresh_bindings()

    def action_answer(self, yes: bool) -> None:
        """Answer the question."""
        question = self._question
        self.ask(None)
        if question is not None and yes:
            question.agreed()

    def action_back(self) -> None:
        """Close the question, otherwise the dialog."""
        if self._question is not None:
            self.ask(None)
        else:
            super().action_back()

    def action_decide(self, again: bool) -> None:
        """Save the change again, even if it conflicts with VoIP.ms's value; or cancel it."""
        if (change := self.pending_change) is not None:
            account = self._center.account
            self.keep((account.repeat_change if again else account.cancel_change)(change.id))

    def action_fetch(self) -> None:
        """Fetch the state from VoIP.ms again."""
        self.keep(self._center.account.fetch())

    @job(
        "The change may not be saved: look at the row, then press the key again.",
        group="pending_change",
    )
    async def keep(self, future: Future[Any]) -> None:
        """Wait for a write; a failure is shown."""
        await written(future)
        self._trouble = ""
