"""A cache of Textual's that would keep screens alive."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from textual._styles_cache import StylesCache


def keep_no_widgets() -> None:
    """Take the object out of the key of `StylesCache.get_inner_outer`.

    Textual 8.2.8 caches a method there: what it was called for is part of the key, so the painted
    lines of the last 1,024 widgets stay, some 2 KB each, whatever became of the widgets.
    """
    # findings/textual-cached-method.sh
    method: Any = StylesCache.get_inner_outer
    original = getattr(method, "__wrapped__", None)
    if original is None or not hasattr(method, "cache_info"):
        return  # another Textual, or done already
    cached = lru_cache(1024)(partial(original, StylesCache))

    def get_inner_outer(_: StylesCache, *colours: Any) -> Any:
        return cached(*colours)

    setattr(StylesCache, "get_inner_outer", get_inner_outer)  # noqa: B010 - no type of Textual's
