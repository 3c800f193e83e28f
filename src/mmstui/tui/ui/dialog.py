"""The base of all dialogs: a block on the dimmed screen with a title, a body and a line of keys.

A dialog is as high as its body needs and the screen allows; on a small screen the lists in it
shrink and scroll. Only the dialog's own keys and the app's priority keys work while it is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final, TypeVar

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.color import Color
from textual.containers import Vertical
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen

from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.dialog_lines import DialogFooter, DialogHead
from mmstui.tui.ui.virtual_list import VirtualList

T = TypeVar("T")

#: Below this width the gutter is narrower than eleven columns.
NARROW: Final = 60
#: Lines of a dialog beside its body, and of the screen that stay visible around it.
CHROME: Final = 10
#: Below this many rows there are no blank lines.
LOW: Final = 16


class Backdrop(BackgroundScreen):
    """The screen behind a dialog in a flat theme, where it cannot be darkened: all text is dim.

    Reversed rows and bold words there would look like the place that has the focus.
    """

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        """Make segments dim, and keep only the terminal's own colours."""
        for text, style, control in segments:
            dim = Style(color=None if style is None else style.color, dim=True)
            yield Segment(text, None if control else dim, control)


class DialogBox(Vertical):
    """The block of a dialog."""


class Dialog(ModalScreen[T]):
    """A modal screen that returns a T, or None if esc closed it."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 70%;
        &:ansi { background: transparent; }
        DialogBox {
            background: $surface;
            color: $foreground;
            padding: 1 0;
            height: auto;
            &.-low { padding: 0; }
            &.-boxed { border: solid $foreground; padding: 0; }
        }
        #body { height: 1fr; width: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(dialog_commands.BACK, dialog_commands.KEYS)]
    #: The greatest width of the block, in columns.
    WIDTH = 84
    #: The column where titles and text begin, after their labels.
    TEXT_COLUMN = 11
    NARROW_TEXT_COLUMN = 7
    #: Whether the body follows the title without a blank line.
    TIGHT = False

    def __init__(self, title: str, *, esc: str = "close") -> None:
        """`title` must be ready to paint; `esc` is the word beside esc."""
        super().__init__()
        self.head = DialogHead(title, esc)
        self.footer = DialogFooter()
        self.text_column = self.TEXT_COLUMN
        self.inner = self.WIDTH
        self.low = False

    def compose(self) -> ComposeResult:
        """Yield the block."""
        with DialogBox():
            yield self.head
            with Vertical(id="body"):
                yield from self.compose_body()
            yield self.footer

    def render(self) -> RenderableType:
        """Return the darkened screen behind the block."""
        behind = super().render()
        if isinstance(behind, BackgroundScreen) and Palette.of(self).flat:
            return Backdrop(behind.screen, behind.color)
        return behind

    def compose_body(self) -> ComposeResult:
        """Yield the widgets between the title and the line of keys."""
        raise NotImplementedError

    def body_height(self) -> int:
        """Return the number of lines that the body needs."""
        raise NotImplementedError

    def fitted(self) -> None:
        """Lay out the body by `text_column`, `inner` (its width) and `low` (no blank lines)."""

    def fit(self) -> None:
        """Size the block by its body and the screen."""
        box = self.query_one(DialogBox)
        boxed = Palette.of(self).flat
        frame = 2 if boxed else 0
        inner = self.inner = min(self.WIDTH, self.size.width - frame)
        self.text_column = self.TEXT_COLUMN if inner >= NARROW else self.NARROW_TEXT_COLUMN
        # The title and the keys, a blank line beside each, and one above and below the block.
        chrome = (3 if self.TIGHT else 4) + frame + (0 if boxed else 2)
        self.low = False
        self.fitted()
        if self.size.height < LOW and self.body_height() + chrome > self.size.height:
            self.low = True
            chrome = 2 + frame
            self.fitted()
        box.set_class(boxed, "-boxed")
        box.set_class(self.low, "-low")
        for line in (self.head, self.footer):
            line.text_column = self.text_column
            line.set_class(self.low, "-low")
        self.head.set_class(self.low or self.TIGHT, "-low")
        box.styles.width = inner + frame
        box.styles.height = min(self.size.height, self.body_height() + chrome)

    def on_mount(self) -> None:
        """Size the block before the first frame, and again when the theme changes."""
        self.fit()
        self.app.theme_changed_signal.subscribe(self, lambda _: self.fit())

    def on_unmount(self) -> None:
        """Unsubscribe: otherwise the app's signal keeps this dialog and its widgets alive."""
        # findings/textual-signal-keeps-screen.sh
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self) -> None:
        """Size the block for the new terminal size."""
        self.fit()

    def rows(self) -> VirtualList | None:
        """The list whose cursor the keys move: by default the only list of the dialog."""
        return next(iter(self.query(VirtualList)), None)

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        if (found := self.rows()) is not None:
            found.move(rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        if (found := self.rows()) is not None:
            found.page(pages)

    def action_move_to(self, index: int) -> None:
        """Move the cursor to a row; -1: to the last one."""
        if (found := self.rows()) is not None:
            found.move_to(index % max(1, found.count))

    def action_back(self) -> None:
        """Close the dialog and return None."""
        self.dismiss(None)

    def action_keys(self) -> None:
        """Show the keys of this dialog."""
        from mmstui.tui.ui.keys_help import KeysHelp

        self.app.push_screen(KeysHelp.of(self))


def room_for_rows(dialog: Dialog[T], others: int) -> int:
    """Return how many lines of the screen a list can have, beside other lines of the body."""
    return dialog.size.height - others - CHROME


def set_well(dialog: Dialog[T], rows: VirtualList) -> None:
    """Place rows at a dialog's text column; on a narrow screen, over the whole width."""
    roomy = dialog.text_column == dialog.TEXT_COLUMN
    rows.styles.margin = (0, 3 if roomy else 0, 0, dialog.text_column if roomy else 0)
