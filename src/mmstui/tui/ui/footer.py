"""The footer: the keys that work in this pane now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.notifications import Notification
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer

from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.commands import Command, footer_keys, told_in_force
from mmstui.tui.ui.footer_line import GAP, Foot, Hint, paint_footer
from mmstui.tui.ui.key_count import typed_count
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.line_widget import LineWidget

#: Blank columns at both ends of a notification.
TOAST_PADDING: Final = 2


class KeyFooter(LineWidget):
    """The footer line: bold keys, soft words; hints that do not fit are left out from the right.

    A pane with a text `footer_lead` has that before them, in accent. A notification of one line is
    painted over the hints: as a widget of its own, which comes and goes, it would cost two layouts.
    """

    DEFAULT_CSS = """
    KeyFooter { height: 1; background: $background; }
    """

    #: A sentence instead of the hints, ready to paint.
    note: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()
        self._lead = ""
        self._typing = False
        #: The first column that a notification of several lines covers.
        self._covered_from: int | None = None
        self._told: Notification | None = None
        self._told_timer: Timer | None = None

    def on_mount(self) -> None:
        """Follow the active bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self.screen.screen_layout_refresh_signal.subscribe(self, self._make_room)
        self._follow(self.screen)

    def _follow(self, screen: Screen[Any]) -> None:
        if not self.is_attached or screen is not self.app.screen:
            return
        hints = pane_hints(screen)
        # A field takes letters as text. (Checking for its class would import the text area.)
        typing = screen.focused is not None and screen.focused.check_consume_key("a", "a")
        lead = typed_count(screen) or getattr(screen.focused, "footer_lead", "")
        if (hints, typing, lead) != (self._hints, self._typing, self._lead):
            self._hints, self._typing, self._lead = hints, typing, lead
            self.refresh()

    def _make_room(self, screen: Screen[Any]) -> None:
        """Leave out the hints that a notification would cover, and show them again after it."""
        toasts = (
            toast.region
            for rack in screen.query_children("ToastRack")
            for toast in rack.query("Toast")
        )
        covered = min((each.x for each in toasts if each.bottom > self.region.y), default=None)
        if covered != self._covered_from:
            self._covered_from = covered
            self.refresh()

    def on_resize(self) -> None:
        """Let a notification have another place, if it no longer fits."""
        self.app._refresh_notifications()

    # The notification.

    def tell(self, notification: Notification | None) -> bool:
        """Show a notification, or none; return False if it needs more than the line."""
        if notification is not None and not self._fits(notification):
            notification = None
        told, self._told = self._told, notification
        if notification is not told:
            if self._told_timer is not None:
                self._told_timer.stop()
            if notification is not None:
                self._told_timer = self.set_timer(notification.time_left, self._take_off)
            self.refresh()
        return notification is not None

    def _fits(self, notification: Notification) -> bool:
        if notification.title or notification.markup or "\n" in notification.message:
            return False
        # Who is told what has failed reads it to its end.
        cells = cell_len(notification.message) + 2 * TOAST_PADDING
        return notification.severity == "information" or cells <= self.size.width

    def _take_off(self) -> None:
        if self._told is not None:
            self.app._unnotify(self._told)

    def on_click(self, event: events.Click) -> None:
        """Take the notification off that was clicked on."""
        if self._told is not None and event.x in self._told_columns:
            self._take_off()

    @property
    def _told_columns(self) -> range:
        """The columns of the notification, in the middle of the line."""
        if self._told is None:
            return range(0)
        width = self.size.width
        cells = min(width, cell_len(self._told.message) + 2 * TOAST_PADDING)
        start = (width - cells) // 2
        return range(start, start + cells)

    def _with_notification(self, line: Strip) -> Strip:
        if self._told is None:
            return line
        columns, surface = self._told_columns, Palette.of(self).t2
        words = Content(self._told.message)
        words = words.truncate(len(columns) - 2 * TOAST_PADDING, ellipsis=True)
        blank = Segment(" " * TOAST_PADDING, Style(bgcolor=surface.blank.bgcolor))
        toast = Strip([blank, Segment(words.plain, surface.text), blank])
        return Strip.join([line.crop(0, columns.start), toast, line.crop(columns.stop)])

    # The hints.

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        surface = Palette.of(self).t0
        line = LineBuilder(self.size.width, surface.blank)
        end = end_hints(app_commands.HELP if self._typing else app_commands.KEYS)
        covered = self._told_columns.start if self._told is not None else self._covered_from
        foot = Foot(self._hints, end, self._lead, self.note)
        paint_footer(line, foot, surface, line.width if covered is None else covered - GAP)
        return self._with_notification(line.strip())


def end_hints(keys: Command) -> tuple[Hint, Hint]:
    """Return what stands at the right end: the palette, and a command that tells the keys."""
    palette = app_commands.PALETTE
    return Hint(palette.key, palette.name), Hint(keys.key, keys.name)


def say_in_footer(screen: Screen[Any], words: str) -> None:
    """Show a sentence in the place of the hints; "" ends that."""
    for footer in footers_of(screen):
        footer.note = words


def footers_of(screen: Screen[Any]) -> list[KeyFooter]:
    """Return the footer of a screen, if it has one.

    Each key asks for it: a query for the class would take a tenth of a step in the list.
    """
    return [child for child in screen.children if isinstance(child, KeyFooter)]


def pane_hints(screen: Screen[Any]) -> tuple[Hint, ...]:
    """Return the hints of the focused pane, the nearest node's first; the screen's only if it has
    none.

    A pane with a method `offers` says which of its actions are worth a hint now; one with
    `hint_names`, what an action is called there.
    """
    hints: dict[str, Hint] = {}
    for active in told_in_force(screen):
        binding = active.binding
        if not (binding.show and binding.description):
            continue
        if hints and active.node in (screen, screen.app):
            continue
        if (offers := getattr(active.node, "offers", None)) and not offers(binding.action):
            continue
        names: Mapping[str, str] = getattr(active.node, "hint_names", {})
        if keys := footer_keys(binding):
            word = names.get(binding.action, binding.description)
            hints.setdefault(binding.action, Hint(keys, word))
    return tuple(hints.values())
