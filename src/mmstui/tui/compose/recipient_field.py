"""Who the message goes to: chips of those chosen, then a field to find another."""

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

from mmstui.domain import number_text, numbers
from mmstui.domain.messages import Contact
from mmstui.tui.compose.recipient_options import name_of
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.field import FindField
from mmstui.tui.ui.line_builder import LineBuilder, cut

#: Widest name in a chip.
CHIP_NAME: Final = 28
#: Columns that the chips leave for what is typed after them.
TYPING: Final = 14
#: What ends a name, in a field and in a list that is pasted.
_ENDS: Final = frozenset(",;")


class RecipientInput(FindField):
    """Backspace in an empty field takes the last chip back; a comma ends a name."""

    class Emptied(Message):
        """Backspace was pressed with nothing left to delete."""

    class Ended(Message):
        """A comma or a semicolon: whoever was found is meant, and another follows."""

    @dataclass
    class Pasted(Message):
        """Several numbers at once, each as it was written and as it was understood."""

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
        """A list of numbers, however they are written, or something to find."""
        found = [(part, numbers.parse(part)) for part in number_text.split(event.text)]
        whole = [one.whole for _, one in found]
        # With a number among them, digits that are none are a slip, not something to find.
        slips = any(whole) and not any(map(str.isalpha, event.text))
        if len(found) > 1 and (all(whole) or slips):
            event.prevent_default()
            event.stop()
            self.post_message(self.Pasted(tuple(found)))
        else:
            super().on_paste(event)

    def action_delete_left(self) -> None:
        """Delete a character, or ask for the chip before the field."""
        if self.value:
            super().action_delete_left()
        else:
            self.post_message(self.Emptied())


class RecipientField(Horizontal):
    """Chips and a field."""

    DEFAULT_CSS = """
    RecipientField { height: 1; width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """Other people are chosen."""

        chosen: tuple[Contact, ...]

    def __init__(self, find: Callable[[str], None]) -> None:
        """`find` is called with what is to be found, as it is typed."""
        super().__init__()
        self.chosen: tuple[Contact, ...] = ()
        self._chips = Chips()
        self.input = RecipientInput(find=find, prompt="name or number", id="to-field")

    def compose(self) -> ComposeResult:
        """Chips, field."""
        yield self._chips
        yield self.input

    def choose(self, contact: Contact) -> None:
        """Add someone, once; the field is empty again."""
        self.add(contact)
        self.input.fill("")

    def add(self, *contacts: Contact) -> None:
        """Add people who are not there yet; what is typed stays."""
        there = {contact.number: contact for contact in (*self.chosen, *contacts)}
        self._set(tuple(there.values()))

    def on_resize(self) -> None:
        """As many chips as there is room for."""
        self._chips.fit(self.size.width - TYPING)

    def on_recipient_input_emptied(self, event: RecipientInput.Emptied) -> None:
        """Take the last one back."""
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
    """Names on T2, one blank cell apart; where there are too many, how many more, and the last."""

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
        """How many columns they may have."""
        if room != self._room:
            self._room = room
            self._measure()

    def _measure(self) -> None:
        self.styles.width = self._line(1000).used
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The chips."""
        return self._line(self.size.width).strip()

    def _line(self, width: int) -> LineBuilder:
        palette = Palette.of(self)
        line = LineBuilder(width, palette.t1.blank)
        # Without tones the chip's ends are drawn.
        opening, closing = ("[", "]") if palette.flat else (" ", " ")
        shown = self._shown()
        if more := len(self._names) - len(shown):
            line.text(f"{more} more", palette.t1.soft).skip(1)
        for name in shown:
            line.text(f"{opening}{name}{closing}", palette.t2.text).skip(1)
        return line

    def _shown(self) -> Sequence[str]:
        """The last names for which there is room, at least one."""
        room = self._room
        for count, name in enumerate(reversed(self._names)):
            # While any stays out, so many columns say how many.
            spare = len(f"{len(self._names)} more ") if count + 1 < len(self._names) else 0
            room -= cell_len(name) + 3
            if room < spare and count:
                return self._names[len(self._names) - count :]
        return self._names
