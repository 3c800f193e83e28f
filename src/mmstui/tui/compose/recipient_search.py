"""The recipients of a new message: a field, and a list of the people that match its text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact
from mmstui.domain.phone.numbers import ParsedNumber, formatted, parse
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.tui.compose.batch_notice import several_lines
from mmstui.tui.compose.recipient_field import RecipientField, RecipientInput
from mmstui.tui.compose.recipient_options import MANY, RecipientFinder, nothing_found
from mmstui.tui.jobs import job
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.dialog_lines import ErrorLines
from mmstui.tui.ui.field import FieldLine
from mmstui.tui.ui.option_rows import Option, OptionRows
from mmstui.tui.ui.wrapped_lines import WrappedLines

#: Maximum of notes on numbers, a line each.
NOTES: Final = 3


@dataclass(frozen=True, slots=True)
class NewMessageChoice:
    """Canonical numbers: the sending DID, and the recipients in the order of choosing."""

    did: str
    contacts: tuple[str, ...]


class RecipientSearch(Vertical):
    """Finds recipients while they are typed, and shows who is chosen and why nobody is found."""

    DEFAULT_CSS = """
    RecipientSearch { height: auto; }
    """

    def __init__(self, center: MessageCenter, sends_left: int, refit: Callable[[], None]) -> None:
        """`refit` is called when the number of `lines` has changed."""
        super().__init__()
        self._center = center
        self._sends_left = sends_left
        self._refit = refit
        self._people: RecipientFinder | None = None
        self.cursor_moved = False  #: then enter chooses the row under the cursor
        #: Set while the rows match the text; not before the phonebook was read.
        self.current = asyncio.Event()
        self._notes: dict[str, str] = {}  #: notes on numbers that were typed
        self.field = RecipientField(self._typed)
        self._line = FieldLine("to", self.field)
        self._several = WrappedLines()
        self.rows: OptionRows[Contact] = OptionRows(empty="Reading the phonebook.")
        self._error = ErrorLines()

    def compose(self) -> ComposeResult:
        """Yield the field, its list, and the lines about them."""
        yield self._line
        yield self._several
        yield self.rows
        yield self._error

    @property
    def lines(self) -> int:
        """The number of lines besides the field and the list."""
        return self._several.rows + self._error.rows

    def fit(self, text_column: int, width: int) -> None:
        """Align the lines with a text column of a dialog."""
        self._line.fit(text_column)
        self._error.text_column = text_column
        self._several.fit(text_column, width)

    @property
    def chosen(self) -> tuple[Contact, ...]:
        """The chosen recipients."""
        return self.field.chosen

    @property
    def goes_on(self) -> bool:
        """Whether enter ends the choice instead of choosing the recipient under the cursor."""
        return bool(self.chosen) and not self.field.input.value and not self.cursor_moved

    # Reading the phonebook.

    def on_mount(self) -> None:
        """Read the phonebook in the background."""
        self._read_people()

    def _without_phonebook(self) -> None:
        """Go on without a phonebook: a whole number can still be written to."""
        if self._people is None:
            self._people = RecipientFinder(())
            self._find()

    @job(
        "The phonebook was not read: write the whole number.",
        group="people",
        recover=_without_phonebook,
    )
    async def _read_people(self) -> None:
        try:
            people = await asyncio.to_thread(self._finder)
        except StoreProblem as trouble:
            people = RecipientFinder(())
            self.say(line(f"{trouble.what} {trouble.hint}"))
        if self.is_attached:
            self._people = people
            self._find()

    def _finder(self) -> RecipientFinder:
        return RecipientFinder(self._center.directory.contacts())

    @job(
        "The phonebook was not read again: close this dialog and open it again.",
        group="people",
        repeats=True,
    )
    async def read_people_again(self) -> None:
        """Show new names; new conversations alone do not move the rows under the cursor."""
        before = self._people
        try:
            people = await asyncio.to_thread(self._finder)
        except StoreProblem:
            return  # the next read reports it
        if self.is_attached and before is not None and people.names != before.names:
            self._people = people
            self._find(again=True)

    # Finding.

    def _typed(self, _: str) -> None:
        self.say("")
        self.cursor_moved = False
        self._find()

    def _find(self, *, again: bool = False) -> None:
        """Show the matches; `again`: the phonebook has changed, the cursor stays."""
        query = self.field.input.value
        if self._people is None:
            return
        if len(self._people) > MANY:
            self.current.clear()
            self._find_many(self._people, query, again)
        else:
            self._show(query, self._people.options(query), again)

    def _found_nobody(self, _people: object, query: str, again: bool) -> None:
        if self.field.input.value == query:
            self._show(query, [], again)

    @job(
        "Nobody was found: change a letter to try again.",
        group="finding",
        exclusive=True,
        recover=_found_nobody,
    )
    async def _find_many(self, people: RecipientFinder, query: str, again: bool) -> None:
        options = await asyncio.to_thread(people.options, query)
        if self.is_attached and self.field.input.value == query:
            self._show(query, options, again)

    def _show(self, query: str, options: list[Option[Contact]], again: bool) -> None:
        if again:
            self.rows.follow(options, lambda person: person.number)
        else:
            self.rows.show(options, empty=nothing_found(line(query)))
        self.current.set()

    # Choosing.

    async def choose(self) -> bool:
        """Choose the recipient under the cursor, or say why not; return whether one is chosen."""
        option, query = self.rows.option, self.field.input.value
        if self.goes_on:
            return True
        if option is None:
            if not any(map(str.isalpha, query)):
                self.say(parse(query).problem if query.strip() else "")
            return False
        if option.problem:
            self.rows.say(option.problem)
            return False
        written, number = parse(query), option.value.number
        await self._note(written if written.number == number else parse(number))
        self.field.choose(option.value)
        return True

    @on(RecipientInput.Pasted)
    def _take_pasted(self, event: RecipientInput.Pasted) -> None:
        event.stop()
        self._take(event.numbers)

    @job("The pasted numbers are not chosen: write them.", group="pasted")
    async def _take(self, pasted: Sequence[tuple[str, ParsedNumber]]) -> None:
        """Choose the numbers that can be written to; show which cannot."""
        await self.current.wait()
        known = self._people.by_number if self._people is not None else {}
        able = [number for _, number in pasted if number.sendable]
        for number in able:
            await self._note(number)
        self.field.add(
            *(known.get(n.number) or Contact(n.number, "", formatted(n.number)) for n in able)
        )
        if out := [(text, number) for text, number in pasted if not number.sendable]:
            more = f" and {len(out) - 1} more" if len(out) > 1 else ""
            text, number = out[0]
            self.say(f"Left out: {line(formatted(number.number) or text)}{more}. {number.problem}")

    async def _note(self, number: ParsedNumber) -> None:
        """Store the note on a number that is being chosen."""
        self._notes[number.number] = await asyncio.to_thread(lambda: number.note)

    # Saying.

    @on(RecipientField.Changed)
    def _chosen_changed(self) -> None:
        """Say what a message to several people means, and what is known of their numbers."""
        notes = {person.number: self._notes.get(person.number, "") for person in self.chosen}
        lines = [f"{formatted(number)}: {note}" for number, note in notes.items() if note]
        if len(lines) > NOTES:
            lines[NOTES - 1 :] = [f"There are notes about {len(lines) - NOTES + 1} more."]
        several = several_lines(len(self.chosen), self._sends_left)
        self._several.show((*several, *map(Word, lines)))
        self._refit()

    def say(self, sentence: str) -> None:
        """Show an error under the list; "" removes it."""
        if sentence != self._error.sentence:
            rows = self._error.rows
            self._error.say(sentence)
            if rows != self._error.rows:
                self._refit()
