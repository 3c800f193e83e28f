"""Which panes of the inbox are shown: what there is room for, beside the list or in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mmstui.tui.layout import THREE, WIDE, list_width

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen


def fit(inbox: InboxScreen, width: int) -> None:
    """Choose between one pane and more, and set the width of the list."""
    inbox.set_class(width < WIDE, "-one-pane")
    inbox.set_class(width >= THREE, "-three")
    inbox.list.styles.width = list_width(width) if width >= WIDE else "1fr"
    show(inbox)


def show(inbox: InboxScreen) -> None:
    """Show the panes that there is room for; `display` styles no widget again, a class all."""
    opened, alone = inbox.thread is not None, inbox.has_class("-one-pane")
    inbox.list.display = not (alone and opened)
    inbox.right.display = opened or not alone
    inbox.summary.display = not opened
    inbox.late_pane.show_about(opened and inbox.has_class("-three"))
