"""What every app of mmstui has: its themes, its driver, and a size that can be laid out in."""

from __future__ import annotations

import os
from typing import Any, Generic, TypeVar

from rich.console import RenderableType
from textual.app import App
from textual.driver import Driver
from textual.events import Event, Resize
from textual.geometry import Size
from textual.screen import Screen

from mmstui.tui.terminal import extra_keys
from mmstui.tui.theme.contrast import legible_variables
from mmstui.tui.theme.themes import DARK, OURS
from mmstui.tui.ui import cramped
from mmstui.tui.ui.toasts import ToastApp

T = TypeVar("T")


class BaseApp(ToastApp[T], Generic[T]):
    """An app in a theme of mmstui's."""

    TITLE = "mmstui"
    #: mmstui has its own command palette, which is a dialog like the others.
    ENABLE_COMMAND_PALETTE = False
    #: Whether no signs are drawn that a font may lack.
    ascii_signs = False
    #: Whether blank lines are left out, and lists have a line for each row.
    compact = False

    def __init__(self, theme: str, *, blink: bool = False) -> None:
        """`theme`: of an unknown one the default is used. `blink`: whether the caret blinks."""
        extra_keys.install()
        # Textual's NO_COLOR filter leaves greys unless the app is an ANSI one.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.blink = blink
        self._cramped: Size | None = None
        for ours in OURS:
            self.register_theme(ours)
        self._set_first_theme(theme if theme in self.available_themes else DARK.name)

    def _set_first_theme(self, theme: str) -> None:
        """Set the theme of the first frame. Assigning the reactive would parse all CSS twice."""
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        classes = {f"-theme-{theme}": True, "-dark-mode": dark, "-light-mode": not dark}
        self.update_classes(classes, update=False)
        self._refresh_truecolor_filter(self.ansi_theme)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the theme's variables, with text that can be read on all of its surfaces."""
        return legible_variables(super().get_css_variables())

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's driver; in a POSIX terminal or a browser our subclass of it."""
        chosen = super().get_driver_class()
        match chosen.__name__:
            case "LinuxDriver":
                from mmstui.tui.terminal.sgr_optimizer import TerminalDriver

                return TerminalDriver
            case "WebDriver":
                from mmstui.tui.terminal.browser_driver import BrowserDriver

                return BrowserDriver
        return chosen

    def _set_pointer_shape(self, shape: str) -> None:
        """Do nothing: no widget sets a pointer shape, so no escape sequence is written for it."""

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """The screens that can be seen behind the current one: none behind an opaque one.

        Textual has the next one there too: whatever changes in the inbox would be painted again
        behind triage mode, and triage mode over it.
        """
        opaque = bool(self.screen_stack) and self.screen.styles.background.a == 1
        return [] if opaque else super()._background_screens

    # Size.

    @property
    def size(self) -> Size:
        """The size that panes are laid out in: the terminal's, or the minimum if it is smaller."""
        return cramped.room(super().size)

    async def on_event(self, event: Event) -> None:
        """Lay out in a size that can be laid out in."""
        if isinstance(event, Resize):
            terminal, room = event.size, cramped.room(event.size)
            was_cramped, self._cramped = self._cramped, terminal if room != terminal else None
            event.size = event.virtual_size = event.container_size = room
            if self._cramped is not None and self._driver is not None:
                self._driver.write(cramped.words(terminal))
                self._driver.flush()
            elif was_cramped is not None:
                # The panes may not have changed size, so Textual would not repaint them.
                self.call_later(self.action_redraw)
        await super().on_event(event)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint, unless the terminal is too small."""
        if self._cramped is None:
            super()._display(screen, renderable)

    def action_redraw(self) -> None:
        """Repaint the whole screen, which another program may have written over."""
        if self._cramped is not None and self._driver is not None:
            self._driver.write(cramped.words(self._cramped))
        screen = self.screen
        update = screen._compositor.render_update(full=True, screen_stack=self._background_screens)
        self._display(screen, update)
