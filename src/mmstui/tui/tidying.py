"""When garbage is collected: while the user does nothing, so that no key waits for it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any, Final

from textual.app import App
from textual.timer import Timer

#: Seconds without a key after which nobody notices 20 ms of garbage collection.
IDLE: Final = 0.4
#: Seconds after which garbage is collected although keys come: a closed screen takes 1.4 MB.
BUSY_AT_MOST: Final = 5.0
#: New objects from which garbage is collected too though no screen was closed: each layout and
#: each change of focus leaves hundreds in reference cycles.
MANY: Final = 4_000


class Tidying:
    """Calls `tidy` after a screen was closed, or `MANY` objects were made.

    It waits until no key was pressed for `IDLE` seconds, but at most `BUSY_AT_MOST` seconds.
    """

    def __init__(self, app: App[Any], tidy: Callable[[], object]) -> None:
        self._app = app
        self._tidy = tidy
        self._timer: Timer | None = None
        self._by = 0.0
        self._pressed_at = 0.0

    def start(self) -> None:
        """Follow the app's screens; called when it is mounted."""
        self._app.screen_change_signal.subscribe(self._app, lambda _: self._schedule())

    def pressed(self) -> None:
        """Note that a key was pressed."""
        self._pressed_at = time.monotonic()
        if gc.get_count()[0] > MANY:
            self._schedule()

    def _schedule(self) -> None:
        if self._timer is None:
            self._by = time.monotonic() + BUSY_AT_MOST
            self._timer = self._app.set_timer(IDLE, self._when_idle)

    def _when_idle(self) -> None:
        """Collect garbage: a closed screen leaves some 5,000 objects in reference cycles."""
        now = time.monotonic()
        if now - self._pressed_at < IDLE and now < self._by:
            self._timer = self._app.set_timer(IDLE, self._when_idle)
            return
        self._timer = None
        self._tidy()
