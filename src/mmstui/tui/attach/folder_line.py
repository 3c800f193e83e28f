"""The line with the shown folder, which can turn into a path field or a find field."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.dialog_lines import ErrorLine
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.line_builder import ELLIPSIS, LineBuilder
from mmstui.tui.ui.path_field import PathField
from mmstui.tui.ui.paths import shown_path, typed_path


class Mode(Enum):
    """What the line shows."""

    SHOW = auto()
    PATH = auto()
    FIND = auto()


class FolderLine(Vertical):
    """The path, or one of two fields; below it an error line."""

    DEFAULT_CSS = """
    FolderLine {
        height: auto;
        Horizontal { height: 1; }
        Gutter { width: 4; }
        .off { display: none; }
    }
    """

    def __init__(self, home: Path, find: Callable[[str], None]) -> None:
        """`find` is called with the query, as it is typed."""
        super().__init__()
        self._home = home
        self._gutter = Gutter("")
        self._shown = PathLine()
        self.path = PathField()
        self._find = find
        self.find = FindField(find=self._wanted, prompt="type to find", id="find-field")
        self.error = ErrorLine()
        self.error.text_column = 4
        self.mode = Mode.SHOW

    def compose(self) -> ComposeResult:
        """Yield the line and the error line."""
        with Horizontal():
            yield self._gutter
            yield self._shown
            yield self.path
            yield self.find
        yield self.error

    def on_mount(self) -> None:
        """Show the path at first."""
        self.show(Mode.SHOW)

    def show(self, mode: Mode) -> None:
        """Switch the line to another mode."""
        self.mode = mode
        parts = {Mode.SHOW: self._shown, Mode.PATH: self.path, Mode.FIND: self.find}
        for each, part in parts.items():
            part.set_class(each is not mode, "off")
        self._gutter.bar(mode is Mode.PATH)
        self._gutter.label = "/" if mode is Mode.FIND else ""
        self.error.say("")

    def at(self, folder: Path) -> None:
        """Show another folder."""
        self._shown.show(shown_path(folder, self._home))

    def say(self, words: str) -> None:
        """Show words, ready to paint, instead of a folder."""
        self._shown.show(words)

    def write_path(self, folder: Path, value: str | None = None) -> None:
        """Open the path field with `value`, or with the folder's path."""
        if value is None:
            shown = shown_path(folder, self._home).rstrip("/") + "/"
            # A path that cannot be shown unchanged cannot be typed either.
            value = shown if typed_path(shown, folder) == folder else ""
        self.show(Mode.PATH)
        self.path.open(folder, value)
        self.path.focus()

    def _wanted(self, name: str) -> None:
        if self.mode is Mode.FIND:
            self._find(name)

    def write_name(self) -> None:
        """Open the find field."""
        self.find.fill("")
        self.show(Mode.FIND)
        self.find.focus()


class PathLine(Widget):
    """The path of the shown folder, ready to paint; a long path loses its beginning."""

    DEFAULT_CSS = """
    PathLine { height: 1; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._path = ""

    def show(self, path: str) -> None:
        """Show another path."""
        self._path = path
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank)
        if y == 0:
            line.text(without_beginning(self._path, line.width - 2), surface.soft)
        return line.strip()


def without_beginning(path: str, width: int) -> str:
    """Shorten a path to `width` cells: drop whole folders at its beginning, then characters."""
    if cell_len(path) <= width:
        return path
    parts = path.split("/")
    for start in range(1, len(parts)):
        shorter = f"{ELLIPSIS}/{'/'.join(parts[start:])}"
        if cell_len(shorter) <= width:
            return shorter
    end = parts[-1]
    while end and cell_len(end) >= width:
        end = end[1:]
    return ELLIPSIS + end
