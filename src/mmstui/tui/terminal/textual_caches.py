"""Replaces caches of Textual that would keep closed screens, and the colours of photos."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, Final

from textual._styles_cache import StylesCache
from textual.strip import Strip

#: A screen without photos has a hundred.
_STYLES: Final = 1024


def keep_no_widgets() -> None:
    """Remove the object from the key of the cache of `StylesCache.get_inner_outer`.

    Textual 8.2.8 caches a method there, so its `self` is part of the key: the painted lines of the
    last 1,024 widgets stay in memory, about 2 KB each, even after the widgets are gone.
    """
    # findings/textual-cached-method.sh
    method: Any = StylesCache.get_inner_outer
    original = getattr(method, "__wrapped__", None)
    if original is None or not hasattr(method, "cache_info"):
        return  # another version of Textual, or replaced already
    cached = lru_cache(1024)(partial(original, StylesCache))

    def get_inner_outer(_: StylesCache, *colours: Any) -> Any:
        return cached(*colours)

    setattr(StylesCache, "get_inner_outer", get_inner_outer)  # noqa: B010 - no type of Textual's


def keep_few_styles() -> None:
    """Make the cache of `Strip.render_ansi`, a style's codes, smaller.

    Each cell of a photo has a style of its own, with its colours almost 1 KB. Textual 8.2.8 keeps
    16,384 of them: 14 MB after five photos in half blocks.
    """
    # findings/textual-keeps-styles.sh
    method: Any = Strip.render_ansi
    if getattr(method, "__wrapped__", None) is None:
        return  # another version of Textual
    if method.cache_parameters()["maxsize"] != _STYLES:
        cached: Any = lru_cache(_STYLES)(method.__wrapped__)
        setattr(Strip, "render_ansi", classmethod(cached))  # noqa: B010 - no type of Textual's
