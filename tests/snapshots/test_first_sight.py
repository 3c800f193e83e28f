"""The first sight, cell for cell as the inbox that follows it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pyte
import pytest
from rich.color import ColorSystem

from mmstui.center import MessageCenter
from mmstui.first_sight import painter
from mmstui.settings.model import DidLook
from mmstui.store.sqlite.codec import use_did_names
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox import first_sight, sight_keeper
from mmstui.tui.inbox.last_place import LastPlace
from mmstui.tui.inbox.place_keeper import PlaceKeeper
from mmstui.tui.terminal.sgr_optimizer import shorten_sgr
from mmstui.tui.terminal.width_anchors import anchored
from mmstui.tui.theme.palette import Palette
from support import scenario, scenes
from support.inboxes import OTTAWA, SHOP, store_of
from support.screens import wait_until
from support.stores import put
from support.views import NARROW, WIDE, Opener

#: Sizes at which something is laid out otherwise.
SIZES = (WIDE, NARROW, (40, 12), (89, 29), (90, 30), (99, 35), (100, 36), (160, 50), (200, 60))
DEPTHS = ("truecolor", "256", "standard")
Cell = tuple[str, str, str, bool, bool, bool]


class Case(NamedTuple):
    """What is painted, and how."""

    size: tuple[int, int] = WIDE
    theme: str = "mmstui-dark"
    depth: str = "truecolor"
    settings: Mapping[str, Any] = MappingProxyType({})
    no_color: bool = False
    cursor: int = 0
    #: Signals of the store, and texts that came last.
    signals: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, ...] = ()
    marked: bool = False  #: rows are pinned, muted, unread and back


SIGNALS = (
    (("offline", ""),),
    (("access", "ip_not_enabled"), ("address", "192.0.2.7")),
    (("trouble", "a worker crashed"),),
    (("checking", ""),),
    (("progress", "20 of 30 days"), ("last_sync", "")),
    (("day_limit", ""), ("sends_deleted", "7")),
)
TEXTS = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 une famille, et la suite de la phrase, coupée",
    "नमस्ते दुनिया, यह एक लंबा संदेश है जो कटा हुआ है",
    "漢字かな交じり文はここで切られるはずですがどうでしょう",
    "\x1b]52;c;ZXZpbA==\x07 \x9b2J \u202egnp.exe \u2066x",
    "Zoe\u0301 \u2764\ufe0f \U0001f44d\U0001f3fd \U0001f1e8\U0001f1e6 1\ufe0f\u20e3",
)

CASES = (
    *(Case(size) for size in SIZES),
    *(Case(theme="mmstui-light", depth=depth) for depth in DEPTHS),
    *(Case(theme=theme, depth="256") for theme in ("mmstui-dark", "dracula", "ansi-dark")),
    *(Case(theme=theme) for theme in ("ansi-light", "textual-light", "gruvbox")),
    Case(depth="standard"),
    Case(no_color=True),
    *(Case(size, cursor=cursor) for size in (WIDE, NARROW) for cursor in (3, 20, 100, 211)),
    Case(NARROW, no_color=True),
    *(Case(size, signals=signals) for signals in SIGNALS for size in (WIDE, NARROW)),
    *(Case(size, texts=TEXTS) for size in (WIDE, (95, 24))),
    Case(marked=True),
    Case(settings={"density": "compact"}),
    Case(NARROW, settings={"density": "compact"}),
    Case(
        settings={
            "did_colors": {
                SHOP: DidLook("Atelier", "red"),
                OTTAWA: DidLook("", "#335577"),
            }
        }
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_what_the_list_is(
    case: Case, open_inbox: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if case.no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    settings = replace(open_inbox(theme=case.theme).center.settings, **case.settings)
    with closing(MessageCenter.open(settings, clock=scenario.NOW.timestamp)) as center:
        if case.cursor:
            rows = center.inbox.conversations(center.inbox.conversation_ids())
            row = [*rows.values()][case.cursor]
            center.keep_place(LastPlace((row.did, row.contact)).to_json()).result()
        prepare(center, case)
        # The place of a thread is filled after the first frame.
        monkeypatch.setattr(PlaceKeeper, "restore", lambda self: None)
        app = InboxApp(center, clock=center.now, zone=scenario.TORONTO, engine=False)
        asyncio.run(same(app, case))
    use_did_names({})


def prepare(center: MessageCenter, case: Case) -> None:
    """Put into the store what the case has."""
    store, now = store_of(center), center.now()
    for name, value in case.signals:
        store.signals.set(name, value, now - timedelta(hours=1))
    for nth, words in enumerate(case.texts):
        put(store, words, did=SHOP, contact=f"64755501{nth:02}", at=now - timedelta(minutes=nth))
    if case.marked:
        ids = center.inbox.conversation_ids()
        center.triage.pin(ids[3:5]).result()
        center.triage.mute(ids[:2], now + timedelta(days=1)).result()
        center.triage.unread(ids[6:9]).result()
        center.triage.snooze(ids[10:12], now - timedelta(seconds=1)).result()


async def same(app: InboxApp, case: Case) -> None:
    """The painter and the inbox that has just been opened paint the same cells."""
    Palette.forget()
    app.console._color_system = ColorSystem[
        {"truecolor": "TRUECOLOR", "256": "EIGHT_BIT", "standard": "STANDARD"}[case.depth]
    ]
    async with app.run_test(size=case.size) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)
        await scenes.at_rest(pilot)
        kept = sight_keeper.kept_of(app.inbox, {})
        assert kept is not None
        first_sight.write(str(app.center.settings.home), kept)
        live = cells(shown_by(app), case.size)
        folder, config = str(app.center.settings.home), str(app.center.settings.config_file)
        rows = painter.painted(first_sight.read(folder, {}, config), *case.size, app.center.now())
        assert rows is not None
        painted = cells("".join(f"\x1b[{y};1H{row}" for y, row in enumerate(rows, 1)), case.size)
        for y, (one, other) in enumerate(zip(live, painted, strict=True)):
            assert text(one) == text(other), f"line {y}"
            assert one == other, f"line {y}: {text(one)}"


def shown_by(app: InboxApp) -> str:
    """What the inbox writes to paint its whole screen."""
    update: Any = app.screen._compositor.render_update(full=True)
    return shorten_sgr(anchored(update.render_segments(app.console)))


def cells(data: str, size: tuple[int, int]) -> list[list[Cell]]:
    """The cells of a screen: character, colours, and attributes that can be seen."""
    screen = pyte.Screen(*size)
    stream = pyte.Stream(screen)
    screen.set_mode(pyte.modes.LNM)
    stream.feed(data)
    return [[cell(screen.buffer[y][x]) for x in range(size[0])] for y in range(size[1])]


def cell(found: Any) -> Cell:
    # Of a blank, only the ground is seen.
    blank = found.data == " " and not (found.reverse or found.underscore)
    return (
        found.data, "" if blank else found.fg, found.bg, found.bold and not blank, found.reverse,
        found.underscore,
    )  # fmt: skip


def text(row: list[Cell]) -> str:
    return "".join(each[0] for each in row)
