"""Regular expressions that are compiled when they are first used.

Compiling all patterns of the modules that a short command imports takes longer than the command.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyPattern:
    """Stands for a compiled pattern; keeps each method of it that was used, which is as fast."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # `re` remembers the compiled pattern for the next method.
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what can be used as `re.compile(source, flags)`."""
    return cast(re.Pattern[str], _LazyPattern(source, flags))
