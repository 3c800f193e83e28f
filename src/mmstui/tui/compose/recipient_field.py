"""The field for recipients: chips of the chosen ones, then a text field to find another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import Contact
from mmstui.domain.phone import number_text, numbers
from mmstui.tui.compose.recipient_options import name_of
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.field import FindField
from mmstui.tui.ui.line_builder import LineBuilder, cut

#: Maximum width of a name in a chip, in cells.
CHIP_NAME: Final = 28
#: Columns that the chips leave for typed text.
TYPING: Final = 14
#: Characters that end a name, in the field and in a pasted list.
_ENDS: Final = frozenset(",;")


class RecipientInput(FindField):
    """A text field; backspace in an empty one removes the last chip, a comma ends a name."""

    class Emptied(Message):
        """Backspace was pressed in the empty field."""

    class Ended(Message):
        """A comma or a semicolon was typed: choose the match, and let another follow."""

    @dataclass
    class Pasted(Message):
        """Several numbers were pasted, each as written and as parsed."""

        numbers: tuple[tuple[str, numbers.ParsedNumber], ...]

    async def _on_key(self, event: events.Key) -> None:
        if event.character in _ENDS:
            event.stop()
            event.prevent_default()
            if self.value:
                self.post_message(self.Ended())
            return
        await super()._on_key(event)

    def on_paste(self, event: events.Paste) -> None:
        """Handle a pasted list of numbers, in any format, or insert a text to find."""
        found = [(part, numbers.parse(part)) for part in number_text.split(event.text)]
        whole = [number.whole for _, number in found]
        # Among numbers, other digits are a mistyped number, not a text to find.
        slips = any(whole) and not any(map(str.isalpha, event.text))
        if len(found) > 1 and (all(whole) or slips):
            event.prevent_default()
            event.stop()
            self.post_message(self.Pasted(tuple(found)))
        else:
            super().on_paste(event)

    def action_delete_left(self) -> None:
        """Delete a character, or post `Emptied`."""
        if self.value:
            super().action_delete_left()
        else:
            self.post_message(self.Emptied())


class RecipientField(Horizontal):
    """Chips of the recipients, and a text field."""

    DEFAULT_CSS = """
    RecipientField { height: 1; width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """The recipients have changed."""

        chosen: tuple[Contact, ...]

    def __init__(self, find: Callable[[str], None]) -> None:
        """`find` is called with the text as it is typed."""
        super().__init__()
        self.chosen: tuple[Contact, ...] = ()
        self._chips = Chips()
        self.input = RecipientInput(find=find, prompt="name or number", id="to-field")

    def compose(self) -> ComposeResult:
        """Yield chips and field."""
        yield self._chips
        yield self.input

    def choose(self, contact: Contact) -> None:
        """Add a recipient, if new, and empty the field."""
        self.add(contact)
        self.input.fill("")

    def add(self, *contacts: Contact) -> None:
        """Add new recipients; keep the text of the field."""
        there = {contact.number: contact for contact in (*self.chosen, *contacts)}
        self._set(tuple(there.values()))

    def on_resize(self) -> None:
        """Show as many chips as fit."""
        self._chips.fit(self.size.width - TYPING)

    def on_recipient_input_emptied(self, event: RecipientInput.Emptied) -> None:
        """Remove the last recipient."""
        event.stop()
        if self.chosen:
            self._set(self.chosen[:-1])

    def _set(self, chosen: tuple[Contact, ...]) -> None:
        if chosen == self.chosen:
            return
        self.chosen = chosen
        self._chips.show([cut(name_of(contact), CHIP_NAME) for contact in chosen])
        self.input.prompt = "" if chosen else "name or number"
        self.post_message(self.Changed(chosen))


class Chips(Widget):
    """Names with a background, a blank apart; if they do not fit, a count and the last ones."""

    DEFAULT_CSS = """
    Chips { height: 1; width: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._room = 0

    def show(self, names: Sequence[str]) -> None:
        """Show other names, ready to paint."""
        self._names = names
        self._measure()

    def fit(self, room: int) -> None:
        """Set the columns for the chips."""
        if room != self._room:
            self._room = room
            self._measure()

    def _measure(self) -> None:
        self.styles.width = self._line(1000).used
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the chips."""
        return self._line(self.size.width).strip()

    def _line(self, width: int) -> LineBuilder:
        palette = Palette.of(self)
        line = LineBuilder(width, palette.t1.blank)
        # Without surfaces, the ends of the chips are drawn.
        opening, closing = ("[", "]") if palette.flat else (" ", " ")
        shown = self._shown()
        if more := len(self._names) - len(shown):
            line.text(f"{more} more", palette.t1.soft).skip(1)
        for name in shown:
            line.text(f"{opening}{name}{closing}", palette.t2.text).skip(1)
        return line

    def _shown(self) -> Sequence[str]:
        """Return the last names that fit, at least one."""
        room = self._room
        for count, name in enumerate(reversed(self._names)):
            # While names are left out, their count takes some columns.
            spare = len(f"{len(self._names)} more ") if count + 1 < len(self._names) else 0
            room -= cell_len(name) + 3
            if room < spare and count:
                return self._names[len(self._names) - count :]
        return self._names
