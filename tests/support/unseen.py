"""Frames that no terminal gets are painted, and not put together.

A headless app throws its frames away. Here every widget that a frame shows still paints itself,
with all that can go wrong in it; what Textual does then, cutting the lines of widgets into those of
the screen, is left out. Whoever looks at the screen (`support.screens`) has it put together.
"""

from __future__ import annotations

from typing import Any

from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual._context import active_app
from textual.geometry import Region


def install() -> None:
    """Let every headless app do so."""
    full, partial = Compositor.render_full_update, Compositor.render_partial_update

    def render_full(compositor: Compositor, simplify: bool = False) -> LayoutUpdate:
        if simplify or not active_app.get().is_headless:
            return full(compositor, simplify)
        whole = compositor.size.region
        compositor._dirty_regions.clear()
        _paint(compositor, whole)
        return LayoutUpdate([], whole)

    def render_partial(compositor: Compositor) -> ChopsUpdate | None:
        if not active_app.get().is_headless:
            return partial(compositor)
        dirty = list(compositor._dirty_regions)
        compositor._dirty_regions.clear()
        if not dirty:
            return None
        _paint(compositor, Region.from_union(dirty).intersection(compositor.size.region))
        return ChopsUpdate([], [], [])

    patched: Any = Compositor
    patched.render_full_update, patched.render_partial_update = render_full, render_partial


def _paint(compositor: Compositor, part: Region) -> None:
    """Let those widgets paint that are seen within a part of the screen."""
    for widget, (region, clip) in list(compositor.visible_widgets.items()):
        seen = region.intersection(clip)
        if seen and seen.overlaps(part):
            widget.render_lines(seen.translate(-region.offset))
