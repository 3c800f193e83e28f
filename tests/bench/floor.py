"""The least that a program made with Textual can take: one widget that repaints one line a key."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

#: What stands on the screen once it is there.
READY = "the floor"


class Lines(Widget, can_focus=True):
    """Counts keys on its first line."""

    DEFAULT_CSS = "Lines { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0

    def render_line(self, y: int) -> Strip:
        text = f"{READY} {self.keys}" if y == 0 else ""
        return Strip([Segment(text.ljust(self.size.width))])

    def on_key(self, event: events.Key) -> None:
        self.keys += 1
        self.refresh(Region(0, 0, self.size.width, 1))


class Floor(App[None]):
    """Nothing else."""

    def compose(self) -> ComposeResult:
        yield Lines()


if __name__ == "__main__":
    Floor().run()
