"""Frames that no terminal gets are painted, and not put together.

A headless app throws its frames away. Here every widget that a frame shows still paints itself,
with all that can go wrong in it; what Textual does then, cutting the lines of widgets into those of
the screen, is left out. Whoever looks at the screen has it put together: `support.screens`, SVGs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual._compositor import ChopsUpdate, Compositor
from textual._context import active_app, visible_screen_stack
from textual.geometry import Region

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen


def install() -> None:
    """Let every headless app do so."""
    put_together = Compositor.render_update

    def render_update(
        compositor: Compositor,
        full: bool = False,
        screen_stack: list[Screen[Any]] | None = None,
        simplify: bool = False,
    ) -> RenderableType | None:
        if full or not active_app.get().is_headless:
            return put_together(compositor, full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        dirty = list(compositor._dirty_regions)
        compositor._dirty_regions.clear()
        if not dirty:
            return None
        part = Region.from_union(dirty).intersection(compositor.size.region)
        for widget, (region, clip) in list(compositor.visible_widgets.items()):
            seen = region.intersection(clip)
            if seen and seen.overlaps(part):
                widget.render_lines(seen.translate(-region.offset))
        return ChopsUpdate([], [], [])

    Compositor.render_update = render_update  # type: ignore[method-assign, assignment]
