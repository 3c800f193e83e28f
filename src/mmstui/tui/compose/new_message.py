"""The dialog of m: chooses recipients and the sending DID. The compose box opens after it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact
from mmstui.domain.numbers import ParsedNumber, formatted, parse
from mmstui.domain.sanitise import line
from mmstui.tui.compose.batch_notice import several_lines
from mmstui.tui.compose.did_line import DidLine
from mmstui.tui.compose.recipient_field import RecipientField, RecipientInput
from mmstui.tui.compose.recipient_options import name_of
from mmstui.tui.compose.recipient_search import NewMessageChoice, RecipientSearch
from mmstui.tui.jobs import job
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.dialog_commands import CHOOSE
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, HeadFact
from mmstui.tui.ui.field import Gutter
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.virtual_list import VirtualList
from mmstui.tui.ui.wrapped_lines import WrappedLines

#: Rows of either list: the same, so that nothing moves when the other opens.
ROWS: Final = 6
#: Maximum of notes on numbers, a line each.
NOTES: Final = 3


class NewMessage(RecipientSearch):
    """A dialog to choose recipients, then a DID; the list of the focused field is open.

    Enter chooses a recipient and goes to the DID; from there tab returns, to add a recipient. A
    comma chooses a recipient and stays.
    """

    DEFAULT_CSS = """
    NewMessage {
        .field { height: 1; }
        .closed { display: none; }
        OptionRows { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(dialog_commands.OTHER_FIELD)]

    def __init__(
        self,
        center: MessageCenter,
        people: Sequence[Contact] = (),
        *,
        drafted: bool = True,
        sends_left: int = 0,
    ) -> None:
        """`people` are chosen at first; `drafted`: because there is a draft to them.

        `sends_left` is how many messages the API still accepts today, as far as known.
        """
        super().__init__("New message", center)
        self._to_begin_with = tuple(people)
        self._drafted = drafted
        self._sends_left = sends_left
        self._gutters = (Gutter("to"), Gutter("from"))
        self._enters = asyncio.Lock()
        self._several = WrappedLines()
        self._notes: dict[str, str] = {}  #: notes on numbers that were typed
        self._from_line = DidLine()

    def compose_fields(self) -> ComposeResult:
        """Yield two fields, each with its list."""
        with Horizontal(classes="field"):
            yield self._gutters[0]
            yield self._to
        yield self._several
        yield self._to_rows
        yield self._error
        with Horizontal(classes="field"):
            yield self._gutters[1]
            yield self._from_line
            yield self._from
        yield self._from_rows

    def fields_height(self) -> int:
        """Count two fields, the line between them, a list, and the sentences on several people."""
        return 2 + self._error.rows + self._well_height + self._several.rows

    @property
    def _well_height(self) -> int:
        return max(ROWS, min(len(self.finder.dids), 2 * ROWS))

    def fitted(self) -> None:
        """Place labels before the fields, and lists below them, as high as fits."""
        super().fitted()
        self._several.fit(self.text_column, self.inner)
        room = self.size.height - (4 if self.low else 8) - self._error.rows - self._several.rows
        height = max(1, min(self._well_height, room))
        for rows in (self._to_rows, self._from_rows):
            self.set_well(rows)
            rows.styles.height = height
        for gutter in self._gutters:
            gutter.styles.width = self.text_column
        self._error.text_column = self.text_column

    def on_mount(self) -> None:
        """Read the phonebook in the background."""
        self._read_people()

    def open_fields(self) -> None:
        """Focus the field for recipients."""
        self._show_open(to=True)
        self._to.input.focus()
        if self._to_begin_with:
            self._to.add(*self._to_begin_with)
            self._to_begin_with = ()
            if self._drafted:
                self.head.show(facts=(HeadFact("¶ draft", Role.TEXT),))

    def find_again(self) -> None:
        """Update the rows after the DIDs changed."""
        if self._in_from:
            self._from_rows.follow(self._dids_found(self._from.value), lambda did: did.number)
        else:
            self._show_default()

    # The open list.

    def rows(self) -> VirtualList:
        """Return the open list."""
        return self._from_rows if self._in_from else self._to_rows

    def _show_open(self, *, to: bool) -> None:
        self._to_rows.set_class(not to, "closed")
        self._from_rows.set_class(to, "closed")
        self._from.set_class(to, "closed")
        self._from_line.set_class(not to, "closed")
        self._say_keys()

    def action_other_field(self) -> None:
        """Go to the DID once there is a recipient, and back."""
        if not self.finder.able:
            return
        if self._in_from:
            self._to_recipient()
        elif self._to.chosen and not self._to.input.value:
            self._to_did()
        else:
            self.action_choose()

    def _to_recipient(self) -> None:
        self._cursor_moved = False
        self._show_open(to=True)
        self._to.input.focus()

    def _to_did(self) -> None:
        self._say("")
        self._from.fill("")
        self._show_open(to=False)
        self._find_dids("")
        self._from.focus()

    def action_back(self) -> None:
        """Go from the DID back to the recipients, or close the dialog."""
        if self._in_from:
            self._to_recipient()
        else:
            self.dismiss(None)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self._step()
        super().action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self._step()
        super().action_page(pages)

    def _step(self) -> None:
        self._cursor_moved = not self._in_from
        self._say_keys()

    @property
    def _goes_on(self) -> bool:
        """Whether enter goes to the DID instead of choosing the recipient under the cursor."""
        return bool(self._to.chosen) and not self._to.input.value and not self._cursor_moved

    # Choosing.

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Choose the row under the cursor, and go on."""
        self._choose_next(True)

    @on(RecipientInput.Ended)
    def _choose_and_stay(self, event: RecipientInput.Ended) -> None:
        event.stop()
        self._choose_next(False)

    @on(RecipientInput.Pasted)
    def _take_pasted(self, event: RecipientInput.Pasted) -> None:
        event.stop()
        self._take(event.numbers)

    @job("The pasted numbers are not chosen: write them.", group="pasted")
    async def _take(self, pasted: Sequence[tuple[str, ParsedNumber]]) -> None:
        """Choose the numbers that can be written to; show which cannot."""
        await self._rows_current.wait()
        known = self._people.by_number if self._people is not None else {}
        for number in (number for _, number in pasted if number.sendable):
            await self._note(number)
        able = [number.number for _, number in pasted if number.sendable]
        self._to.add(*(known.get(n) or Contact(n, "", formatted(n)) for n in able))
        if out := [(text, number) for text, number in pasted if not number.sendable]:
            more = f" and {len(out) - 1} more" if len(out) > 1 else ""
            text, number = out[0]
            self._say(f"Left out: {line(formatted(number.number) or text)}{more}. {number.problem}")

    async def _note(self, number: ParsedNumber) -> None:
        """Store the note on a number that is being chosen."""
        self._notes[number.number] = await asyncio.to_thread(lambda: number.note)

    @job(f"Nobody was chosen: press {CHOOSE.key} again.", group="choosing")
    async def _choose_next(self, goes_on: bool) -> None:
        """Handle one enter after the other: each acts on the state that the previous one left."""
        async with self._enters:
            await self._rows_current.wait()
            if self._in_from:
                self._choose_did()
            else:
                await self._choose_recipient(goes_on)

    async def _choose_recipient(self, goes_on: bool) -> None:
        option = self._to_rows.option
        query = self._to.input.value
        if self._goes_on:
            if goes_on:
                self._to_did()
        elif option is None:
            if not any(map(str.isalpha, query)):
                self._say(parse(query).problem if query.strip() else "")
        elif option.problem:
            self._to_rows.say(option.problem)
        else:
            written = parse(query)
            chosen = option.value.number
            await self._note(written if written.number == chosen else parse(chosen))
            self._to.choose(option.value)
            if goes_on:
                self._to_did()

    def _choose_did(self) -> None:
        option = self._from_rows.option
        if option is None:
            return
        if option.problem:
            self._from_rows.say(option.problem)
        elif not self._to.chosen:
            self._to_recipient()
        else:
            contacts = tuple(contact.number for contact in self._to.chosen)
            self.dismiss(NewMessageChoice(option.value.number, contacts))

    @on(RecipientField.Changed)
    def _recipient_changed(self) -> None:
        chosen = self._to.chosen
        self._show_default()
        notes = {person.number: self._notes.get(person.number, "") for person in chosen}
        note_lines = [f"{formatted(number)}: {note}" for number, note in notes.items() if note]
        if len(note_lines) > NOTES:
            note_lines[NOTES - 1 :] = [f"There are notes about {len(note_lines) - NOTES + 1} more."]
        self._several.show((*several_lines(len(chosen), self._sends_left), *map(Word, note_lines)))
        self.fit()
        self._say_keys()

    # Saying.

    def _show_default(self) -> None:
        chosen = self._to.chosen
        self._from_line.show(self._center.outbox.default_did(chosen[0].number) if chosen else None)

    @on(VirtualList.Moved)
    def _say_keys(self) -> None:
        self.head.show(esc="back" if self._in_from else "close")
        if self._in_from:
            did = self._from_rows.option
            words = f"write from {cut(did.value.label, PILL_NAME)}" if did else ""
            keys = (hint("another person", dialog_commands.OTHER_FIELD), dialog_commands.FIELD_HINT)
            usable = did is not None and not did.problem
        elif self._goes_on:
            words, usable = "choose the number", True
            keys = (("type", "to add another"), ("⌫", "take the last back"))
        else:
            person = self._to_rows.option
            words = f"choose {cut(name_of(person.value), PILL_NAME)}" if person else ""
            keys = (dialog_commands.FIELD_HINT, (",", "add another"))
            usable = person is not None and not person.problem
        self.footer.show(Button(words) if usable else None, keys)
