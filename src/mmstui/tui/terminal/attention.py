"""Until when somebody can have seen the screen.

A terminal tells when it gets and loses the focus. tmux tells only of detaching, and screen of
nothing: what is painted in a window that is not shown was not seen.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from typing import Final

from mmstui.tui.terminal.multiplexer import is_shown_by_tmux, multiplexer

#: Seconds between two questions whether the screen is shown.
ASK_AGAIN: Final = 3.0
#: Seconds: what comes on the screen so soon after a key was seen by whoever pressed it.
AFTER_KEY: Final = 0.5


class Attention:
    """Knows until when the screen was seen. `environ` is that of the terminal."""

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        clock: Callable[[], float] = time.monotonic,
        is_shown: Callable[[Mapping[str, str]], bool | None] = is_shown_by_tmux,
    ) -> None:
        self._environ = environ
        self._clock = clock
        self._is_shown = is_shown
        self._pressed_at = -math.inf
        #: Whether the terminal's focus is all there is to know.
        self.follows_focus = not multiplexer(environ)

    def pressed(self) -> None:
        """Note that a key was pressed."""
        self._pressed_at = self._clock()

    async def seen_until(self) -> float:
        """Return the time, of `clock`, until which what was on the screen has been seen."""
        if self.follows_focus:
            return math.inf
        if multiplexer(self._environ) == "tmux":
            shown = await asyncio.to_thread(self._is_shown, self._environ)
            if shown is not None:
                return math.inf if shown else -math.inf
        return self._pressed_at + AFTER_KEY
