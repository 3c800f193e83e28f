"""Replaces caches of Textual and Rich that keep closed screens, photos and old texts."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, Final

from rich import cells
from textual._styles_cache import StylesCache
from textual.strip import Strip

#: A screen without photos has a hundred.
_STYLES: Final = 1024
#: A screen has some hundred.
_WIDTHS: Final = 1024


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


def keep_few_widths() -> None:
    """Make the cache of `cell_len`, the widths of texts, smaller.

    Rich 15 keeps 4,096 texts of up to 511 characters: what was shown hours ago, 1.4 MB and more.
    """
    cached: Any = cells.cached_cell_len
    if getattr(cached, "__wrapped__", None) is not None:
        cells.cached_cell_len = lru_cache(_WIDTHS)(cached.__wrapped__)
