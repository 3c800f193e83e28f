"""Notifications: one at a time, in the footer."""

from __future__ import annotations

import logging
import time
from typing import Any, Final, Generic, TypeVar

from textual.app import App
from textual.notifications import SeverityLevel

from mmstui.domain.traces import shown_by

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds that an error is shown, and seconds in which only another error replaces it.
ERROR_TIMEOUT: Final = 15.0
ERROR_PRIORITY: Final = 2.0


class ToastApp(App[T], Generic[T]):
    """An app whose footer has room for one notification."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._error_at = -ERROR_PRIORITY

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notification in the footer; it replaces the previous one.

        An error stays for `ERROR_TIMEOUT` seconds at least; for `ERROR_PRIORITY` seconds only
        another error replaces it. The log gets the caller, but no message and no password.
        """
        now = time.monotonic()
        if severity == "error":
            log.error("an error was shown, by %s", shown_by())
            timeout = max(timeout or 0.0, ERROR_TIMEOUT)
            self._error_at = now
        elif now - self._error_at < ERROR_PRIORITY:
            return
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def on_notify(self) -> None:
        """Clear the previous notification, which Textual keeps: the footer has room for one."""
        self.clear_notifications()

    def clear_notifications(self) -> None:
        """Remove the toast widgets too: Textual leaves them, and the next would be below them."""
        super().clear_notifications()
        for screen in self.screen_stack:
            # By a query, the whole screen is painted: findings/textual-query-remove-repaints.sh.
            for holder in screen.query("ToastHolder"):
                holder.remove()
