"""Contrast of text, as WCAG 2 counts it: colours of themes that are hard to read are moved away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.color import Color

#: The least contrast of text, and of marks and large text (WCAG 2, level AA).
TEXT: Final = 4.5
MARK: Final = 3.0
#: How much of the foreground faint text has.
FAINT: Final = 0.62
#: Steps from a colour to black or white.
_STEPS: Final = 20
_BLACK: Final = Color(0, 0, 0)
_WHITE: Final = Color(255, 255, 255)


def ratio(one: Color, other: Color) -> float:
    """Return the contrast of two opaque colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def legible(colour: Color, *grounds: Color, least: float = TEXT) -> Color:
    """Return the colour, moved to black or white until it has this contrast on all grounds."""
    if all(ratio(colour, ground) >= least for ground in grounds):
        return colour
    end = max((_BLACK, _WHITE), key=lambda end: min(ratio(end, ground) for ground in grounds))
    steps = (colour.blend(end, step / _STEPS) for step in range(1, _STEPS))
    wanted = (each for each in steps if all(ratio(each, g) >= least for g in grounds))
    return next(wanted, end)


def grounds_of(variables: Mapping[str, str]) -> tuple[Color, Color, Color]:
    """Return the three surfaces of a theme."""
    first = Color.parse(variables["background"])
    second = first + Color.parse(variables["surface"])
    return first, second, second + Color.parse(variables["panel"])


def legible_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a theme whose text in fields can be read, selected or not.

    The other text is painted with `palette`, which sees to it itself.
    """
    found = dict(variables)
    foreground = Color.parse(variables["foreground"])
    if foreground.ansi is not None:
        return found
    grounds = grounds_of(variables)
    foreground = legible(grounds[0] + foreground, *grounds)
    found["foreground"] = found["input-selection-foreground"] = foreground.hex
    found["text-muted"] = legible(grounds[1].blend(foreground, FAINT), grounds[1]).hex
    selection = grounds[1] + _with_percent(variables["input-selection-background"])
    steps = (selection.blend(grounds[1], step / _STEPS) for step in range(_STEPS))
    fit = next((each for each in steps if ratio(foreground, each) >= TEXT), grounds[1])
    found["input-selection-background"] = fit.hex
    return found


def _with_percent(value: str) -> Color:
    """Return the colour of a variable, which may have an opacity behind it: `#5fc0b4 30%`."""
    colour, _, percent = value.partition(" ")
    parsed = Color.parse(colour)
    return parsed.with_alpha(float(percent.rstrip("%")) / 100) if percent else parsed
