"""What was opened is let go of again: an inbox stays open for weeks."""

from __future__ import annotations

import asyncio
import gc
import platform
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from PIL import Image
from rich import cells
from rich.console import Console
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer
from textual.worker import Worker

from mmstui.tui import running
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.graphics.half_blocks import ColourDepth, blocks
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.setup.screen import SetupScreen
from mmstui.tui.thread.view import ThreadView
from support import account_scenes, scenario, scenes
from support.inboxes import SHOP, store_of
from support.pictured import screens_of_the_program
from support.screens import screen_text, wait_until
from support.ways import WAYS, Start, Way

#: How often each is opened and left again, after it was twice. One that stays is seen at once.
TIMES: Final = 1


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InboxApp]:
    monkeypatch.setenv("TZ", "America/Toronto")
    monkeypatch.chdir(tmp_path)
    with scenes.inbox(scenario.built(), tmp_path / "data") as inbox:
        yield inbox


def alive() -> Counter[str]:
    """How many there are of what a screen is made of, and how many threads and tasks."""
    gc.collect()
    kinds = (MessagePump, StylesCache, Timer, Worker, asyncio.Task)
    found = Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, kinds))
    # The loop's pool grows to its size, and each of its threads keeps the context of its last job.
    pool = [each for each in threading.enumerate() if each.name.startswith("asyncio_")]
    found["threads"] = threading.active_count() - len(pool)
    found["Worker"] -= sum(isinstance(one, Worker) and one.is_finished for one in gc.get_objects())
    return found


async def stays(pilot: Pilot[Any], doing: Callable[[], Awaitable[None]]) -> Counter[str]:
    """What is alive after doing it often that was not after doing it twice."""
    for _ in range(2):
        await doing()
    await scenes.at_rest(pilot)
    before = alive()
    for _ in range(TIMES):
        await doing()
    # The last ones may still be on their way out.
    more = Counter({"?": 1})
    deadline = time.monotonic() + 20
    while more and time.monotonic() < deadline:
        await scenes.at_rest(pilot)
        more = alive() - before
    return more


async def go(pilot: Pilot[Any], way: Way) -> None:
    """Open a screen through those before it, and leave by the same way."""
    below = type(pilot.app.screen)
    for key, screen in way.steps:
        await pilot.press(key)
        await on(pilot, screen)
    for screen in (*(screen for _, screen in reversed(way.steps[:-1])), below):
        await pilot.press("escape")
        await on(pilot, screen)


async def on(pilot: Pilot[Any], screen: type[Screen[Any]]) -> None:
    """The screen is this one, and ready for keys."""
    await wait_until(pilot, lambda: type(pilot.app.screen) is screen)
    await scenes.at_rest(pilot)


async def to_start(pilot: Pilot[Any], start: Start) -> None:
    """To the list, to the photo in Zoé's thread, or to the box below it."""
    if start is Start.LIST:
        await scenes.listing(pilot)
        return
    await scenes.thread(pilot)
    await scenes.press(pilot, "g", "j", "j")
    if start is Start.BOX:
        await scenes.press(pilot, "r")
        await wait_until(pilot, lambda: isinstance(pilot.app.focused, MessageInput))


def test_every_screen_has_a_way_here() -> None:
    # The set-up is an app of its own, which ends with its screen.
    assert screens_of_the_program() - {InboxScreen, SetupScreen} == set(WAYS)


@pytest.mark.slow
@pytest.mark.timeout(240)  # twenty screens, opened three times
@pytest.mark.parametrize("start", Start)
async def test_a_screen_that_was_left_is_let_go_of(start: Start, app: InboxApp) -> None:
    if start is Start.LIST:
        people = ["8195550162", "4185550112"]
        app.center.outbox.send(did=SHOP, contacts=people, text="Bonjour").result(10)
        account_scenes.set_row_aside(store_of(app.center))
    async with app.run_test(size=(120, 36)) as pilot:
        await to_start(pilot, start)
        stayed = {
            screen.__name__: more
            for screen, way in WAYS.items()
            if way.start is start and (more := await stays(pilot, partial(go, pilot, way)))
        }
        assert stayed == {}


@pytest.mark.slow
async def test_a_search_that_was_left_is_let_go_of(app: InboxApp) -> None:
    """With hits, one of them opened in its thread."""

    async def search() -> None:
        await scenes.press(pilot, "backslash", *"oui")
        await wait_until(pilot, lambda: "messages in" in screen_text(app))
        await scenes.press(pilot, "tab", "j", "enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        while len(app.screen_stack) > 1 or not isinstance(app.focused, ConversationList):
            await scenes.press(pilot, "escape")

    async with app.run_test(size=(120, 36)) as pilot:
        await scenes.listing(pilot)
        assert await stays(pilot, search) == {}


async def test_a_thread_that_was_left_is_let_go_of(app: InboxApp) -> None:
    """Threads have one pane; what it shows goes with them."""

    async def walk() -> None:
        await scenes.press(pilot, "g", "enter", *"JJJJJ", "r", "a", "backspace", "escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.focused, ConversationList))

    async with app.run_test(size=(120, 36)) as pilot:
        await scenes.listing(pilot)
        assert await stays(pilot, walk) == {}


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep nothing")
def test_memory_that_is_free_goes_back_to_the_system() -> None:
    """The last of many pieces is still in use, as it is of what was read for a screen."""
    pieces = [bytes(2_000) for _ in range(20_000)]
    last = pieces.pop()
    pieces.clear()
    before = anonymous()
    running._collect()
    assert before - anonymous() > 30_000
    assert len(last) == 2_000


def anonymous() -> int:
    """Kilobytes that this process made itself (proc(5))."""
    rollup = Path("/proc/self/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in rollup.splitlines() if "Anonymous" in line))


def test_cells_of_one_colour_are_one_object() -> None:
    """A cell takes 1 KB with its style and colours, and the thread keeps its thumbnails."""
    rows = blocks(Image.new("RGB", (25, 14), (200, 30, 30)), ColourDepth.TRUE_COLOUR)
    assert [len(row) for row in rows] == [25] * 7
    assert len({id(cell) for row in rows for cell in row}) == 1


async def test_colours_of_photos_are_let_go_of(app: InboxApp) -> None:
    """Every cell of a photo has a style of its own, which Textual keeps for the next paint."""
    random = Random(1)
    async with app.run_test(size=(120, 36)):
        before = styles()
        for _ in range(2):
            photo = Image.frombytes("RGB", (80, 60), random.randbytes(80 * 60 * 3))
            for row in blocks(photo, ColourDepth.TRUE_COLOUR):
                assert Strip(row).render(Console(color_system="truecolor"))
        assert styles() - before < 1_500


async def test_texts_that_were_shown_long_ago_are_let_go_of(app: InboxApp) -> None:
    async with app.run_test(size=(120, 36)):
        for number in range(3_000):
            cells.cell_len(f"shown once: {number}")
        assert cells.cached_cell_len.cache_info().currsize <= 1_024


def styles() -> int:
    """How many styles there are."""
    gc.collect()
    return sum(isinstance(one, Style) for one in gc.get_objects())
