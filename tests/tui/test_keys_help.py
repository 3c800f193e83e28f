"""The help of the thread says what the states of messages mean: above all what `sent` does not."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from rich.cells import cell_len

from mmstui import tui
from mmstui.center import MessageCenter
from mmstui.tui.ui.commands import Command, in_force
from mmstui.tui.ui.field import Field
from mmstui.tui.ui.keys_help import KeysHelp, groups_of, words_of
from support.inboxes import NOW, SHOP, make_center, store_of
from support.opened import open_inbox
from support.screens import screen_text, wait_until
from support.stores import put
from support.views import wide_and_narrow

#: Columns that a description has in the help at 80 columns with a frame, and in the palette.
ROOM = 50
TOLD = "✓ sent  VoIP.ms accepted it; delivery is not reported"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    made = make_center(tmp_path)
    put(store_of(made), "hello", did=SHOP, contact="5145550177", at=NOW)
    yield made
    made.close()


def test_no_description_is_cut_at_80_columns() -> None:
    found = {
        command.id: command.description
        for module in walk_packages(tui.__path__, f"{tui.__name__}.")
        if module.name.endswith("commands")
        for command in vars(import_module(module.name)).values()
        if isinstance(command, Command)
    }
    assert len(found) > 80
    assert [words for words in found.values() if cell_len(words) > ROOM] == []


@pytest.mark.parametrize("size", [(120, 60), (80, 60)])
async def test_in_a_thread_it_says_what_sent_means(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await pilot.pause()
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        assert "delivery is not" not in screen_text(app), "the list has no states to explain"
        await pilot.press("escape", "enter", "question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        await pilot.press("G")  # below the keys
        await wait_until(pilot, lambda: TOLD in screen_text(app))
        for state in ("○ queued", "! held", "? checking", "? unconfirmed", "× failed"):
            assert state in screen_text(app)


WHERE = {"list": (), "thread": ("enter",), "box": ("enter", "r"), "find": ("slash",)}


@pytest.mark.parametrize(
    ("where", "size"),
    [*((where, (80, 24)) for where in WHERE), ("thread", (120, 36)), ("thread", (50, 20))],
)
async def test_it_lists_what_the_bindings_do_here_and_cuts_nothing(
    center: MessageCenter, where: str, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await pilot.pause()
        for key in WHERE[where]:
            await pilot.press(key)
            await pilot.pause()
            await pilot.pause()
        inbox = app.screen
        wanted = {
            (words_of(active.binding), active.binding.key_display)
            for active in in_force(inbox)
            # No terminal is known here that tells shift+enter from enter.
            if active.binding.id and active.binding.key != "shift+enter"
        }
        groups = groups_of(inbox)
        listed = {(row.words, key) for group in groups for row in group.rows for key in row.keys}
        assert listed == wanted
        assert len(groups) > 1 or where == "find"
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        await pilot.pause()
        seen: list[str] = []
        for _ in range(200):
            shown = screen_text(app)
            seen += [line for line in shown.splitlines() if line not in seen]
            await pilot.press("pagedown")
            if screen_text(app) == shown:
                break
        text = " ".join(" ".join(seen).split())
        assert "…" not in text
        for group in groups:
            assert group.title in text
            for row in group.rows:
                assert all(key in text for key in row.keys), row
                assert all(word in text for word in row.words.split()), row


@pytest.mark.parametrize("keys", [["w"], ["r", "ctrl+t", "tab"]], ids=["form", "path"])
async def test_enter_in_a_field_is_told(center: MessageCenter, keys: list[str]) -> None:
    async with open_inbox(center) as (app, pilot):
        await pilot.pause()
        for key in ("enter", *keys):
            await pilot.press(key)
            await pilot.pause()
        await wait_until(
            pilot, lambda: app.screen is not app.inbox and isinstance(app.focused, Field)
        )
        rows = {row.words: row.keys for group in groups_of(app.screen) for row in group.rows}
        assert rows["what the last line says"] == ("enter",)


async def test_in_the_box_what_is_typed_is_no_key(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await pilot.pause()
        for key in ("enter", "r"):
            await pilot.press(key)
            await pilot.pause()
        keys = {key for group in groups_of(app.screen) for row in group.rows for key in row.keys}
        assert not [key for key in keys if len(key) == 1]
        assert {"ctrl+j", "alt+enter", "ctrl+_", "ctrl+p", "f1"} <= keys
        await pilot.press("slash", "backslash", "question_mark", "exclamation_mark")
        assert app.inbox.pane.writing.box.input.text == "/\\?!"


@wide_and_narrow
async def test_groups_stand_beside_each_other_where_one_column_is_too_high(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        await pilot.pause()
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        await pilot.pause()
        line = next(line for line in screen_text(app).splitlines() if "moving" in line)
        beside = line.replace("┃", "").replace("│", "").replace("▌", "").split()
        assert (len(beside) > 1) is (size[0] == 120), line
