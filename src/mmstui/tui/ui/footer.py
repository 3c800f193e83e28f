"""The footer: the keys that work in this pane now."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from mmstui.tui.layout import ROOMY
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.commands import footer_keys, in_force
from mmstui.tui.ui.line_builder import LineBuilder, Part, width_of

GAP: Final = 3


class Hint(NamedTuple):
    """A key and its word."""

    keys: str
    word: str


class KeyFooter(Widget):
    """The footer line: bold keys, soft words; hints that do not fit are left out from the right."""

    DEFAULT_CSS = """
    KeyFooter { height: 1; background: $background; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()
        self._typing = False

    def on_mount(self) -> None:
        """Follow the active bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[Any]) -> None:
        if not self.is_attached or screen is not self.app.screen:
            return
        hints = pane_hints(screen)
        # A field takes letters as text. (Checking for its class would import the text area.)
        typing = screen.focused is not None and screen.focused.check_consume_key("a", "a")
        if (hints, typing) != (self._hints, self._typing):
            self._hints, self._typing = hints, typing
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        surface, width = Palette.of(self).t0, self.size.width
        help_command = app_commands.HELP if self._typing else app_commands.KEYS
        right = [help_command] if width < ROOMY else [app_commands.PALETTE, help_command]
        end: list[Part] = []
        for command in right:
            end += [("  ", surface.blank)] if end else []
            end += [(command.key, surface.strong), (f" {command.name}", surface.soft)]
        line = LineBuilder(width, surface.blank).skip(1)
        room = width - width_of(end) - 1 - GAP
        for number, hint in enumerate(self._hints):
            parts: list[Part] = [(hint.keys, surface.strong), (f" {hint.word}", surface.soft)]
            if line.used + (GAP if number else 0) + width_of(parts) > room:
                break
            line.skip(GAP if number else 0).parts(parts)
        return line.to(width - 1 - width_of(end)).parts(end).strip()


def pane_hints(screen: Screen[Any]) -> tuple[Hint, ...]:
    """Return the hints of the focused pane, the nearest node's first; the screen's only if it has
    none.

    A pane with a method `offers` says which of its actions are worth a hint now.
    """
    hints: dict[str, Hint] = {}
    for active in in_force(screen):
        binding = active.binding
        if not (binding.show and binding.description):
            continue
        if hints and active.node in (screen, screen.app):
            continue
        if (offers := getattr(active.node, "offers", None)) and not offers(binding.action):
            continue
        if keys := footer_keys(binding):
            hints.setdefault(binding.action, Hint(keys, binding.description))
    return tuple(hints.values())
