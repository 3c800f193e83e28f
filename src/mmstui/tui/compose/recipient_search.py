"""Search for recipients and DIDs, as they are typed into the fields of a new message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from mmstui.center import MessageCenter
from mmstui.domain.events import DirectoryChanged, EventBatch
from mmstui.domain.messages import Contact, Did
from mmstui.domain.numbers import area_caution
from mmstui.domain.problems import StoreProblem
from mmstui.domain.routing import Route, route
from mmstui.domain.sanitise import line
from mmstui.tui.compose.from_dialog import FromDialog
from mmstui.tui.compose.recipient_field import RecipientField
from mmstui.tui.compose.recipient_options import MANY, RecipientFinder, name_of, nothing_found
from mmstui.tui.jobs import job
from mmstui.tui.ui.dialog_lines import ErrorLines
from mmstui.tui.ui.field import FindField
from mmstui.tui.ui.option_rows import Option, OptionRows


@dataclass(frozen=True, slots=True)
class NewMessageChoice:
    """Canonical numbers: the sending DID, and the recipients in the order of choosing."""

    did: str
    contacts: tuple[str, ...]


class RecipientSearch(FromDialog[NewMessageChoice]):
    """The part of `NewMessage` that searches, and shows why nothing was found."""

    def __init__(self, title: str, center: MessageCenter) -> None:
        super().__init__(title, center)
        self._center = center
        self._people: RecipientFinder | None = None
        #: Whether the cursor moved among the recipients: then enter chooses the row under it.
        self._cursor_moved = False
        #: Set while the rows match the text; not before the phonebook was read.
        self._rows_current = asyncio.Event()
        self._to = RecipientField(self._to_typed)
        self._to_rows: OptionRows[Contact] = OptionRows(empty="Reading the phonebook.")
        self._error = ErrorLines()
        self._from = FindField(find=self._from_typed, prompt="type to find", id="from-field")
        self._from_rows: OptionRows[Did] = OptionRows()

    @property
    def _in_from(self) -> bool:
        return self.finder.able and not self._from_rows.has_class("closed")

    def _without_phonebook(self) -> None:
        """Go on without a phonebook: a whole number can still be written to."""
        if self._people is None:
            self._people = RecipientFinder(())
            self._find_people(self._to.input.value)

    @job(
        "The phonebook was not read: write the whole number.",
        group="people",
        recover=_without_phonebook,
    )
    async def _read_people(self) -> None:
        try:
            people = await asyncio.to_thread(
                lambda: RecipientFinder(self._center.directory.contacts())
            )
        except StoreProblem as trouble:
            people = RecipientFinder(())
            self._say(line(f"{trouble.what} {trouble.hint}"))
        if self.is_attached:
            self._people = people
            self._find_people(self._to.input.value)
        # Importing the library that knows numbers takes 20 ms: do it while the name is typed.
        await asyncio.to_thread(area_caution, "5145550100")

    def store_changed(self, batch: EventBatch) -> None:
        """Read the phonebook again if it may have changed."""
        super().store_changed(batch)
        if batch.of(DirectoryChanged):
            self._read_people_again()

    @job(
        "The phonebook was not read again: close this dialog and open it again.",
        group="people",
        repeats=True,
    )
    async def _read_people_again(self) -> None:
        """Show new names; new conversations alone do not move the rows under the cursor."""
        before = self._people
        try:
            people = await asyncio.to_thread(
                lambda: RecipientFinder(self._center.directory.contacts())
            )
        except StoreProblem:
            return  # the next read reports it
        if self.is_attached and before is not None and people.names != before.names:
            self._people = people
            self._find_people(self._to.input.value, again=True)

    def _to_typed(self, query: str) -> None:
        self._say("")
        self._cursor_moved = False
        self._find_people(query)

    def _from_typed(self, query: str) -> None:
        if self._in_from:
            self._find_dids(query)

    def _find_people(self, query: str, *, again: bool = False) -> None:
        """Show the matches; `again`: the phonebook has changed, the cursor stays."""
        if self._people is None:
            return
        if len(self._people) > MANY:
            self._rows_current.clear()
            self._find_many(self._people, query, again)
        else:
            self._show_people(query, self._people.options(query), again)

    def _found_nobody(self, _people: object, query: str, again: bool) -> None:
        if self._to.input.value == query:
            self._show_people(query, [], again)

    @job(
        "Nobody was found: change a letter to try again.",
        group="finding",
        exclusive=True,
        recover=_found_nobody,
    )
    async def _find_many(self, people: RecipientFinder, query: str, again: bool) -> None:
        options = await asyncio.to_thread(people.options, query)
        if self.is_attached and self._to.input.value == query:
            self._show_people(query, options, again)

    def _show_people(self, query: str, options: list[Option[Contact]], again: bool) -> None:
        if again:
            self._to_rows.follow(options, lambda person: person.number)
        else:
            self._to_rows.show(options, empty=nothing_found(line(query)))
        self._rows_current.set()

    def _find_dids(self, query: str) -> None:
        options = self._dids_found(query)
        recipient = self._to.chosen[0] if self._to.chosen else None
        default = self._center.outbox.default_did(recipient.number) if recipient else None
        wanted = default.number if default and not query else None
        self._from_rows.show(options, _first(options, wanted), f"No number has “{line(query)}”.")

    def _dids_found(self, query: str) -> list[Option[Did]]:
        recipient = self._to.chosen[0] if self._to.chosen else None
        # For several recipients: the DID last used with all of them.
        used = {person.last_did for person in self._to.chosen}
        last = next(iter(used)) if len(used) == 1 else None
        remark = ""
        if recipient is not None:
            with_whom = "these people" if len(self._to.chosen) > 1 else name_of(recipient)
            remark = f"last used with {with_whom}"
        return self.finder.options(query, _any_text, chosen=last, remark=remark)

    def _say(self, sentence: str) -> None:
        """Show an error under the list; "" removes it."""
        if sentence != self._error.sentence:
            rows = self._error.rows
            self._error.say(sentence)
            if rows != self._error.rows:
                self.fit()


def _any_text(did: Did) -> Route:
    """Return the route of any text: nothing is written yet."""
    return route("a", (), did)


def _first(options: list[Option[Did]], number: str | None) -> int:
    """Return the row of a number, else the first row that can be chosen."""
    for index, option in enumerate(options):
        if option.value.number == number or (number is None and not option.problem):
            return index
    return 0
