"""Frames that no terminal gets are painted when the program rests, and not put together.

A headless app throws its frames away. Here each widget that the frames since the last rest would
show paints itself once the pilot waits, with all that can go wrong in it. What Textual does then is
left out: cutting the lines of widgets into those of the screen, and dimming what stands behind a
dialog. Whoever looks at the screen has all of it: `support.screens`, SVGs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from textual._compositor import ChopsUpdate, Compositor
from textual._context import active_app, visible_screen_stack
from textual.geometry import Region
from textual.screen import ModalScreen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.app import App
    from textual.screen import Screen

#: What is to be painted, by the compositor of the screen.
_unpainted: WeakKeyDictionary[Compositor, set[Region]] = WeakKeyDictionary()


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
        if not compositor._dirty_regions:
            return None
        _unpainted.setdefault(compositor, set()).update(compositor._dirty_regions)
        compositor._dirty_regions.clear()
        return ChopsUpdate([], [], [])

    Compositor.render_update = render_update  # type: ignore[method-assign, assignment]


def paint(app: App[Any]) -> bool:
    """Let the widgets of the screen paint what has changed; whether anything had."""
    if not app.screen_stack:
        return False
    # Whoever looks at a dialog sees what stands behind it too.
    visible_screen_stack.set(app._background_screens)
    compositor = app.screen._compositor
    dirty = _unpainted.pop(compositor, None)
    _unpainted.clear()
    if not dirty:
        return False
    for widget, (region, clip) in list(compositor.visible_widgets.items()):
        seen = region.intersection(clip)
        parts = [part for each in dirty if (part := seen.intersection(each))]
        if parts and not isinstance(widget, ModalScreen):
            widget.render_lines(Region.from_union(parts).translate(-region.offset))
    return True
