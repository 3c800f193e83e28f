"""The dialog of ctrl+g: finds a conversation, a contact, or a DID by a few letters."""

from __future__ import annotations

from mmstui.center import MessageCenter
from mmstui.domain.events import DirectoryChanged, EventBatch
from mmstui.domain.messages import Contact, ConversationName, Did
from mmstui.domain.problems import StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.tui.events import follow, unfollow
from mmstui.tui.inbox.destinations import Destination, DestinationFinder, key_of, name_of
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.search.runner import SearchRunner, Stop
from mmstui.tui.ui.dialog_lines import Button
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.option_rows import Option, OptionRows
from mmstui.tui.ui.picker import Picker


class GoTo(Picker[Destination, Destination]):
    """A dialog that returns a destination. The search runs in a thread, so keys never wait."""

    def __init__(self, center: MessageCenter) -> None:
        rows: OptionRows[Destination] = OptionRows(empty="Reading the conversations.")
        super().__init__("Go to", rows, prompt="a name, a number, or one of yours")
        self._center = center
        self._finder: DestinationFinder | None = None  # used by the search thread only
        self._search_runner = SearchRunner(self)
        self._choose_when_found = False  #: enter was pressed before the search ended

    def on_mount(self) -> None:
        """Follow the store."""
        # Slowly: all names are read again, and a first sync changes them all the time.
        follow(self, self._happened, slow=True)

    def on_unmount(self) -> None:
        unfollow(self)
        self._search_runner.close()

    # Finding.

    def find(self, query: str) -> None:
        """Show what matches; the most recent conversations until something is typed."""
        self._choose_when_found = False
        self._search(query, again=False)

    def _search(self, query: str, *, again: bool) -> None:
        def search(stop: Stop) -> list[Option[Destination]]:
            finder = self._finder
            if finder is None:
                center = self._center
                finder = self._finder = DestinationFinder(
                    center.directory.conversation_names(),
                    center.directory.contacts(),
                    center.directory.dids(),
                )
            return finder.options(query, stop)

        self._search_runner.run(search, lambda options: self._show(query, options, again))

    def _show(self, query: str, options: list[Option[Destination]], again: bool) -> None:
        if not self.is_attached:
            return
        if again:
            self._rows.follow(options, key_of)
        else:
            words = f"Nothing is called “{line(query)}”." if query.strip() else "Nothing here yet."
            self._rows.show(options, empty=words)
        if self._choose_when_found:
            self.action_choose()

    def _happened(self, batch: EventBatch) -> None:
        if batch.of(DirectoryChanged) or batch.everything or batch.conversation_ids:
            self._read_again()

    def _read_again(self) -> None:
        # A pending search is for new text, whose rows are shown from the top.
        again = not self._search_runner.pending
        self._finder = None
        self._search(self._field.value, again=again)

    def unreadable(self, problem: StoreProblem) -> None:
        """Show that the store could not be read."""
        if self.is_attached:
            self._rows.show((), empty=line(f"{problem.what} {problem.hint}"))

    # Choosing.

    def button(self, option: Option[Destination]) -> Button | None:
        """Return the button that says what enter does."""
        return Button(_action_text(option.value))

    def action_choose(self) -> None:
        """Return the row under the cursor, once the search for the current text has ended."""
        self._choose_when_found = self._search_runner.pending
        option = self._rows.option
        if self._choose_when_found or option is None:
            return
        if option.problem:
            self._rows.say(option.problem)
        else:
            self.dismiss(option.value)


def _action_text(destination: Destination) -> str:
    name = cut(name_of(destination), PILL_NAME)
    match destination:
        case ConversationName():
            return f"open {name}"
        case Contact():
            return f"write to {name}"
        case Did():
            return f"show conversations of {name}"
