"""The dialog of b and B: everyone that a message was sent to, with the state of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.events import EventBatch
from mmstui.domain.messages import Conversation, Message, State
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.tui.compose import batch_commands
from mmstui.tui.compose.batch_lines import counts, option, what_was_sent
from mmstui.tui.events import follow, unfollow
from mmstui.tui.jobs import job, written
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands, formatting
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_lines import DescriptionLines, Fact, Word
from mmstui.tui.ui.dialog import NARROW, Dialog, set_well
from mmstui.tui.ui.dialog_lines import RIGHT_AIR, Button, DialogFooter
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.message_notes import notes_of
from mmstui.tui.ui.option_rows import Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList
from mmstui.tui.ui.wrapping import wrap

#: Lines for notes about the row under the cursor: fixed, so that nothing moves with the cursor.
NOTE_LINES: Final = 2
#: States that `R` sends again at once; about unconfirmed messages it asks first.
SURELY_NOT_SENT: Final = frozenset({State.FAILED, State.HELD})
_MAY_HAVE_ARRIVED: Final = "may have it already: VoIP.ms gave no answer, and does not list it."


class BatchView(Dialog[Message]):
    """A live dialog of a batch's messages; returns the message whose thread to open."""

    DEFAULT_CSS = """
    BatchView OptionRows { height: 1fr; }
    BatchView #what { margin: 0 0 1 0; }
    BatchView.-low #what { margin: 0; }
    BatchView #note { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES,
            dialog_commands.CHOOSE,
            batch_commands.AGAIN,
            batch_commands.YES,
            batch_commands.NO,
        )
    ]

    def __init__(self, center: MessageCenter, name: str, *, zone: tzinfo) -> None:
        """`name` is the id of the batch; times are shown in `zone`."""
        super().__init__("Message to several people")
        self._center = center
        self._batch = name
        self._zone = zone
        self._messages: list[Message] = []
        self._people: dict[int, Conversation] = {}
        self._asking: list[int] = []
        self._error = ""
        self._what = DescriptionLines(id="what")
        self._rows: OptionRows[Message] = OptionRows(empty="All of them were taken back.")
        self._note = DescriptionLines(id="note")

    def compose_body(self) -> ComposeResult:
        """Yield the message, its recipients, and the note about one of them."""
        yield self._what
        yield self._rows
        yield self._note

    def body_height(self) -> int:
        """Count text, DID, a blank line, recipients, and the note."""
        return 2 + (not self.low) + max(1, len(self._messages)) + NOTE_LINES

    def fitted(self) -> None:
        """Align everything with the title."""
        self.set_class(self.low, "-low")
        set_well(self, self._rows)
        for lines in (self._what, self._note):
            lines.text_column = self.text_column
        if self._messages:
            self._say()

    def on_mount(self) -> None:
        """Show the batch, and follow the store."""
        follow(self, self._happened)
        self._read()
        self._rows.show(self._options())
        self._update_status()
        self.fit()

    def on_unmount(self) -> None:
        unfollow(self)

    # Content.

    def _read(self) -> None:
        self._messages = self._center.inbox.messages_of_batch(self._batch)
        ids = {message.conversation_id for message in self._messages}
        self._people = self._center.inbox.conversations(tuple(ids))

    def _happened(self, batch: EventBatch) -> None:
        if batch.concerns(self._people.keys()):
            self._refresh_states()

    def _refresh_states(self) -> None:
        """Read the states again; rows move only if a message was dropped."""
        before = [message.id for message in self._messages]
        self._read()
        if [message.id for message in self._messages] == before:
            self._rows.replace(self._options())
        else:
            self._rows.show(self._options(), self._rows.cursor)
            self.fit()
        self._asking = [m.id for m in self._unconfirmed if m.id in self._asking]
        self._update_status()

    def unreadable(self, problem: StoreProblem) -> None:
        """Show that the store could not be read or written."""
        self._error = line(str(problem))
        self._say()

    def _update_status(self) -> None:
        """Update title, text and counts."""
        count = len({message.contact for message in self._messages})
        self.head.show(title=f"Message to {formatting.count_of(count, 'person', 'people')}")
        self.head.show(facts=counts(self._messages))
        if self._messages:
            self._what.show(what_was_sent(self._messages[0], self._center.directory.dids()))
        self._say()

    def _options(self) -> list[Option[Message]]:
        people = self._people
        return [option(m, people.get(m.conversation_id), self._zone) for m in self._messages]

    def _name_of(self, message: Message) -> str:
        who = self._people.get(message.conversation_id)
        return who.title if who is not None else formatted(message.contact)

    # The note about the row under the cursor.

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self._error = ""
        self._say()

    def _say(self) -> None:
        message = self._rows.option.value if self._rows.option is not None else None
        if message is None:
            self.footer.show(None)
            self._note.show(())
            return
        if self._asking:
            words, role = f"{self._name_of(message)} {_MAY_HAVE_ARRIVED}", Role.WARN
            self.head.show(esc="leave it")
            self.footer.show(
                Button("send it again", batch_commands.YES.key, Role.WARN),
                (hint("leave it", batch_commands.NO),),
            )
        else:
            words, role = self._error, Role.ERROR
            if not words and (notes := notes_of(message, self._zone)):
                words, role = notes[0].words, notes[0].role
            self.head.show(esc="close")
            name = cut(self._name_of(message), PILL_NAME if self.size.width >= NARROW else 14)
            self.footer.show(Button(f"open {name}"), self._keys())
        room = max(10, self._note.size.width - self.text_column - RIGHT_AIR)
        lines = wrap(words, room)[:NOTE_LINES] if words else []
        self._note.show([Fact("", (Word(each, role),)) for each in lines])

    def _keys(self) -> tuple[tuple[str, str], ...]:
        count = len(self._to_send_again) + len(self._unconfirmed)
        again = (hint(f"send {count} again", batch_commands.AGAIN),) if count else ()
        return (*again, dialog_commands.MOVE_HINT)

    # Send again.

    @property
    def _to_send_again(self) -> list[Message]:
        return [message for message in self._messages if message.state in SURELY_NOT_SENT]

    @property
    def _unconfirmed(self) -> list[Message]:
        return [message for message in self._messages if message.state is State.UNCONFIRMED]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable what the batch allows; while a question is open, only its answers."""
        if action == "answer":
            return bool(self._asking)
        if action == "again":
            return not self._asking and bool(self._to_send_again or self._unconfirmed)
        if action in {"move", "page", "move_to", "choose"} and self._asking:
            return False
        return super().check_action(action, parameters)

    def action_again(self) -> None:
        """Send messages again that were surely not sent; ask about each that may have arrived."""
        self._send_again([message.id for message in self._to_send_again])
        self._asking = [message.id for message in self._unconfirmed]
        self._ask()

    def action_answer(self, yes: bool) -> None:
        """Send the message in question again, or leave it; ask about the next one."""
        message_id = self._asking.pop(0)
        if yes:
            self._send_again([message_id])
        self._ask()

    def action_back(self) -> None:
        """Cancel the question, or close the dialog."""
        if self._asking:
            self._asking.clear()
            self._ask()
        else:
            super().action_back()

    def _ask(self) -> None:
        """Ask about the next message, if any, with the cursor on it."""
        if self._asking:
            ids = [message.id for message in self._messages]
            self._rows.move_to(ids.index(self._asking[0]))
        self._say()
        self.refresh_bindings()

    @job(
        f"Some may not be sent again: look at each, then press {batch_commands.AGAIN.key} again.",
        group="again",
    )
    async def _send_again(self, message_ids: Sequence[int]) -> None:
        for future in [self._center.outbox.send_again(message_id) for message_id in message_ids]:
            await written(future)

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return the message under the cursor; while a question is open, answer yes."""
        if self._asking:
            self.action_answer(True)
        elif (chosen := self._rows.option) is not None:
            self.dismiss(chosen.value)
