"""The dialog of m: chooses recipients and the sending DID. The compose box opens after it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.events import DirectoryChanged, EventBatch
from mmstui.domain.messages import Contact, Did
from mmstui.domain.routing import Route, route
from mmstui.tui.compose.did_search import DidSearch
from mmstui.tui.compose.from_dialog import FromDialog
from mmstui.tui.compose.recipient_field import RecipientField, RecipientInput
from mmstui.tui.compose.recipient_options import name_of
from mmstui.tui.compose.recipient_search import NewMessageChoice, RecipientSearch
from mmstui.tui.jobs import job
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog import set_well
from mmstui.tui.ui.dialog_commands import CHOOSE
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, HeadFact
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.virtual_list import VirtualList

#: Rows of either list: the same, so that nothing moves when the other opens.
ROWS: Final = 6


class NewMessage(FromDialog[NewMessageChoice]):
    """A dialog to choose recipients, then a DID; the list of the focused field is open.

    Enter chooses a recipient and goes to the DID; from there tab returns, to add a recipient. A
    comma chooses a recipient and stays.
    """

    DEFAULT_CSS = """
    NewMessage {
        .closed { display: none; }
        DidSearch, OptionRows { height: auto; }
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
        self._enters = asyncio.Lock()
        self._to = RecipientSearch(center, sends_left, self.fit)
        self._from = DidSearch(
            "from",
            lambda: self.finder,
            _any_text,
            nothing="No number has “{}”.",
            able=True,
            id="from-field",
        )

    def compose_fields(self) -> ComposeResult:
        """Yield two fields, each with its list."""
        yield self._to
        yield self._from

    def fields_height(self) -> int:
        """Count two fields, a list, and the lines about the recipients."""
        return 2 + self._list_height + self._to.lines

    @property
    def _list_height(self) -> int:
        return max(ROWS, min(len(self.finder.dids), 2 * ROWS), self.size.height // 4)

    def fitted(self) -> None:
        """Place labels before the fields, and lists below them, as high as fits."""
        super().fitted()
        self._to.fit(self.text_column, self.inner)
        self._from.line.fit(self.text_column)
        room = self.size.height - (4 if self.low else 8) - self._to.lines
        for rows in (self._to.rows, self._from.rows):
            set_well(self, rows)
            rows.styles.height = max(1, min(self._list_height, room))

    def open_fields(self) -> None:
        """Focus the field for recipients."""
        self._to_recipient()
        if self._to_begin_with:
            self._to.field.add(*self._to_begin_with)
            self._to_begin_with = ()
            if self._drafted:
                self.head.show(facts=(HeadFact("¶ draft", Role.TEXT),))

    def find_again(self) -> None:
        """Update the rows and the default after the DIDs changed."""
        self._prefer()
        self._from.find_again()

    def store_changed(self, batch: EventBatch) -> None:
        """Read the phonebook again if it may have changed."""
        super().store_changed(batch)
        if batch.of(DirectoryChanged):
            self._to.read_people_again()

    # The open list.

    def rows(self) -> VirtualList:
        """Return the open list."""
        return self._from.rows if self._in_from else self._to.rows

    @property
    def _in_from(self) -> bool:
        return self.finder.able and self._from.opened

    def _to_recipient(self) -> None:
        self._to.cursor_moved = False
        self._open(did=False)
        self._to.field.input.focus()

    def _to_did(self) -> None:
        self._to.say("")
        self._prefer()
        self._from.field.fill("")
        self._open(did=True)

    def _open(self, *, did: bool) -> None:
        self._to.rows.set_class(did, "closed")
        self._from.open(did)
        self._say_keys()

    def action_other_field(self) -> None:
        """Go to the DID once there is a recipient, and back."""
        if not self.finder.able:
            return
        if self._in_from:
            self._to_recipient()
        elif self._to.chosen and not self._to.field.input.value:
            self._to_did()
        else:
            self.action_choose()

    def action_back(self) -> None:
        """Go from the DID back to the recipients, or close the dialog."""
        if self._in_from:
            self._to_recipient()
        else:
            self.dismiss(None)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        self._cursor_moves()
        super().action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self._cursor_moves()
        super().action_page(pages)

    def _cursor_moves(self) -> None:
        self._to.cursor_moved = not self._in_from
        self._say_keys()

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

    @job(f"Nobody was chosen: press {CHOOSE.key} again.", group="choosing")
    async def _choose_next(self, goes_on: bool) -> None:
        """Handle one enter after the other: each acts on the state that the previous one left."""
        async with self._enters:
            await self._to.current.wait()
            if self._in_from:
                self._choose_did()
            elif await self._to.choose() and goes_on:
                self._to_did()

    def _choose_did(self) -> None:
        if (did := self._from.choose()) is None:
            return
        if not self._to.chosen:
            self._to_recipient()
        else:
            contacts = tuple(contact.number for contact in self._to.chosen)
            self.dismiss(NewMessageChoice(did.number, contacts))

    @on(RecipientField.Changed)
    def _recipients_changed(self) -> None:
        self._prefer()
        self._say_keys()

    def _prefer(self) -> None:
        """Begin at the DID that was last used with the recipients."""
        chosen = self._to.chosen
        default = self._did_source.outbox.default_did(chosen[0].number) if chosen else None
        # For several recipients: the DID last used with all of them.
        used = {person.last_did or "" for person in chosen}
        with_whom = name_of(chosen[0]) if len(chosen) == 1 else "these people"
        self._from.prefer(
            default, used.pop() if len(used) == 1 else "", f"last used with {with_whom}"
        )

    @on(VirtualList.Moved)
    def _say_keys(self) -> None:
        self.head.show(esc="back" if self._in_from else "close")
        if self._in_from:
            did = self._from.rows.option
            words = f"write from {cut(did.value.label, PILL_NAME)}" if did else ""
            keys = (hint("another person", dialog_commands.OTHER_FIELD), dialog_commands.FIELD_HINT)
            usable = did is not None and not did.problem
        elif self._to.goes_on:
            words, usable = "choose the number", True
            keys = (("type", "to add another"), ("⌫", "take the last back"))
        else:
            person = self._to.rows.option
            words = f"choose {cut(name_of(person.value), PILL_NAME)}" if person else ""
            keys = (dialog_commands.FIELD_HINT, (",", "add another"))
            usable = person is not None and not person.problem
        self.footer.show(Button(words) if usable else None, keys)


def _any_text(did: Did) -> Route:
    """Return the route of any text: nothing is written yet."""
    return route("a", (), did)
