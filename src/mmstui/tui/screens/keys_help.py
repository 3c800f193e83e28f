"""f1 and `?`: every key that works where one stands, with its word."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from mmstui.domain.messages import State
from mmstui.tui.commands import bindings, display, picking, thread
from mmstui.tui.facts import state_words
from mmstui.tui.inks import Ground
from mmstui.tui.screens.dialog import Dialog
from mmstui.tui.widgets.dialog_lines import Pill
from mmstui.tui.widgets.paint import Line
from mmstui.tui.widgets.row_list import RowList

#: Keys and what they do, `(",".join(keys), words)`.
KeyRow = tuple[str, str]


#: What a person may believe of a message of ours. VoIP.ms reports no delivery.
STATES: Final[list[KeyRow]] = [
    (state_words(state).text, words)
    for state, words in (
        (State.QUEUED, "goes by itself as soon as it can"),
        (State.HELD, "waits for your word"),
        (State.SENT, "VoIP.ms took it; whether it arrived is not told"),
        (State.UNKNOWN, "no answer came: it is looked for at VoIP.ms"),
        (State.UNCONFIRMED, "no answer came, and VoIP.ms does not list it"),
        (State.FAILED, "VoIP.ms refused it"),
    )
]


class KeyRows(RowList):
    """Keys in the gutter, words at the text column."""

    def __init__(self, rows: list[KeyRow], column: int) -> None:
        super().__init__(tone=1, text_column=column)
        self._rows = rows

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def paint(self, line: Line, index: int, ground: Ground) -> None:
        """A key, its words."""
        keys, words = self._rows[index]
        line.gutter(keys, ground.strong, self.text_column - 2, 1)
        line.to(self.text_column).text(words, ground.soft)


class KeysHelp(Dialog[None]):
    """The keys of a screen, with what it wants to say besides."""

    TEXT_COLUMN = 24
    NARROW_TEXT_COLUMN = 18
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*picking.MOVES),
        Binding("enter,q,question_mark,f1,escape", "back", "close", id="keys.close"),
    ]

    def __init__(self, title: str, rows: list[KeyRow]) -> None:
        """`title` and `rows` are ready to paint."""
        super().__init__(title)
        self._rows = KeyRows(rows, self.TEXT_COLUMN)
        self.foot.show(Pill("close"), (("j k", "move"),))

    @classmethod
    def of(cls, screen: Screen[Any], title: str = "Keys here") -> KeysHelp:
        """The keys that work on a screen now, by what has its focus.

        In a thread also what the states of messages mean.
        """
        rows = active_keys(screen)
        active = {one.binding.id for one in screen.active_bindings.values() if one.enabled}
        return cls(title, rows + STATES if thread.LAST.id in active else rows)

    def compose_body(self) -> ComposeResult:
        """The rows."""
        yield self._rows

    def body_height(self) -> int:
        """One line a row."""
        return self._rows.count

    def fitted(self) -> None:
        """Another width, another gutter."""
        self._rows.text_column = self.text_column

    def on_row_list_chosen(self) -> None:
        """A click on a row does nothing more."""


def active_keys(screen: Screen[Any]) -> list[KeyRow]:
    """Each action that can be done now with all its keys, in the order of the bindings."""
    keys_of: dict[tuple[str, str], list[str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        # What has no id is an editing key of a field, which everyone knows.
        if active.enabled and binding.id:
            words = binding.tooltip or binding.description
            keys_of.setdefault((binding.action, words), []).append(
                binding.key_display or display(binding.key)
            )
    return [(" ".join(keys), words) for (_, words), keys in keys_of.items()]
