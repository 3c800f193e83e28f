"""The phonebook dialog (`P`). It changes names through the store and follows the store."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.pending_changes import NEW, ChangeKind, PendingChange
from mmstui.domain.phone.numbers import formatted, parse
from mmstui.domain.phone.phonebook import NamedNumber
from mmstui.domain.text.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account.entry_search import EntrySearch
from mmstui.tui.account.name_forms import add_form, added, change_form, changed
from mmstui.tui.account.pending_change_dialog import NOTE_LINES, PendingChangeDialog, Question
from mmstui.tui.account.pending_change_text import Key
from mmstui.tui.account.phonebook_rows import NamedEntry, entries_of
from mmstui.tui.compose import batch_commands
from mmstui.tui.jobs import job
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog import room_for_rows
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, HeadFact
from mmstui.tui.ui.field import FieldLine
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.virtual_list import VirtualList

#: Rows of the list, at least: it takes the height there is.
ROWS: Final = 8


class Phonebook(PendingChangeDialog[str]):
    """A dialog that returns a number to write to, or None. Letters are commands; `/` focuses the
    field.
    """

    AUTO_FOCUS = ""  # letters are commands at first
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES, dialog_commands.CHOOSE, account_commands.FIND,
            account_commands.ADD, account_commands.DELETE, account_commands.WRITE,
            batch_commands.YES, batch_commands.NO,
        )
    ]  # fmt: skip

    def __init__(self, center: MessageCenter, *, zone: tzinfo) -> None:
        super().__init__("Phonebook", center, zone=zone)
        self._search = EntrySearch(self, self.status, self.action_choose)
        self._line = FieldLine("find", self._search.field)

    def compose_body(self) -> ComposeResult:
        """Yield the field, the rows, and the note about the cursor's row."""
        yield self._line
        yield self._search.rows
        yield self._note

    def body_height(self) -> int:
        """The field, the rows, a blank line and the note."""
        rows = max(ROWS, min(len(self._search.entries), room_for_rows(self, 1 + NOTE_LINES)))
        return 1 + rows + NOTE_LINES + (0 if self.low else 1)

    def fitted(self) -> None:
        """Lay out for a new width."""
        self._line.fit(self.text_column)
        super().fitted()

    # Showing.

    def show_state(self) -> None:
        """Show the count and the entries with their pending changes."""
        entries = entries_of(self._center.directory.phonebook(), self.pending_changes)
        self.head.show(facts=(HeadFact(count_of(len(entries), "name")), self.freshness()))
        self._search.update(entries, self.status)

    @property
    def pending_change(self) -> PendingChange | None:
        """The pending change of the entry under the cursor."""
        entry = self._search.entry
        return entry.pending_change if entry is not None else None

    def wanted(self, change: PendingChange) -> str:
        """Return the requested change of an entry that VoIP.ms has."""
        if change.subject.startswith(NEW):
            return ""  # the row shows the request itself
        if change.kind is ChangeKind.NO_NAME:
            return "to delete it"
        return line("  ".join(filter(None, (
            change.wanted.get("name", ""), formatted(change.wanted.get("number", "")),
            change.wanted.get("note", ""),
        ))))  # fmt: skip

    @property
    def _changeable(self) -> NamedEntry | None:
        """The entry under the cursor, unless it is being deleted."""
        entry = self._search.entry
        return entry if entry is not None and not entry.is_being_deleted else None

    def show_row(self) -> str:
        """Show the button and the keys, and return the entry's note."""
        search, entry = self._search, self._changeable
        self.head.show(esc="names" if search.typing else "close")
        button = Button(f"change {cut(entry.who.name, PILL_NAME)}") if entry is not None else None
        keys: tuple[Key, ...] = ()
        if search.no_match:
            button = Button(f"add {cut(line(search.query), PILL_NAME)}")
        elif search.typing:
            keys = (dialog_commands.FIELD_HINT,)
        else:
            here = (
                ()
                if entry is None
                else (
                    hint("delete", account_commands.DELETE),
                    hint("write", account_commands.WRITE),
                )
            )
            keys = (hint("add", account_commands.ADD), *here, hint("find", account_commands.FIND))
        self.footer.show(button, keys)
        return search.entry.who.note if search.entry is not None else ""

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        """The field may have the focus now, or have lost it."""
        self.show_note()

    # Actions.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable what can be done with the entry."""
        if action in {"delete", "write"} and self._changeable is None:
            return False
        return super().check_action(action, parameters)

    def action_find(self) -> None:
        """Focus the field."""
        self._search.field.focus()

    def action_back(self) -> None:
        """Close the question, leave the field, clear the query, or close the dialog."""
        if self._question is not None:
            super().action_back()
        elif self._search.typing:
            self.set_focus(None)
        elif self._search.field.value:
            self._search.field.fill("")
        else:
            super().action_back()

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Change the entry under the cursor; in the field, go to the rows or add the typed name."""
        if not self._search.settled():
            return
        if self._search.no_match:
            self.action_add()
        elif self._search.typing:
            self.set_focus(None)
        elif self._question is None and self._changeable is not None:
            self._change(self._changeable)

    @job(f"The entry is as before: press {dialog_commands.SUBMIT.key} again.", group="form")
    async def _change(self, entry: NamedEntry) -> None:
        who = entry.who
        form = change_form(entry.as_wanted, self._center.directory.phonebook())
        values = await self.app.push_screen_wait(form)
        if values is not None and (wanted := changed(who, values)):
            self.keep(self._center.account.change_name(who, wanted))

    @job(f"No name was added: press {account_commands.ADD.key} again.", group="form")
    async def action_add(self) -> None:
        """Show the form for a new entry, filled with the query."""
        query = self._search.query
        whole = parse(query).whole
        self.set_focus(None)
        form = add_form(
            query if whole else "", "" if whole else query, self._center.directory.phonebook()
        )
        values = await self.app.push_screen_wait(form)
        if values is not None:
            name, number, note = added(values)
            self._search.field.fill("")
            self._search.added = number
            self.keep(self._center.account.add_name(number, name, note))

    def action_delete(self) -> None:
        """Ask, then delete the entry; without asking if VoIP.ms does not have it yet."""
        entry = self._search.entry
        if entry is None:
            return
        who = entry.who
        if who.id.startswith(NEW):
            self.action_decide(again=False)
        else:
            words = f"{who.name} is to be deleted from the phonebook at VoIP.ms."
            delete = Button(
                f"delete {cut(who.name, PILL_NAME)}", batch_commands.YES.key, Role.ERROR
            )
            self.ask(Question(words, delete, "leave it", partial(self._delete, who)))

    def _delete(self, who: NamedNumber) -> None:
        self.keep(self._center.account.delete_name(who))

    def action_write(self) -> None:
        """Return the number of the entry, to write to it."""
        if self._search.entry is not None:
            self.dismiss(self._search.entry.who.number)
