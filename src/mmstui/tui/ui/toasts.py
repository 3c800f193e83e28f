"""Notifications: one at a time, in the footer."""

from __future__ import annotations

import logging
import time
from typing import Any, Final, Generic, TypeVar

from textual.app import App
from textual.notifications import Notification, Notifications, SeverityLevel
from textual.widgets._toast import ToastRack

from mmstui.domain.traces import shown_by
from mmstui.tui.ui.footer import footers_of

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

    def _refresh_notifications(self) -> None:
        """Show the notification in the footer's own line if it has room there, else as Textual.

        Without any, remove the toasts of all screens too: Textual leaves its own, and the next
        would be below them.
        """
        told = next(iter(self._notifications), None)
        for screen in self.screen_stack if told is None else self.screen_stack[-1:]:
            for rack in screen.query_children(ToastRack):
                footers = [footer.tell(told) for footer in footers_of(screen)]
                if told is not None and not any(footers):
                    self.call_later(_show_above, rack, told, self._notifications)
                    continue
                # A query would paint the whole screen: findings/textual-query-remove-repaints.sh.
                for holder in rack.children:
                    holder.remove()


def _show_above(rack: ToastRack, told: Notification, notifications: Notifications) -> None:
    """Show a notification in lines above the footer, unless another has replaced it."""
    if told in notifications:
        rack.show(notifications)
