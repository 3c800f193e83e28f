"""The key help (f1 and `?`): the keys that work at the focus, with their words, in groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any, ClassVar, Final, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from mmstui.domain.messages import State
from mmstui.tui.terminal.abilities import sends
from mmstui.tui.terminal.terminal_answers import known
from mmstui.tui.theme.palette import Surface
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, display, in_force
from mmstui.tui.ui.dialog import NARROW, Dialog
from mmstui.tui.ui.dialog_lines import Button
from mmstui.tui.ui.formatting import state_words
from mmstui.tui.ui.line_builder import LineBuilder, wrap
from mmstui.tui.ui.virtual_list import VirtualList


class KeyRow(NamedTuple):
    """The keys of an action, as they are displayed, and its words."""

    keys: tuple[str, ...]
    words: str


class Group(NamedTuple):
    """Rows under a title."""

    title: str
    rows: tuple[KeyRow, ...]


class Cell(NamedTuple):
    """One line of a column: a title, keys with words, or a continuation of them."""

    keys: str = ""
    words: str = ""
    title: bool = False


#: What each state of an outgoing message means. VoIP.ms does not report delivery.
STATES: Final = Group(
    "states of your messages",
    tuple(
        KeyRow((state_words(state).text,), words)
        for state, words in (
            (State.QUEUED, "is sent as soon as possible"),
            (State.HELD, "waits until you send it again"),
            (State.SCHEDULED, "goes at the time you chose, if mmstui runs then"),
            (State.SENT, "VoIP.ms accepted it; delivery is not reported"),
            (State.UNKNOWN, "no answer came: mmstui looks for it at VoIP.ms"),
            (State.UNCONFIRMED, "no answer came, and VoIP.ms does not list it"),
            (State.FAILED, "VoIP.ms refused it"),
        )
    ),
)
#: A command of threads only.
_THREAD_COMMAND: Final = "thread.last"
MOVING: Final = "moving"
#: The title of a command's group, by the command's id or the part before its dot.
_TITLES: Final = {
    **dict.fromkeys(
        ("inbox.next_pane", "inbox.previous_pane", "inbox.go_to", "inbox.next_unread", "inbox.next",
         "inbox.previous", "inbox.back", "inbox.leave", "thread.list"), "panes and conversations",
    ),
    **dict.fromkeys(
        ("inbox.unread_only", "inbox.dids", "inbox.days", "inbox.zone", "inbox.find",
         "inbox.search", "inbox.next_hit", "inbox.previous_hit", "inbox.views", "view"),
        "search and filters",
    ),
    **dict.fromkeys(("inbox.new", "inbox.template", "inbox.last_batch"), "messages"),
    **dict.fromkeys(
        ("inbox.numbers", "inbox.phonebook", "inbox.account", "inbox.set_aside", "inbox.check"),
        "the account",
    ),
    "attach.up": MOVING,
    "list": "the conversation",
    "triage": "the conversation",
    "thread": "the message",
    "compose": "writing",
    "find": "searching",
    "app": "mmstui",
    "inbox": "mmstui",
}  # fmt: skip
#: Commands that are one row here, by the part of their ids before the dot.
_TOGETHER: Final = {
    "view": "views: inbox, unread, owed, waiting, snoozed, later, drafts, failed, done",
    "views": "choose one of these views",
}
_HERE: Final = "here"
_MOVES: Final = frozenset({"move", "page", "move_to"})
#: From this inner width on there are two columns of groups, if one column is too high.
TWO_COLUMNS: Final = 100
GAP: Final = 2
#: At the right end: one blank column and the scrollbar.
AIR: Final = 2


def groups_of(screen: Screen[Any]) -> list[Group]:
    """Return the actions that work on a screen now, with all keys that arrive, in groups."""
    keys_of: dict[tuple[str, str, str], list[str]] = {}
    environ, info = getattr(screen.app, "environ", {}), known(screen.app)
    for active in in_force(screen):
        binding = active.binding
        # A binding without id is a well-known editing key of a field.
        if binding.id and sends(binding.key, environ, info):
            family, words = binding.id.partition(".")[0], words_of(binding)
            action = family if family in _TOGETHER else binding.action
            if key := binding.key_display or display(binding.key):
                keys_of.setdefault((_title(binding), action, words), []).append(key)
    groups: dict[str, list[KeyRow]] = {}
    for (title, _, words), keys in keys_of.items():
        groups.setdefault(title, []).append(KeyRow(tuple(keys), words))
    return [Group(title, tuple(rows)) for title, rows in groups.items()]


def words_of(binding: Binding) -> str:
    """Return the words of a binding's row."""
    family = (binding.id or "").partition(".")[0]
    return _TOGETHER.get(family) or binding.tooltip or binding.description


def _title(binding: Binding) -> str:
    action = binding.action.removeprefix("screen.").partition("(")[0]
    name = binding.id or ""
    known = _TITLES.get(name) or _TITLES.get(name.partition(".")[0], _HERE)
    return MOVING if action in _MOVES else known


