"""ctrl+g: to a conversation, a person, or the conversations of a number, by a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from mmstui.center import MessageCenter
from mmstui.domain.messages import Contact, ConversationName, Did
from mmstui.domain.problems import StoreProblem
from mmstui.domain.sanitise import line
from mmstui.tui.compose.did_dialog import DidDialog
from mmstui.tui.inbox.destinations import Place, PlaceFinder, key_of, name_of
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.search.runner import Looking, Stop
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.option_rows import Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

#: Seconds between two looks at the store while it is written to.
PACE: Final = 2.0


class GoTo(DidDialog[Place]):
    """Choose a place; returns it. What is typed is looked for in a thread, keys never wait."""

    DEFAULT_CSS = """
    GoTo .field { height: 1; }
    """
    #: Lines of the list, so that nothing moves while a query finds fewer.
    ROWS: ClassVar[int] = 14

    def __init__(self, center: MessageCenter) -> None:
        super().__init__("Go to", center)
        self._center = center
        self._finder: PlaceFinder | None = None  # of the thread that looks
        self._looking = Looking(self)
        self._looks_again: Timer | None = None
        self._chosen = False  #: enter was pressed before what was typed was found
        self._rows: OptionRows[Place] = OptionRows(empty="Reading the conversations.")
        self._field = FindField(
            find=self._find, prompt="a name, a number, or one of yours", id="find"
        )
        self._gutter = Gutter("find")

    def compose_body(self) -> ComposeResult:
        """The field, the rows."""
        with Horizontal(classes="field"):
            yield self._gutter
            yield self._field
        yield self._rows

    def body_height(self) -> int:
        """The field and the rows."""
        return 1 + self.ROWS

    def fitted(self) -> None:
        """The label before the field, the rows under it."""
        self._gutter.styles.width = self.text_column
        roomy = self.text_column == self.TEXT_COLUMN
        left, right = (self.text_column, 3) if roomy else (0, 0)
        self._rows.styles.margin = (0, right, 0, left)

    def on_mount(self) -> None:
        """What was last written in, until something is typed."""
        self._find("")
        self._field.focus()

    def on_unmount(self) -> None:
        self._looking.close()

    # Finding.

    def _find(self, query: str) -> None:
        self._chosen = False
        self._look(query, again=False)

    def _look(self, query: str, *, again: bool) -> None:
        def search(stop: Stop) -> list[Option[Place]]:
            finder = self._finder
            if finder is None:
                center = self._center
                finder = self._finder = PlaceFinder(
                    center.directory.conversation_names(),
                    center.directory.contacts(),
                    center.directory.dids(),
                )
            return finder.options(query, stop)

        self._looking.ask(search, lambda options: self._show(query, options, again))

    def _show(self, query: str, options: list[Option[Place]], again: bool) -> None:
        if not self.is_attached:
            return
        if again:
            self._rows.follow(options, key_of)
        else:
            words = f"Nothing is called “{line(query)}”." if query.strip() else "Nothing here yet."
            self._rows.show(options, empty=words)
        if self._chosen:
            self.action_choose()

    def store_changed(self, conversation_ids: Sequence[int], everything: bool) -> None:
        """Perhaps there are others, or other names."""
        super().store_changed(conversation_ids, everything)
        if self._looks_again is None and self.is_attached:
            self._looks_again = self.set_timer(PACE, self._read_again)

    def dids_changed(self) -> None:
        """They are read with all the rest."""

    def _read_again(self) -> None:
        self._looks_again = None
        # What was typed last is perhaps still looked for: its rows are new ones.
        again = not self._looking.pending
        self._finder = None
        self._look(self._field.value, again=again)

    def unreadable(self, problem: StoreProblem) -> None:
        """The store could not be read: there is nowhere to go."""
        if self.is_attached:
            self._rows.show((), empty=line(f"{problem.what} {problem.hint}"))

    # Choosing.

    @on(VirtualList.Moved)
    def _moved(self) -> None:
        option = self._rows.option
        usable = option is not None and not option.problem
        button = Button(_what(option.value)) if option is not None and usable else None
        self.footer.show(button, (("↑ ↓", "move"),))

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Go where the cursor stands, of what is typed now."""
        self._chosen = self._looking.pending
        option = self._rows.option
        if self._chosen or option is None:
            return
        if option.problem:
            self._rows.say(option.problem)
        else:
            self.dismiss(option.value)


def _what(place: Place) -> str:
    name = cut(name_of(place), PILL_NAME)
    match place:
        case ConversationName():
            return f"open {name}"
        case Contact():
            return f"write to {name}"
        case Did():
            return f"show conversations of {name}"
