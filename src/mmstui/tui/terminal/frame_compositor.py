"""A compositor that asks widgets only for the lines of a frame that have changed.

Textual 8.2.8 takes the smallest rectangle around all changes, renders every widget in it from its
first line to its last, those that others cover too, and cuts all of them into pieces. So a line of
the list and one of the pane beside it take as long as the whole screen. Here the widget in front
gives a line, and what it covers is not asked.
"""

from __future__ import annotations

from itertools import pairwise

from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.terminal.shown_cells import ShownCells


class Frame(ChopsUpdate):
    """The pieces of the screen that have changed: the line, the first column, the cells."""

    def __init__(self, pieces: list[tuple[int, int, Strip]]) -> None:
        super().__init__([], [], [])
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        """Return what the terminal gets."""
        return "".join(
            [
                f"\x1b[{y + 1};{x + 1}H{strip.render(console)}"
                for y, x, strip in self.pieces
                if strip.cell_length
            ]
        )


class FrameCompositor(Compositor):
    """Textual's compositor, with frames of its own.

    Of a widget whose class says `sends_changes`, only cells that have changed are sent. It paints
    no pictures: the terminal shows nothing there but what its lines say.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = ShownCells()

    def render_full_update(self, simplify: bool = False) -> LayoutUpdate:
        """Return the whole screen: what the terminal shows is not known, or will be hidden."""
        self._shown.clear()
        return super().render_full_update(simplify)

    def update_widgets(self, widgets: set[Widget]) -> None:
        """Note what widgets want painted. A hidden one waits until it is shown.

        Textual takes a widget that it does not know for a new one, and lays out the whole screen.
        """
        unknown = widgets - self.visible_widgets.keys()
        hidden = {each for each in unknown if not all(n.display for n in each.ancestors_with_self)}
        super().update_widgets(widgets - hidden)

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed since the last frame; None: nothing has."""
        wanted = self._wanted()
        if not wanted:
            return None
        pieces: list[tuple[int, int, Strip]] = []
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            left, right = seen.column_span
            touched = [
                y for y in seen.line_range
                if y in wanted and any(left <= x < right for x in wanted[y])
            ]  # fmt: skip
            if not touched:
                continue
            top, bottom = touched[0], touched[-1] + 1
            crop = Region(left - region.x, top - region.y, right - left, bottom - top)
            strips = widget.render_lines(crop)
            note = self._shown.changed if getattr(widget, "sends_changes", False) else self._whole
            for y in touched:
                for x, piece in self._cut(strips[y - top], y, left, right):
                    if (end := wanted[y].pop(x, None)) is not None:
                        pieces.append((y, *note(y, x, piece.crop(0, end - x))))
                if not wanted[y]:
                    del wanted[y]
            if not wanted:
                break
        pieces.sort(key=lambda piece: piece[:2])
        return Frame(pieces)

    def _whole(self, y: int, x: int, strip: Strip) -> tuple[int, Strip]:
        self._shown.covered(y, x, strip)
        return x, strip

    def _wanted(self) -> dict[int, dict[int, int]]:
        """Return, by line, the first columns of the pieces that have changed, and their ends."""
        screen, dirty = self.size.region, self._dirty_regions.copy()
        self._dirty_regions.clear()
        wanted: dict[int, dict[int, int]] = {}
        for y, start, end in self._regions_to_spans(map(screen.intersection, dirty)):
            line = wanted.setdefault(y, {})
            for cut, next_cut in pairwise(self.cuts[y]):
                if cut < end and next_cut > start:
                    line[cut] = max(line.get(cut, 0), min(end, next_cut))
        return wanted

    def _cut(self, strip: Strip, y: int, left: int, right: int) -> list[tuple[int, Strip]]:
        """Cut the line of a widget where other widgets begin or end."""
        cuts = [cut for cut in self.cuts[y] if left <= cut <= right]
        if len(cuts) == 2:
            return [(left, strip)]
        return list(zip(cuts, strip.divide([cut - left for cut in cuts[1:]]), strict=False))
