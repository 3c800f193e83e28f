"""The inks: legible in both themes, three tones at 256 colours, attributes without colours."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from mmstui.settings import THEMES
from mmstui.tui.theme.contrast import grounds_of, legible_variables, ratio
from mmstui.tui.theme.palette import Palette, Surface, from_variables
from mmstui.tui.theme.themes import DARK, LIGHT, OURS
from mmstui.tui.ui.line_builder import LineBuilder, advice, cut, wrap


def inks_of(theme: Theme) -> Palette:
    return from_variables(variables_of(theme))


def variables_of(theme: Theme) -> dict[str, str]:
    return legible_variables({**theme.to_color_system().generate(), **theme.variables})


def contrast(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return ratio(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))


def test_contrast_is_counted_as_wcag_does() -> None:
    black, white, grey = Color.parse("#000"), Color.parse("#fff"), Color.parse("#767676")
    assert ratio(black, white) == pytest.approx(21)
    assert ratio(white, grey) == pytest.approx(4.54, abs=0.005)


#: Styles of a surface by the least contrast that they need; `rule` is no text and says nothing.
MARKS = {"bar", "bar_away"}
WORDS = set(Surface.__annotations__) - MARKS - {"rule"}
THEMES_BY_NAME = {theme.name: theme for theme in (*OURS, *BUILTIN_THEMES.values())}


@pytest.mark.parametrize("name", THEMES)
def test_words_are_legible_on_every_surface_of_every_theme(name: str) -> None:
    theme = THEMES_BY_NAME[name]
    palette = inks_of(theme)
    if palette.flat:  # the terminal's own colours
        return
    surfaces = (palette.t0, palette.t1, palette.t2, palette.cursor, palette.cursor_away)
    for tone, surface in enumerate(surfaces):
        for style in WORDS:
            assert contrast(getattr(surface, style)) >= 4.5, (tone, style)
        for style in MARKS:
            assert contrast(getattr(surface, style)) >= 3, (tone, style)
    # What CSS paints: text in fields and toasts, hints, the selection, the caret.
    variables = variables_of(theme)
    text, hint, selected, ground, caret = (
        Color.parse(variables[each])
        for each in (
            "foreground", "text-muted", "input-selection-foreground", "input-selection-background",
            "input-cursor-foreground",
        )
    )  # fmt: skip
    for ground_of_text in grounds_of(variables):
        assert ratio(text, ground_of_text) >= 4.5
    assert ratio(hint, grounds_of(variables)[1]) >= 4.5
    assert min(ratio(selected, ground), ratio(text, ground)) >= 4.5
    assert ratio(caret, Color.parse(variables["input-cursor-background"])) >= 4.5


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_our_own_colours_need_no_help(theme: Theme) -> None:
    made = {**theme.to_color_system().generate(), **theme.variables}
    assert inks_of(theme).t1 == from_variables(made).t1
    assert Color.parse(variables_of(theme)["foreground"]) == Color.parse(made["foreground"])


@pytest.mark.parametrize(
    ("theme", "numbers"), [(DARK, [233, 234, 236]), (LIGHT, [231, 255, 253])], ids=["dark", "light"]
)
def test_three_tones_stay_three_at_256_colours(theme: Theme, numbers: list[int]) -> None:
    palette = inks_of(theme)
    grounds = [surface.blank.bgcolor for surface in (palette.t0, palette.t1, palette.t2)]
    assert [c.downgrade(ColorSystem.EIGHT_BIT).number for c in grounds if c] == numbers


def test_soft_and_faint_are_blended_over_the_tone() -> None:
    palette = inks_of(DARK)
    assert palette.t0.soft != palette.t1.soft
    assert (
        palette.t1.soft.color
        == Color.parse("#1c2022").blend(Color.parse("#d9dcde"), 0.76).rich_color
    )


@pytest.mark.parametrize("theme", BUILTIN_THEMES.values(), ids=lambda theme: theme.name)
def test_every_theme_gives_inks(theme: Theme) -> None:
    assert isinstance(inks_of(theme).cursor, Surface)


def test_an_ansi_theme_has_no_tones_and_the_terminal_s_dim() -> None:
    palette = inks_of(BUILTIN_THEMES["ansi-dark"])
    assert palette.flat
    assert palette.t0 == palette.t2
    assert palette.t1.soft.dim
    assert palette.t1.blank.bgcolor is None


async def test_without_colours_there_are_only_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    app: App[None] = App(ansi_color=True)
    palette = Palette.of(app)
    for surface in (palette.t0, palette.t1, palette.t2, palette.cursor, palette.cursor_away):
        for name in Surface.__annotations__:
            style: Style = getattr(surface, name)
            assert style.color is None
            assert style.bgcolor is None
    assert palette.t1.accent.bold
    assert palette.t1.faint.dim
    assert palette.cursor.text.reverse
    assert palette.bar == ">"


def test_another_theme_has_other_inks() -> None:
    app: App[None] = App()
    for theme in OURS:
        app.register_theme(theme)
    app.theme = DARK.name
    app.get_css_variables()
    dark = Palette.of(app)
    assert Palette.of(app) is dark
    app.theme = LIGHT.name
    app.get_css_variables()
    assert Palette.of(app) != dark


# Painting a line.


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("hello", 5, "hello"),
        ("hello", 4, "hel…"),
        ("the leak at the bow", 17, "the leak at the…"),
        ("漢字かな", 5, "漢字…"),
        ("漢字かな", 4, "漢…"),
        ("x", 0, ""),
        ("xy", 1, "…"),
        ("👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"),
    ],
)
def test_a_text_is_cut_by_cells(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_a_line_has_its_width_whatever_is_put_on_it() -> None:
    blank = Style(bgcolor="black")
    line = LineBuilder(20, blank).gutter("9:40", blank, 9, 2).to(11).text("漢字かな漢字かな", blank)
    strip = line.strip()
    assert (strip.cell_length, strip.text) == (20, "     9:40  漢字かな…")
    assert LineBuilder(3, blank).gutter("too long", blank, 3).strip().text == "to…"


@pytest.mark.parametrize("text", ["a\u200d", "\u200da", "a\u200d\ufe0f", "\u200d", "❤\ufe0f\u200d"])
def test_a_joiner_at_its_end_swallows_no_blank(text: str) -> None:
    blank = Style(bgcolor="black")
    strip = LineBuilder(12, blank).to(3).text(text, blank).strip()
    assert cell_len(strip.text) == 12


def test_advice_keeps_a_key_with_its_word() -> None:
    surface = inks_of(DARK).t1
    lines = advice("Nothing unread at Shop.", [("u", "all"), ("D", "other number")], surface, 33)
    assert ["".join(text for text, _ in line) for line in lines] == [
        "Nothing unread at Shop.   u all",
        "D other number",
    ]
    assert wrap("one two three", 7) == ["one two", "three"]
