"""Saved searches as views of the list, and the dialog that chooses a view."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.views import MOST_FOUND, SavedSearch, View, ViewCounts, count_words
from mmstui.settings.saved_searches import toggle_search
from mmstui.tui.inbox.last_place import LastPlace
from mmstui.tui.keys.panes import by_id
from mmstui.tui.search.screen import SearchScreen
from mmstui.tui.triage.view_picker import ViewPicker, key_words
from mmstui.tui.triage_mode.screen import TriageScreen
from mmstui.tui.ui.command_palette import CommandPalette
from mmstui.tui.ui.dialog import DialogBox
from mmstui.tui.ui.line_builder import ELLIPSIS, whole_clauses
from support.inboxes import NOW, make_center_like_the_picture, store_of
from support.opened import app_of, open_inbox, press
from support.screens import screen_lines, screen_text, wait_until
from support.stores import FakeClock, put

#: In three conversations: Zoé's, Marc-André's and that of a number without a name.
CALLED, SEARCH = "boats & oars", "canot OR pagaie OR tandem"


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, FakeClock(NOW))
    searches = (SavedSearch("older", "older"), SavedSearch(CALLED, SEARCH))
    center.settings = replace(center.settings, searches=searches)
    yield center
    center.close()


async def test_a_saved_search_is_a_view_in_which_every_key_works(center: MessageCenter) -> None:
    async with open_inbox(center) as (app, pilot):
        await press(pilot, "0", "G")
        await wait_until(pilot, lambda: f"{CALLED}       3" in screen_text(app))
        assert "older" in screen_text(app)
        await press(pilot, "enter")
        await wait_until(pilot, lambda: f"{CALLED} 3" in screen_lines(app)[0])
        first, second, third = app.inbox.list.ids
        assert app.inbox.list.cursor_id == first

        # What was touched stays, and the cursor goes on, but not beyond the last one.
        for _ in range(5):
            await press(pilot, "e")
        assert list(app.inbox.list.ids) == [first, second, third]
        assert app.inbox.list.cursor_id == third
        said = "(819) 555-0162 already done"
        await wait_until(pilot, lambda: said in [note.message for note in app._notifications])
        rows = center.inbox.conversations([first, second, third])
        assert [row.done for row in rows.values()] == [True] * 3
        await press(pilot, "z", "z")
        await wait_until(pilot, lambda: app.inbox.list.cursor_id == second)
        rows = center.inbox.conversations([first, second, third])
        assert [row.done for row in rows.values()] == [True, False, False]

        # What comes to match is listed; what is blocked leaves.
        put(store_of(center), "a canot", did="5145550100", contact="4165550133", at=NOW)
        await wait_until(pilot, lambda: f"{CALLED} 4" in screen_lines(app)[0])
        await press(pilot, "X")
        await wait_until(pilot, lambda: f"{CALLED} 3" in screen_lines(app)[0])
        assert second not in app.inbox.list.ids

        # Triage mode has what is listed. Started again, the inbox shows the same view.
        await press(pilot, "v")
        await wait_until(pilot, lambda: isinstance(app.screen, TriageScreen))
        assert "1 of 3" in screen_text(app) or "3 left" in screen_text(app)
        await press(pilot, "q")
        await wait_until(pilot, lambda: app.screen is app.inbox)
        await app.inbox.flush()
    assert LastPlace.from_json(center.kept_place()).search == CALLED
    again = app_of(center)
    async with again.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: f"{CALLED} 3" in screen_lines(again)[0])
        await press(pilot, "escape")
        await wait_until(pilot, lambda: again.inbox.filters.view is View.INBOX)
        await press(pilot, "0", "G", "backslash")
        await wait_until(pilot, lambda: isinstance(again.screen, SearchScreen))


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (50, 20)])
async def test_the_choice_of_a_view_cuts_no_words_of_its_own(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    async with open_inbox(center, size=size) as (app, pilot):
        picker = ViewPicker(
            View.INBOX, ViewCounts({View.DONE: 12345}), [SavedSearch("x" * 40, "y" * 90)],
            lambda search, stop: MOST_FOUND,
        )  # fmt: skip
        app.push_screen(picker)
        await wait_until(pilot, lambda: "1,000+" in screen_text(app))
        for _ in range(len(View)):
            box = picker.query_one(DialogBox).region
            lines = [line[box.x : box.right] for line in screen_lines(app)[box.y : box.bottom]]
            assert not [line for line in lines if "…" in line and "x" * 20 not in line]
            assert "1 to 9 at once" in screen_text(app) or size[0] < 60
            await press(pilot, "j")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("123456789", "1 to 9"), ("12o456789", "1 2 o 4 to 9"), ("abc", "a to c"), ("a", "a"),
        (["alt+1", "alt+2"], "alt+1 alt+2"), ("", ""),
    ],
)  # fmt: skip
def test_keys_in_words(keys: str, words: str) -> None:
    assert key_words(list(keys)) == words


def test_a_bounded_count() -> None:
    assert [count_words(n) for n in (0, 999, 1000)] == ["0", "999", "1,000+"]


@pytest.mark.parametrize("own", [True, False])
def test_a_search_is_saved_where_the_account_has_its_searches(tmp_path: Path, own: bool) -> None:
    path = tmp_path / "config.toml"
    sections = '[searches]\na = "b"\n[accounts.work]\nusername = "x"\n'
    path.write_text(sections + ('[accounts.work.searches]\nc = "d"\n' if own else ""))
    assert toggle_search(path, "is:failed", "work")
    found = tomllib.loads(path.read_text())
    table = found["accounts"]["work"]["searches"] if own else found["searches"]
    assert table == {("c" if own else "a"): ("d" if own else "b"), "is:failed": "is:failed"}
    assert not toggle_search(path, "d" if own else "b", "work"), "it had another name"
    found = tomllib.loads(path.read_text())
    table = found["accounts"]["work"]["searches"] if own else found["searches"]
    assert table == {"is:failed": "is:failed"}


def test_the_palette_cuts_no_command_at_50_columns() -> None:
    cut = [
        command.description
        for command in by_id().values()
        if ELLIPSIS in whole_clauses(command.description, 33)
    ]
    assert cut == []
    assert (
        whole_clauses("show owed: they wrote last; longest first", 30)
        == "show owed: they wrote last"
    )
    assert whole_clauses("settings: SMS, forwarding", 16) == "settings"
    assert whole_clauses("go to a conversation, a contact", 25) == "go to a conversation"


async def test_the_palette_has_whole_words_at_50_columns(center: MessageCenter) -> None:
    async with open_inbox(center, size=(50, 20)) as (app, pilot):
        await press(pilot, "ctrl+p")
        await wait_until(pilot, lambda: isinstance(app.screen, CommandPalette))
        shown = set[str]()
        for _ in range(60):
            box = app.screen.query_one(DialogBox).region
            lines = screen_lines(app)[box.y : box.bottom]
            shown.update(line for line in lines if "…" in line)
            await press(pilot, "down")
        assert shown == set()
