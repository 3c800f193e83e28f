"""The lines above and below: what they say, and what goes first when there is no room."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from mmstui.domain.messages import State, Status
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox import list_commands
from mmstui.tui.theme.themes import DARK, OURS
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.footer import KeyFooter
from mmstui.tui.ui.header import HeaderLine, HeaderState, Shown
from support.screens import NOW, screen_lines, style_of, wait_until

TORONTO = ZoneInfo("America/Toronto")
WELL = Status(
    unread=4,
    conversations_unread=3,
    conversations=212,
    messages=4000,
    sends_today=37,
    last_sync=NOW,
)


class HeaderApp(App[None]):
    """A header and nothing else."""

    def __init__(self, status: Status, shown: Shown) -> None:
        super().__init__()
        for theme in OURS:
            self.register_theme(theme)
        self.theme = DARK.name
        self.header = HeaderLine(clock=lambda: NOW, zone=TORONTO)
        self.status, self.shown = status, shown

    def compose(self) -> ComposeResult:
        yield self.header

    def on_mount(self) -> None:
        self.header.state = HeaderState(self.status, self.shown)


async def header(status: Status, width: int = 120, shown: Shown | None = None) -> str:
    app = HeaderApp(status, shown or Shown(zone="Toronto"))
    async with app.run_test(size=(width, 3)) as pilot:
        await pilot.pause()
        line = screen_lines(app)[0]
        assert len(line) <= width - 1
        return line


async def test_all_is_well_as_in_the_picture() -> None:
    line = await header(WELL)
    left, right = (
        " mmstui   All DIDs   any date   Toronto time",
        "4 unread   API 37/100 today   synced 14:02",
    )
    assert line == left + " " * (119 - len(left) - len(right)) + right


async def test_below_100_columns_words_get_shorter() -> None:
    line = await header(WELL, 80)
    left, right = " mmstui   All DIDs", "4 unread   API 37/100   synced 14:02"
    assert line == left + " " * (79 - len(left) - len(right)) + right


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (replace(WELL, checking=True), "4 unread   API 37/100 today   checking"),
        (
            replace(
                WELL,
                outbox={State.QUEUED: 2, State.FAILED: 1},
                offline_since=NOW - timedelta(minutes=4),
            ),
            "2 waiting   API 37/100 today   ! offline since 13:58",
        ),
        (
            replace(WELL, outbox={State.HELD: 2}, sends_today=100),
            "4 unread   ! sent today 100 (API limit 100)   synced 14:02",
        ),
        (
            replace(WELL, refused="ip_not_enabled"),
            "API 37/100 today   × access refused: ip_not_enabled   A why",
        ),
        (
            replace(WELL, sends_today=106),
            "4 unread   ! sent today 106 (API limit 100)   synced 14:02",
        ),
        (
            replace(WELL, outbox={State.HELD: 2}, sends_today=106, limit_reached=True),
            "2 waiting   ! API limit reached, sent today 106   synced 14:02",
        ),
        (replace(WELL, waiting="waiting for password_command"), "waiting for password_command"),
        (replace(WELL, last_sync=None), "not synced yet"),
        (replace(WELL, progress="20 of 30 days, 412 messages"), "20 of 30 days, 412 messages"),
        (
            replace(WELL, leader_pid=4711, leader_silent_since=NOW - timedelta(minutes=1)),
            "! process 4711 silent since 14:01",
        ),
        (
            replace(WELL, elsewhere="2 unsettled at a@example.com"),
            "API 37/100 today   ! 2 unsettled at a@example.com   synced 14:02",
        ),
    ],
)
async def test_how_things_stand(status: Status, words: str) -> None:
    assert (await header(status)).endswith(words)


async def test_what_is_wrong_is_the_last_to_go() -> None:
    status = replace(WELL, refused="ip_not_enabled", outbox={State.QUEUED: 12})
    line = await header(status, 40)
    assert "× access refused" in line
    assert line.startswith(" mmstui")


async def test_numbers_that_are_chosen_are_named_and_cut() -> None:
    shown = Shown("Shop, Ottawa and a number with a very long label indeed", "unread 3", "Toronto")
    line = await header(WELL, 80, shown)
    assert " mmstui   Shop, Ottawa and a" in line
    assert "…" in line
    assert line.endswith("synced 14:02")


async def test_an_unchanged_header_is_not_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = HeaderApp(WELL, Shown())
    async with app.run_test(size=(100, 2)):
        painted: list[object] = []
        monkeypatch.setattr(app.header, "refresh", lambda *regions: painted.append(regions))
        app.header.state = HeaderState(replace(WELL, messages=5000))
        assert painted == []
        app.header.state = HeaderState(replace(WELL, unread=5))
        assert len(painted) == 1


class Pane(Widget, can_focus=True):
    """A pane with keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            *list_commands.MOVES,
            footer=(list_commands.DOWN, list_commands.OPEN, inbox_commands.NEW),
        )
    ]

    def action_move(self, rows: int) -> None: ...


class FooterApp(App[None]):
    """A pane, a field, a footer."""

    CSS = "Pane { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(footer=(inbox_commands.CHECK,))]

    def compose(self) -> ComposeResult:
        yield Pane()
        yield Input()
        yield KeyFooter()


async def test_the_footer_names_the_keys_of_the_pane() -> None:
    app = FooterApp()
    async with app.run_test(size=(120, 8)) as pilot:
        app.query_one(Pane).focus()
        await wait_until(pilot, lambda: "j k" in screen_lines(app)[-1])
        line = screen_lines(app)[-1]
        assert line.startswith(" j k move   enter open   m new   ")
        assert line.endswith("ctrl+p palette  ? keys")
        assert "check" not in line
        assert style_of(app, "enter").bold
        assert not style_of(app, " open").bold


async def test_while_typing_help_is_f1() -> None:
    app = FooterApp()
    async with app.run_test(size=(80, 8)) as pilot:
        app.query_one(Input).focus()
        await wait_until(pilot, lambda: "f1 help" in screen_lines(app)[-1])
        assert screen_lines(app)[-1].startswith(" ctrl+r check")
        assert "? keys" not in screen_lines(app)[-1]


async def test_a_narrow_footer_drops_from_the_right() -> None:
    app = FooterApp()
    async with app.run_test(size=(34, 8)) as pilot:
        app.query_one(Pane).focus()
        await wait_until(pilot, lambda: "j k" in screen_lines(app)[-1])
        assert screen_lines(app)[-1] == " j k move   enter open     ? keys"
