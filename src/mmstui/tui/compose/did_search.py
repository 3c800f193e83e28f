"""A field that finds DIDs to send from, above the rows of those that match."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.messages import Did
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.tui.compose.did_options import DidFinder, RouteFor
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.field import FieldLine, FindField
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.option_rows import Option, OptionRows


class DidSearch(Vertical):
    """The field and the rows, or only a line with the default DID while they are closed.

    A DID that cannot send by its route cannot be chosen, and the row under the cursor says why.
    """

    DEFAULT_CSS = """
    DidSearch {
        .closed { display: none; }
    }
    """

    def __init__(
        self,
        label: str,
        finder: Callable[[], DidFinder],
        route_for: RouteFor,
        *,
        nothing: str,
        able: bool,
        id: str,
    ) -> None:
        """`nothing` is said of a query without matches.

        `able`: without a default, the cursor begins at a DID that can be chosen.
        """
        super().__init__()
        self._finder = finder
        self._route_for = route_for
        self._nothing = nothing
        self._able = able
        self._default: Did | None = None
        self._used, self._remark = "", ""
        self.opened = True
        self._did_line = DidLine()
        self.field = FindField(find=self._find, prompt="type to find", id=id)
        self.line = FieldLine(label, self._did_line, self.field)
        self.rows: OptionRows[Did] = OptionRows()

    def compose(self) -> ComposeResult:
        """Yield the line or the field, and the rows."""
        yield self.line
        yield self.rows

    def prefer(self, default: Did | None, used: str, remark: str) -> None:
        """Set the DID that the cursor begins at, and the remark beside the DID that was used."""
        self._default, self._used, self._remark = default, used, remark
        self._did_line.did = default
        self._did_line.refresh()

    def open(self, opened: bool = True) -> None:
        """Open the field and the rows, or close them."""
        self.opened = opened
        self._did_line.set_class(opened, "closed")
        for part in (self.field, self.rows):
            part.set_class(not opened, "closed")
        if opened:
            self._find(self.field.value)
            self.field.focus()

    def find_again(self) -> None:
        """Find after the DIDs changed; the cursor stays on its row."""
        if self.opened:
            self.rows.follow(self._options(self.field.value), lambda did: did.number)

    def _options(self, query: str) -> list[Option[Did]]:
        return self._finder().options(
            query, self._route_for, chosen=self._used, remark=self._remark
        )

    def _find(self, query: str) -> None:
        options = self._options(query)
        if self._default is not None and not query:
            begin = [option.value.number == self._default.number for option in options]
        else:
            begin = [self._able and not option.problem for option in options]
        at = begin.index(True) if True in begin else 0
        self.rows.show(options, at, self._nothing.format(line(query)))

    def choose(self) -> Did | None:
        """Return the DID under the cursor; None if it cannot be chosen, and say why."""
        option = self.rows.option
        if option is not None and option.problem:
            self.rows.say(option.problem)
        return option.value if option is not None and not option.problem else None


class DidLine(Widget):
    """A DID in a line, `SMS+MMS  (514) 555-0100  Shop`, or a note that it is chosen next."""

    DEFAULT_CSS = """
    DidLine { height: 1; width: 1fr; }
    """

    did: Did | None = None

    def render_line(self, y: int) -> Strip:
        """Render the line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y == 0 and self.did is not None:
            facts = [(self.did.ability, surface.soft), (formatted(self.did.number), surface.soft)]
            line.parts([*facts, (self.did.label, surface.text)], 2)
        elif y == 0:
            line.text("comes next", surface.faint)
        return line.strip()
