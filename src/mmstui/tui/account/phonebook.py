"""The phonebook dialog (`P`). It changes names through the store and follows the store."""

from __future__ import annotations

import asyncio
from datetime import tzinfo
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from mmstui.center import MessageCenter
from mmstui.domain.numbers import formatted, parse
from mmstui.domain.pending_changes import NEW, ChangeKind, PendingChange
from mmstui.domain.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.account import pending_change_text
from mmstui.tui.account.name_forms import add_form, added, change_form, changed
from mmstui.tui.account.pending_change_dialog import NOTE_LINES, PendingChangeDialog
from mmstui.tui.account.phonebook_rows import EntryFinder, EntryOptions, NamedEntry, entries_of
from mmstui.tui.compose import batch_commands
from mmstui.tui.jobs import job
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, HeadFact
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.fuzzy import Found
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.option_rows import OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

#: With more entries than this, searching takes noticeably long and runs in a thread.
MANY: Final = 500
#: Rows of the list, at least and at most.
ROWS: Final = (8, 16)
_NO_NAMES: Final = f"No names yet. {account_commands.ADD.key} adds the first one."


class Phonebook(PendingChangeDialog[str]):
    """A dialog that returns a number to write to, or None. Letters are commands; `/` focuses the
    field.
    """

    AUTO_FOCUS = ""  # letters are commands at first
    DEFAULT_CSS = """
    Phonebook .field { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *dialog_commands.MOVES, dialog_commands.CHOOSE, account_commands.FIND,
            account_commands.ADD, account_commands.DELETE, account_commands.WRITE,
            batch_commands.YES, batch_commands.NO,
        )
    ]  # fmt: skip

    def __init__(self, center: MessageCenter, *, zone: tzinfo) -> None:
        super().__init__("Phonebook", center, zone=zone)
        self._center = center
        self._finder = EntryFinder()
        self._shown: list[tuple[NamedEntry, Found]] = []
        self._shown_for: tuple[EntryFinder, str, str] | None = None  #: inputs of the rows
        self._chosen = False  #: enter was pressed during a search
        self._asking: NamedEntry | None = None
        self._added = ""  # the number of a new entry, for the cursor
        self._gutter = Gutter("find")
        self._field = FindField(find=self._find, prompt="/ finds names and numbers", id="find")
        self._rows: OptionRows[NamedEntry] = OptionRows(
            tone=1, text_column=self.TEXT_COLUMN, empty=_NO_NAMES
        )

    def compose_body(self) -> ComposeResult:
        """Yield the field, the rows, and the note about the cursor's row."""
        with Horizontal(classes="field"):
            yield self._gutter
            yield self._field
        yield self._rows
        yield self._note

    def body_height(self) -> int:
        """The field, the rows, a blank line and the note."""
        rows = max(ROWS[0], min(len(self._finder.entries), ROWS[1]))
        return 1 + rows + NOTE_LINES + (0 if self.low else 1)

    def fitted(self) -> None:
        """Lay out for a new width."""
        self._rows.text_column = self._note.text_column = self.text_column
        self._gutter.styles.width = self.text_column
        self._note.styles.margin = (0 if self.low else 1, 0, 0, 0)
        self._rows.refresh()
        self.show_note()

    # Rows.

    def read(self) -> None:
        """Read the phonebook with the pending changes of its entries."""
        entries = entries_of(self._center.directory.phonebook(), self.pending_changes)
        if entries != self._finder.entries:
            self._finder = EntryFinder(entries)
            self._fold(self._finder)

    @job(
        f"The phonebook cannot be searched yet: press {account_commands.PHONEBOOK.key} again.",
        group="fold",
    )
    async def _fold(self, finder: EntryFinder) -> None:
        """Fold the names in advance, so that the first search is fast."""
        await asyncio.to_thread(finder.fold)

    @property
    def _entry(self) -> NamedEntry | None:
        return self._rows.option.value if self._rows.option is not None else None

    @property
    def pending_change(self) -> PendingChange | None:
        """The pending change of the entry under the cursor."""
        return self._entry.pending_change if self._entry is not None else None

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

    def show_state(self) -> None:
        """Show the count and the rows; the cursor stays on its entry."""
        count = count_of(len(self._finder.entries), "name")
        self.head.show(facts=(HeadFact(count), self.freshness()))
        asked = (self._finder, self._field.value, pending_change_text.obstacle(self.status))
        if asked == self._shown_for:
            return
        at = self._entry.who.id if self._entry is not None else None
        before, found = self._shown, self._finder.find(self._field.value)
        self._shown, self._shown_for = found, asked
        options = EntryOptions(found, self.status)
        ids = [entry.who.id for entry, _ in found]
        numbers = [entry.who.number for entry, _ in found]
        if ids == [entry.who.id for entry, _ in before]:
            self._rows.replace(options)
        elif self._added in numbers:
            row, self._added = numbers.index(self._added), ""
            self._rows.show(options, row)
        else:
            self._rows.keep(options, ids.index(at) if at in ids else self._rows.cursor)

    def _find(self, query: str) -> None:
        self._chosen = False
        if len(self._finder.entries) > MANY:
            self._find_in_thread(self._finder, query)
        else:
            self._show(self._finder, query, self._finder.find(query))

    def _search_failed(self, *_: object) -> None:
        self._chosen = False

    @job(
        "The names were not searched: change a letter to try again.",
        group="finding",
        exclusive=True,
        recover=_search_failed,
    )
    async def _find_in_thread(self, finder: EntryFinder, query: str) -> None:
        found = await asyncio.to_thread(finder.find, query)
        if self.is_attached and query == self._field.value:
            self._show(finder, query, found)

    def _show(self, finder: EntryFinder, query: str, found: list[tuple[NamedEntry, Found]]) -> None:
        empty = f"No one is called “{line(query)}”." if query else _NO_NAMES
        self._shown = found
        self._shown_for = (finder, query, pending_change_text.obstacle(self.status))
        self._rows.show(EntryOptions(found, self.status), empty=empty)
        if self._chosen:
            self.action_choose()

    # Note and keys.

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        self.trouble = ""
        self.show_note()
        self.refresh_bindings()

    @property
    def _is_finding(self) -> bool:
        return self._field.has_focus

    @property
    def _query(self) -> str:
        return self._field.value.strip()

    @property
    def _has_no_match(self) -> bool:
        return self._is_finding and bool(self._query) and not self._rows.count

    def show_note(self) -> None:
        """Show the button, the keys and the note."""
        entry = self._entry
        if self._asking is not None:
            name = cut(self._asking.who.name, PILL_NAME)
            self.head.show(esc="leave it")
            self.note(
                f"{self._asking.who.name} is to be deleted from the phonebook at VoIP.ms.",
                Role.WARN,
            )
            self.footer.show(
                Button(f"delete {name}", batch_commands.YES.key, Role.ERROR),
                (hint("leave it", batch_commands.NO),),
            )
            return
        self.head.show(esc="names" if self._is_finding else "close")
        self.show_change(entry.who.note if entry is not None else "")
        button = None
        if entry is not None and not entry.is_being_deleted:
            button = Button(f"change {cut(entry.who.name, PILL_NAME)}")
        keys: list[pending_change_text.Key] = []
        if self._has_no_match:
            button = Button(f"add {cut(line(self._query), PILL_NAME)}")
        elif self._is_finding:
            keys.append(dialog_commands.FIELD_HINT)
        else:
            keys.append(hint("add", account_commands.ADD))
            if self._can_change:
                keys += [
                    hint("delete", account_commands.DELETE),
                    hint("write", account_commands.WRITE),
                ]
            keys.append(hint("find", account_commands.FIND))
        self.footer.show(button, tuple(keys))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The field may have the focus now."""
        self.show_note()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The field may have lost the focus."""
        self.show_note()

    # Actions.

    @property
    def _can_change(self) -> bool:
        return self._entry is not None and not self._entry.is_being_deleted

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a question is open, allow only its answers."""
        if action in {"yes", "no"}:
            return self._asking is not None
        if self._asking is not None and action not in {"back", "keys", "choose"}:
            return False
        if action in {"delete", "write"}:
            return self._can_change
        return super().check_action(action, parameters)

    def action_find(self) -> None:
        """Focus the field."""
        self._field.focus()

    def action_back(self) -> None:
        """Close the question, leave the field, clear the query, or close the dialog."""
        if self._asking is not None:
            self._ask(None)
        elif self._is_finding:
            self.set_focus(None)
        elif self._field.value:
            self._field.fill("")
        else:
            super().action_back()

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Change the entry under the cursor; in the field, go to the rows or add the typed name."""
        self._chosen = self._shown_for is None or self._shown_for[1] != self._field.value
        if self._chosen:
            return  # the search is still running
        if self._has_no_match:
            self.action_add()
        elif self._is_finding:
            self.set_focus(None)
        elif self._asking is None and self._can_change and self._entry is not None:
            self._change(self._entry)

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
        query = self._query
        whole = parse(query).whole
        self.set_focus(None)
        form = add_form(
            query if whole else "", "" if whole else query, self._center.directory.phonebook()
        )
        values = await self.app.push_screen_wait(form)
        if values is not None:
            name, number, note = added(values)
            self._field.fill("")
            self._added = number
            self.keep(self._center.account.add_name(number, name, note))

    def action_delete(self) -> None:
        """Ask, then delete the entry; without asking if VoIP.ms does not have it yet."""
        entry = self._entry
        if entry is None:
            return
        if entry.who.id.startswith(NEW):
            self.action_take_back()
        else:
            self._ask(entry)

    def _ask(self, entry: NamedEntry | None) -> None:
        self._asking = entry
        self.show_note()
        self.refresh_bindings()

    def action_yes(self) -> None:
        """Delete the entry."""
        asked = self._asking
        self._ask(None)
        if asked is not None:
            self.keep(self._center.account.delete_name(asked.who))

    def action_no(self) -> None:
        """Keep the entry."""
        self._ask(None)

    def action_write(self) -> None:
        """Return the number of the entry, to write to it."""
        if self._entry is not None:
            self.dismiss(self._entry.who.number)
