"""The inks of the current theme, blended over its three tones, as rich styles for the line API.

A line-API widget cannot ask CSS for `$foreground 76%` a cell at a time, so the blends are made
here, once per theme. Under NO_COLOR there are only attributes; in an ANSI theme there are no tones,
and soft and faint are the terminal's own dim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from rich.style import Style
from textual.color import Color

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

BOLD: Final = Style(bold=True)
#: What a search or a fuzzy pick found; add it to `accent`.
HIT: Final = Style(bold=True, underline=True)

SOFT: Final = 0.76
FAINT: Final = 0.62
RULE: Final = 0.17

#: Text on a pill, on a bright one and on a dark one.
ON_BRIGHT: Final = Color.parse("#0c0f10")
ON_DARK: Final = Color.parse("#ffffff")


class Ink(StrEnum):
    """Names of the inks, as attributes of `Ground`."""

    INK = "ink"
    SOFT = "soft"
    FAINT = "faint"
    RULE = "rule"
    ACCENT = "accent"
    ERROR = "error"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Ground:
    """The inks on one tone. Every style carries the tone as its background."""

    blank: Style
    ink: Style
    strong: Style  #: ink, bold
    soft: Style
    faint: Style
    rule: Style
    accent: Style
    error: Style
    warn: Style
    bar: Style  #: the bar where the keys go
    bar_away: Style  #: the bar where the focus left
    pill_accent: Style
    pill_error: Style
    pill_warn: Style

    def of(self, ink: Ink, *, bold: bool = False) -> Style:
        """The style of an ink by its name."""
        style: Style = getattr(self, ink.value)
        return style + BOLD if bold else style


@dataclass(frozen=True, slots=True)
class Inks:
    """Every ink on every tone of one theme.

    `cursor` is the ground of the row under the cursor while its pane has the focus; `cursor_away`
    where the focus left. `bar` is the glyph of column 0, `bar_below` that of its further lines.
    """

    t0: Ground
    t1: Ground
    t2: Ground
    cursor: Ground
    cursor_away: Ground
    attributes_only: bool  #: NO_COLOR
    toneless: bool  #: NO_COLOR or an ANSI theme: grounds differ in nothing to see
    bar: str
    bar_below: str

    def on(self, tone: int) -> Ground:
        """The inks on T0, T1 or T2."""
        return (self.t0, self.t1, self.t2)[tone]

    @staticmethod
    def of(widget: DOMNode) -> Inks:
        """The inks for a widget or an app, by the theme in force."""
        app: App[Any] = widget.app
        key = (app.theme, app.no_color)
        if (found := _cache.get(key)) is None:
            found = _cache[key] = (
                _attributes() if app.no_color else from_variables(app.theme_variables)
            )
        return found

    @staticmethod
    def forget() -> None:
        """Drop what is cached: a theme was registered again under its name."""
        _cache.clear()


_cache: dict[tuple[str, bool], Inks] = {}


def from_variables(variables: Mapping[str, str]) -> Inks:
    """Inks from a theme's CSS variables."""
    colours = {
        name: Color.parse(variables[name])
        for name in (
            "foreground", "background", "surface", "panel", "primary", "error", "warning",
            "text-primary", "text-error", "text-warning",
        )
    }  # fmt: skip
    if colours["foreground"].ansi is not None:
        ground = _ansi_ground(colours)
        return Inks(ground, ground, ground, ground, ground, False, True, "▌", "▌")
    t0 = colours["background"]
    t1 = t0 + colours["surface"]
    t2 = t1 + colours["panel"]
    first, second, third = (_ground(tone, colours) for tone in (t0, t1, t2))
    return Inks(first, second, third, third, third, False, False, "▌", "▌")


def _ground(tone: Color, colours: Mapping[str, Color]) -> Ground:
    foreground = tone + colours["foreground"]

    def ink(colour: Color) -> Style:
        return Style.from_color((tone + colour).rich_color, tone.rich_color)

    def pill(colour: Color) -> Style:
        text = ON_BRIGHT if colour.brightness > 0.5 else ON_DARK
        return Style.from_color(text.rich_color, colour.rich_color) + BOLD

    return Ground(
        blank=ink(foreground),
        ink=ink(foreground),
        strong=ink(foreground) + BOLD,
        soft=ink(tone.blend(foreground, SOFT)),
        faint=ink(tone.blend(foreground, FAINT)),
        rule=ink(tone.blend(foreground, RULE)),
        accent=ink(colours["text-primary"]),
        error=ink(colours["text-error"]),
        warn=ink(colours["text-warning"]),
        bar=ink(colours["primary"]),
        bar_away=ink(tone.blend(foreground, FAINT)),
        pill_accent=pill(colours["primary"]),
        pill_error=pill(colours["error"]),
        pill_warn=pill(colours["warning"]),
    )


def _ansi_ground(colours: Mapping[str, Color]) -> Ground:
    def ink(name: str) -> Style:
        return Style.from_color(colours[name].rich_color)

    plain, dim = Style(), Style(dim=True)
    turned = Style(reverse=True, bold=True)
    return Ground(
        blank=plain,
        ink=plain,
        strong=BOLD,
        soft=dim,
        faint=dim,
        rule=dim,
        accent=ink("text-primary"),
        error=ink("text-error"),
        warn=ink("text-warning"),
        bar=ink("primary"),
        bar_away=dim,
        pill_accent=ink("primary") + turned,
        pill_error=ink("error") + turned,
        pill_warn=ink("warning") + turned,
    )


def _attributes() -> Inks:
    plain, dim, turned = Style(), Style(dim=True), Style(reverse=True)
    pill = Style(reverse=True, bold=True)
    ground = Ground(
        plain, plain, BOLD, dim, dim, dim, BOLD, BOLD, BOLD, BOLD, dim, pill, pill, pill
    )
    # Dim and reverse together are unreadable on several terminals: the cursor's row has no dim.
    strong = turned + BOLD
    cursor = Ground(
        turned, turned, strong, turned, turned, turned, strong, strong, strong, strong, turned,
        BOLD, BOLD, BOLD,
    )  # fmt: skip
    return Inks(ground, ground, ground, cursor, ground, True, True, ">", " ")
