"""What every dialog is: its place, its keys, and that nothing else leaks through."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult

from mmstui.tui.inbox.did_filter import DidFilter
from mmstui.tui.theme.themes import DARK, LIGHT
from mmstui.tui.ui.dialog import Dialog, DialogBox
from mmstui.tui.ui.dialog_lines import Button, HeadFact
from mmstui.tui.ui.keys_help import KeysHelp
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from support.dialogs import OPEN, FakePeople, left, opened
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.svg import painted


class ListDialog(Dialog[int]):
    """Numbers to look at."""

    def __init__(self, count: int) -> None:
        super().__init__("Numbers", esc="leave them")
        self.numbers: OptionRows[int] = OptionRows(tone=1)
        self.count = count
        self.footer.show(Button("count them"), (("j k", "move"), ("x", "remove")))

    def compose_body(self) -> ComposeResult:
        yield self.numbers

    def body_height(self) -> int:
        return self.count

    def fitted(self) -> None:
        self.numbers.text_column = self.text_column

    def on_mount(self) -> None:
        self.numbers.show([Option(n, (Cell(f"number {n}"),)) for n in range(self.count)])


async def test_it_stands_in_the_middle_with_air_around() -> None:
    async with opened(ListDialog(4), size=(120, 36)) as (app, _):
        box = app.screen.query_one(DialogBox).region
        # Title, four rows, keys; a blank line between, above and below.
        assert box == (18, 13, 84, 10)
        inside = [line[18:102] for line in screen_lines(app)[13:23]]
        assert inside[0].strip() == ""
        assert inside[1].startswith(" " * 11 + "Numbers")
        assert inside[1].rstrip().endswith("esc leave them")
        assert len(inside[1].rstrip()) == 82
        assert inside[3].startswith("▌" + " " * 10 + "number 0")
        assert inside[8].startswith(" " * 11 + " enter count them    j k move   x remove")
        assert inside[9].strip() == ""


@pytest.mark.parametrize("ansi", ["NO_COLOR", "ansi-dark"])
async def test_without_tones_what_is_behind_is_dim(
    monkeypatch: pytest.MonkeyPatch, ansi: str
) -> None:
    theme = DARK.name if ansi == "NO_COLOR" else ansi
    if ansi == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    async with opened(ListDialog(12), theme=theme, ansi=True) as (app, pilot):
        above = ListDialog(2)
        await app.push_screen(above)
        await wait_until(pilot, lambda: above.is_mounted)
        await pilot.pause()
        lines = painted(app)
        rows = ["".join(s.text for s in line) for line in lines]
        styles = [[s.style for s in line if s.text.strip() and s.style] for line in lines]
        inside = app.screen.query_one(DialogBox).region
        behind = [y for y in range(len(rows)) if not inside.y <= y < inside.bottom]
        assert any("number 11" in rows[y] for y in behind), "the dialog below is behind, too"
        for y in behind:
            assert all(s.dim and not (s.reverse or s.bold) for s in styles[y]), rows[y]
        assert any(s.reverse or s.bold for y in range(inside.y, inside.bottom) for s in styles[y])


async def test_the_screen_behind_is_dimmed_not_hidden() -> None:
    async with opened(ListDialog(4)) as (app, _):
        behind = style_of(app, "behind the dialog", line=0)
        assert behind.color is not None
        assert behind.color.triplet is not None
        # A third of the ink over the background: still to be read, not to be looked at.
        assert 0x11 < behind.color.triplet.red < 0x70


@pytest.mark.parametrize("size", [(40, 12), (50, 20), (80, 24)])
async def test_it_fits_where_there_is_little_room(size: tuple[int, int]) -> None:
    async with opened(ListDialog(30), size=size) as (app, pilot):
        box = app.screen.query_one(DialogBox).region
        assert box.width == size[0]
        assert box.height == size[1]
        assert "Numbers" in screen_text(app)
        assert "enter count them" in screen_text(app)
        numbers = app.dialog.query_one(OptionRows)
        numbers.move_to(29)
        await wait_until(pilot, lambda: "number 29" in screen_text(app))
        assert "number 0" not in screen_lines(app)[3]


async def test_it_follows_the_size_of_the_terminal() -> None:
    async with opened(ListDialog(4), size=(120, 36)) as (app, pilot):
        await pilot.resize_terminal(40, 12)
        await wait_until(pilot, lambda: app.screen.query_one(DialogBox).region.width == 40)
        assert "esc leave them" in screen_text(app)


async def test_keys_that_do_not_fit_go_from_the_right() -> None:
    async with opened(ListDialog(4), size=(40, 14)) as (app, _):
        assert "enter count them    j k move" in screen_text(app)
        assert "x remove" not in screen_text(app)


async def test_the_apps_own_keys_do_not_leak_but_those_of_priority_work() -> None:
    async with opened(ListDialog(4)) as (app, pilot):
        await pilot.press("ctrl+r", "u", "ctrl+z")
        await wait_until(pilot, lambda: app.priorities == 1)
        assert app.leaks == 0
        assert app.screen is app.dialog


async def test_escape_leaves_with_nothing() -> None:
    async with opened(ListDialog(4)) as (app, pilot):
        await pilot.press("escape")
        assert await left(app, pilot) is None


async def test_f1_names_the_keys_and_comes_back() -> None:
    async with opened(DidFilter(FakePeople(), frozenset())) as (app, pilot):
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        lines = screen_text(app)
        assert "mark the row, or unmark it" in lines
        assert "j ↓  one row down" in lines
        await pilot.press("f1")
        await wait_until(pilot, lambda: app.screen is app.dialog)
        assert app.leaks == 0
        assert app.result is OPEN


async def test_no_color_draws_a_box_and_marks_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(ListDialog(4), size=(80, 24), ansi=True) as (app, _):
        box = app.screen.query_one(DialogBox).region
        lines = screen_lines(app)
        assert lines[box.y].strip(" ").startswith("┌─")
        assert lines[box.bottom - 1].rstrip().endswith("─┘")
        row = next(line for line in lines if "number 0" in line)
        assert row.startswith("│>")
        assert style_of(app, "number 0").reverse
        assert style_of(app, " enter count them").reverse


async def test_it_takes_another_theme_while_it_stands() -> None:
    async with opened(ListDialog(4)) as (app, pilot):
        dark = style_of(app, "Numbers").bgcolor
        app.theme = LIGHT.name
        await wait_until(pilot, lambda: style_of(app, "Numbers").bgcolor != dark)
        assert app.theme != DARK.name


async def test_facts_stand_beside_the_title_and_give_way_to_esc() -> None:
    dialog = ListDialog(2)
    dialog.head.show(facts=(HeadFact("2 of 3 files"), HeadFact("a long fact " * 9)))
    async with opened(dialog, size=(80, 24)) as (app, _):
        line = next(line for line in screen_lines(app) if "Numbers" in line)
        assert "Numbers   2 of 3 files" in line
        assert line.endswith("  esc leave them")
        assert "long fact" not in line, "half of a fact may be another"


async def test_a_sentence_under_a_row_goes_when_the_cursor_does() -> None:
    async with opened(ListDialog(4)) as (app, pilot):
        numbers = app.dialog.query_one(OptionRows)
        numbers.move_to(1)
        numbers.say("This one cannot be had. " * 5)
        await wait_until(pilot, lambda: "cannot be had" in screen_text(app))
        lines = screen_lines(app)
        at = next(i for i, line in enumerate(lines) if "number 1" in line)
        assert "cannot be had" in lines[at + 1]
        assert "cannot be had" in lines[at + 2]
        numbers.move(1)
        await wait_until(pilot, lambda: "cannot be had" not in screen_text(app))


async def test_the_pill_and_the_rows_answer_the_mouse() -> None:
    async with opened(DidFilter(FakePeople(), frozenset()), size=(80, 24)) as (app, pilot):
        lines = screen_lines(app)
        row = next(i for i, line in enumerate(lines) if "Ottawa" in line)
        await pilot.click(offset=(20, row))
        await wait_until(pilot, lambda: "enter show Ottawa" in screen_text(app))
        button = next(i for i, line in enumerate(screen_lines(app)) if "enter show" in line)
        await pilot.click(offset=(14, button))
        assert await left(app, pilot) == frozenset({"6135550150"})
