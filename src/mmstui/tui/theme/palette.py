"""The palette of the current theme: a rich style for each role of text on each surface.

A line-API widget cannot ask CSS for `$foreground 76%` cell by cell, so colours are blended here,
once per theme. Under NO_COLOR there are only attributes. An ANSI theme has no surfaces, and its
soft and faint text is the terminal's own dim.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from rich.style import Style
from textual.color import Color

from mmstui.domain.records import record
from mmstui.tui.theme.contrast import FAINT, MARK, grounds_of, legible
from mmstui.tui.theme.roles import Role as Role

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

BOLD: Final = Style(bold=True)
#: Marks the matches of a search or of a fuzzy query; add it to `accent`.
HIT: Final = Style(bold=True, underline=True)

SOFT: Final = 0.76
RULE: Final = 0.17

#: Text on a bright button, and on a dark one.
ON_BRIGHT: Final = Color.parse("#0c0f10")
ON_DARK: Final = Color.parse("#ffffff")


@record
class Surface:
    """The styles of all roles on one surface. Each style has the surface as its background."""

    blank: Style
    text: Style
    strong: Style  #: text, bold
    soft: Style
    faint: Style
    rule: Style
    accent: Style
    error: Style
    warn: Style
    bar: Style  #: the cursor's bar in the pane that has the focus
    bar_away: Style  #: the cursor's bar in a pane that lost the focus
    button_accent: Style
    button_error: Style
    button_warn: Style

    def of(self, role: Role, *, bold: bool = False) -> Style:
        """Return the style of a role."""
        style: Style = getattr(self, role.value)
        return style + BOLD if bold else style

    @property
    def hit(self) -> Style:
        """The style of a match of a search."""
        return self.accent + HIT


@record
class Palette:
    """All surfaces of one theme.

    `cursor` is the surface of the cursor's row while its pane has the focus, `cursor_away` while
    another pane has it. `bar` is the glyph of column 0 in that row, `bar_below` in its further
    lines.
    """

    t0: Surface
    t1: Surface
    t2: Surface
    cursor: Surface
    cursor_away: Surface
    attributes_only: bool  #: NO_COLOR
    flat: bool  #: NO_COLOR or an ANSI theme: the surfaces look the same
    bar: str
    bar_below: str

    def on(self, tone: int) -> Surface:
        """Return surface T0, T1 or T2."""
        return (self.t0, self.t1, self.t2)[tone]

    @staticmethod
    def of(widget: DOMNode) -> Palette:
        """Return the palette of the current theme, for a widget or an app."""
        app: App[Any] = widget.app
        key = (app.theme, app.no_color)
        if (found := _cache.get(key)) is None:
            found = _cache[key] = (
                _attributes() if app.no_color else from_variables(app.theme_variables)
            )
        return found

    @staticmethod
    def forget() -> None:
        """Clear the cache: a theme was registered again under its name."""
        _cache.clear()


_cache: dict[tuple[str, bool], Palette] = {}


def from_variables(variables: Mapping[str, str]) -> Palette:
    """Make a palette from the CSS variables of a theme."""
    colours = {
        name: Color.parse(variables[name])
        for name in (
            "foreground", "background", "surface", "panel", "primary", "error", "warning",
            "text-primary", "text-error", "text-warning",
        )
    }  # fmt: skip
    if colours["foreground"].ansi is not None:
        surface = _ansi_surface(colours)
        return Palette(surface, surface, surface, surface, surface, False, True, "▌", "▌")
    first, second, third = (_surface(tone, colours) for tone in grounds_of(variables))
    return Palette(first, second, third, third, third, False, False, "▌", "▌")


def _surface(tone: Color, colours: Mapping[str, Color]) -> Surface:
    foreground = tone + colours["foreground"]

    def style(colour: Color) -> Style:
        return Style.from_color((tone + colour).rich_color, tone.rich_color)

    def text(colour: Color) -> Style:
        return style(legible(tone + colour, tone))

    def mark(colour: Color) -> Style:
        return style(legible(tone + colour, tone, least=MARK))

    def button(colour: Color) -> Style:
        words = ON_BRIGHT if colour.brightness > 0.5 else ON_DARK
        return Style.from_color(legible(words, colour).rich_color, colour.rich_color) + BOLD

    return Surface(
        blank=style(foreground),
        text=text(foreground),
        strong=text(foreground) + BOLD,
        soft=text(tone.blend(foreground, SOFT)),
        faint=text(tone.blend(foreground, FAINT)),
        rule=style(tone.blend(foreground, RULE)),
        accent=text(colours["text-primary"]),
        error=text(colours["text-error"]),
        warn=text(colours["text-warning"]),
        bar=mark(colours["primary"]),
        bar_away=mark(tone.blend(foreground, FAINT)),
        button_accent=button(colours["primary"]),
        button_error=button(colours["error"]),
        button_warn=button(colours["warning"]),
    )


def _ansi_surface(colours: Mapping[str, Color]) -> Surface:
    def style(name: str) -> Style:
        return Style.from_color(colours[name].rich_color)

    plain, dim = Style(), Style(dim=True)
    reversed_bold = Style(reverse=True, bold=True)
    return Surface(
        blank=plain,
        text=plain,
        strong=BOLD,
        soft=dim,
        faint=dim,
        rule=dim,
        accent=style("text-primary"),
        error=style("text-error"),
        warn=style("text-warning"),
        bar=style("primary"),
        bar_away=dim,
        button_accent=style("primary") + reversed_bold,
        button_error=style("error") + reversed_bold,
        button_warn=style("warning") + reversed_bold,
    )


def _attributes() -> Palette:
    plain, dim, reverse = Style(), Style(dim=True), Style(reverse=True)
    button = Style(reverse=True, bold=True)
    surface = Surface(
        plain, plain, BOLD, dim, dim, dim, BOLD, BOLD, BOLD, BOLD, dim, button, button, button
    )
    # Dim with reverse is unreadable on several terminals, so the cursor's row has no dim text.
    strong = reverse + BOLD
    cursor = Surface(
        reverse, reverse, strong, reverse, reverse, reverse, strong, strong, strong, strong,
        reverse, BOLD, BOLD, BOLD,
    )  # fmt: skip
    return Palette(surface, surface, surface, cursor, surface, True, True, ">", " ")