def cells_of(group: Group, column: int, width: int) -> list[Cell]:
    """Return the lines of a group: keys before `column`, words from it on; all are wrapped, not
    cut.
    """
    cells = [Cell(title=True, words=group.title)]
    for keys, words in group.rows:
        left = _joined(keys, column - GAP - 1)
        right = wrap(words, max(8, width - column - AIR))
        cells += [Cell(*pair) for pair in zip_longest(left, right, fillvalue="")]
    return cells


def _joined(keys: Iterable[str], room: int) -> list[str]:
    """Join keys into as few lines as possible."""
    lines: list[str] = []
    for key in keys:
        if lines and cell_len(lines[-1]) + 1 + cell_len(key) <= room:
            lines[-1] += f" {key}"
        else:
            lines.append(key)
    return lines


class KeyRows(VirtualList):
    """A list of keys and words, in one or two columns of groups."""

    def __init__(self, groups: Sequence[Group], tail: Sequence[Group], column: int) -> None:
        """`tail` is shown below the columns over the whole width."""
        super().__init__(tone=1, text_column=column)
        self._groups, self._tail = groups, tail
        self._laid: list[tuple[Cell, ...]] = []
        self._half = 0

    @property
    def count(self) -> int:
        """The number of lines."""
        return len(self._laid)

    def lay_out(self, width: int, height: int, column: int) -> None:
        """Lay out the groups, in two columns if one is higher than `height` and `width` allows."""
        self.text_column = column
        tail = _stacked(cells_of(group, column, width) for group in self._tail)
        single = _stacked(cells_of(group, column, width) for group in self._groups)
        self._half = 0
        lines = [(cell,) for cell in single]
        blank = [(Cell(),)] if tail else []
        if width >= TWO_COLUMNS and len(single) + len(blank) + len(tail) > height:
            self._half = width // 2
            halves = [cells_of(group, column, self._half) for group in self._groups]
            left, right = _in_two_columns(halves)
            self._laid = [*zip_longest(left, right, fillvalue=Cell())]
        else:
            self._laid = [*lines]
        self._laid += [*blank, *((cell,) for cell in tail)]
        self.cursor = min(self.cursor, max(0, self.count - 1))
        self.refresh()

    def paint(self, line: LineBuilder, index: int, surface: Surface) -> None:
        """Paint one line of each column."""
        start = 0
        for cell in self._laid[index]:
            column = start + self.text_column
            if cell.title:
                line.to(column).text(cell.words, surface.strong)
            else:
                line.gutter(cell.keys, surface.strong, column - GAP, start + 1)
                line.to(column).text(cell.words, surface.soft)
            start += self._half


def _stacked(groups: Iterable[list[Cell]]) -> list[Cell]:
    """Return the groups in one column, with a blank line between them."""
    lines: list[Cell] = []
    for cells in groups:
        lines += [Cell(), *cells] if lines else cells
    return lines


def _in_two_columns(groups: Sequence[list[Cell]]) -> tuple[list[Cell], list[Cell]]:
    """Split the groups into two columns of about the same height."""
    ways = ((_stacked(groups[:at]), _stacked(groups[at:])) for at in range(len(groups) + 1))
    return min(ways, key=lambda both: max(len(both[0]), len(both[1])))


class KeysHelp(Dialog[None]):
    """A dialog that shows the keys of a screen."""

    WIDTH = 116
    #: Where the words begin, after the keys.
    WORDS = 20
    NARROW_WORDS = 18
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*dialog_commands.MOVES, dialog_commands.KEYS_CLOSE),
    ]

    def __init__(self, title: str, groups: Sequence[Group], tail: Sequence[Group] = ()) -> None:
        """All texts must be ready to paint."""
        super().__init__(title)
        self._rows = KeyRows(groups, tail, self.WORDS)
        self.footer.show(
            Button("close", dialog_commands.KEYS_CLOSE.key), (dialog_commands.SCROLL_HINT,)
        )

    @classmethod
    def of(cls, screen: Screen[Any], title: str = "Keys here") -> KeysHelp:
        """Return the help for a screen, by its current focus.

        For a thread it also explains the states of messages.
        """
        active = {each.binding.id for each in in_force(screen)}
        return cls(title, groups_of(screen), (STATES,) if _THREAD_COMMAND in active else ())

    def compose_body(self) -> ComposeResult:
        """Yield the rows."""
        yield self._rows

    def body_height(self) -> int:
        """One line for each row."""
        return self._rows.count

    def fitted(self) -> None:
        """Lay out the rows for the new size."""
        # The title, the keys and the blank lines take six lines; a frame takes two.
        words = self.WORDS if self.inner >= NARROW else self.NARROW_WORDS
        self._rows.lay_out(self.inner, self.size.height - 6, words)

    def on_virtual_list_chosen(self) -> None:
        """Ignore clicks on rows."""
