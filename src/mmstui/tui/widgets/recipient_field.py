"""Who the message goes to: chips of those chosen, then a field to find another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import Contact
from mmstui.tui.inks import Inks
from mmstui.tui.widgets.field import FindField
from mmstui.tui.widgets.paint import Line, cut
from mmstui.tui.widgets.recipient_options import name_of

#: Widest name in a chip.
CHIP_NAME: Final = 28


class RecipientInput(FindField):
    """Backspace in an empty field takes the last chip back."""

    class Emptied(Message):
        """Backspace was pressed with nothing left to delete."""

    def action_delete_left(self) -> None:
        """Delete a character, or ask for the chip before the field."""
        if self.value:
            super().action_delete_left()
        else:
            self.post_message(self.Emptied())


class RecipientField(Horizontal):
    """Chips and a field. `limit` is how many people there may be; one more replaces the last."""

    DEFAULT_CSS = """
    RecipientField { height: 1; width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """Other people are chosen."""

        chosen: tuple[Contact, ...]

    def __init__(self, find: Callable[[str], None], *, limit: int = 1) -> None:
        """`find` is called with what is to be found, as it is typed."""
        super().__init__()
        self._limit = limit
        self.chosen: tuple[Contact, ...] = ()
        self._chips = Chips()
        self.input = RecipientInput(find=find, hint="name or number", id="to-field")

    def compose(self) -> ComposeResult:
        """Chips, field."""
        yield self._chips
        yield self.input

    def choose(self, contact: Contact) -> None:
        """Add someone; the field is empty again."""
        if all(contact.number != other.number for other in self.chosen):
            self._set((*self.chosen[: self._limit - 1], contact))
        self.input.fill("")

    def on_recipient_input_emptied(self, event: RecipientInput.Emptied) -> None:
        """Take the last one back."""
        event.stop()
        if self.chosen:
            self._set(self.chosen[:-1])

    def _set(self, chosen: tuple[Contact, ...]) -> None:
        self.chosen = chosen
        self._chips.show([cut(name_of(contact), CHIP_NAME) for contact in chosen])
        self.input.hint = "" if chosen else "name or number"
        self.post_message(self.Changed(chosen))


class Chips(Widget):
    """Names on T2, one blank cell apart."""

    DEFAULT_CSS = """
    Chips { height: 1; width: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()

    def show(self, names: Sequence[str]) -> None:
        """Show other names, ready to paint."""
        self._names = names
        line = self._line(1000)
        self.styles.width = line.used
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The chips."""
        return self._line(self.size.width).strip()

    def _line(self, width: int) -> Line:
        inks = Inks.of(self)
        line = Line(width, inks.t1.blank)
        # Without tones the chip's ends are drawn.
        opening, closing = ("[", "]") if inks.toneless else (" ", " ")
        for name in self._names:
            line.text(f"{opening}{name}{closing}", inks.t2.ink).skip(1)
        return line
