"""Marks in the list: one key acts on all marked conversations, and one undo takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.center.deletions import Deletions
from mmstui.center.triage import Triage
from mmstui.domain.problems import StoreProblem
from mmstui.domain.triage import Verb
from mmstui.domain.views import View
from mmstui.tui.app import InboxApp
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.inbox.marked_rows import MarkedRows
from support.inboxes import NOW, SHOP, TORONTO, make_center_like_the_picture, store_of
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.stores import FakeClock, put

SIZE = (120, 36)


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, FakeClock(NOW))
    yield center
    center.close()


def app_of(center: MessageCenter) -> InboxApp:
    return InboxApp(center, clock=center.now, zone=TORONTO, blink=False, engine=False)


def said(app: InboxApp) -> list[str]:
    return [notice.message for notice in app._notifications]


async def ready(pilot: Pilot[Any], *keys: str) -> None:
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await wait_until(pilot, lambda: pilot.app.inbox.has_pane)  # type: ignore[attr-defined]
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def marked(app: InboxApp) -> list[int]:
    return app.inbox.list.viewport.marked.among(app.inbox.list.ids)


def test_marks_are_kept_by_id_and_extended_in_the_order_of_the_list() -> None:
    rows = MarkedRows()
    rows.toggle(3)
    rows.extend(6, [1, 2, 3, 4, 5, 6])
    assert rows.among([6, 5, 4, 3, 2, 1]) == [6, 5, 4, 3]
    rows.extend(5, [6, 5, 4])
    rows.toggle(4)
    assert (rows.words([6, 5, 4]), rows.words([6, 5, 4, 3])) == ("2 marked, 1 hidden", "3 marked")
    rows.extend(1, [2, 1])  # the mark before was taken off
    assert rows.among([1, 2, 3]) == [1, 3]
    assert (rows.keep([1, 9]), len(rows)) == (3, 1)
    rows.toggle_all([1, 2])
    assert rows.among([1, 2]) == [1, 2]
    rows.toggle_all([1, 2])
    assert not rows
    assert rows.words([1]) == ""


class Bulk(NamedTuple):
    """Keys on the three newest conversations, which are marked."""

    keys: tuple[str, ...]
    words: str
    verb: Verb
    undone: str


#: The second one of the three has nothing new.
TABLE = [
    Bulk(("e",), "done", Verb.DONE, "back in the inbox"),
    Bulk(("s", "t"), "snoozed until Sat 8:00", Verb.SNOOZE, "back in the inbox"),
    Bulk(("p",), "pinned", Verb.PIN, "no longer pinned"),
    Bulk(("M", "8"), "muted until 22:02", Verb.MUTE, "no longer muted"),
    Bulk(("X",), "blocked; VoIP.ms still receives and charges", Verb.BLOCK, "back in the inbox"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: "-".join(row.keys))
async def test_a_verb_acts_on_all_marked_and_is_one_step(center: MessageCenter, row: Bulk) -> None:
    app = app_of(center)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, "space", "space", "space")
        before = list(app.inbox.list.ids)
        was = center.inbox.conversations(before)
        assert marked(app) == before[:3]
        assert screen_lines(app)[-1].startswith(" 3 marked   esc unmark   e done   s snooze")
        for key in row.keys:
            await pilot.press(key)
            await pilot.pause()
        await wait_until(pilot, lambda: said(app) == [f"3 conversations {row.words}   z undo"])
        assert center.triage.undo_steps() == [row.verb]
        assert not app.inbox.list.viewport.marked
        now = center.inbox.conversations(before)
        changed = [number for number in before if _marks(now[number]) != _marks(was[number])]
        assert changed == before[:3]
        await pilot.press("z")
        await wait_until(pilot, lambda: said(app) == [f"3 conversations {row.undone}"])
        await wait_until(pilot, lambda: list(app.inbox.list.ids) == before)
        assert marked(app) == before[:3]
        assert app.inbox.list.cursor_id == before[0]
        again = center.inbox.conversations(before)
        assert [_marks(again[number]) for number in before] == [_marks(was[n]) for n in before]


def _marks(row: Any) -> object:
    return (
        row.done, row.blocked, row.pinned, row.muted_until, row.snoozed_until, row.remind_at,
        row.unread,
    )  # fmt: skip


async def test_all_are_marked_unread_then_read_and_undone_to_what_was(
    center: MessageCenter,
) -> None:
    app = app_of(center)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        ids = list(app.inbox.list.ids)
        before = {number: row.unread for number, row in center.inbox.conversations(ids).items()}
        can = [number for number in ids if _received(center, number)]
        await pilot.press("asterisk", "U")
        await wait_until(pilot, lambda: center.triage.undo_steps() == [Verb.UNREAD])
        rows = center.inbox.conversations(ids)
        assert [n for n in ids if rows[n].unread] == can
        await pilot.press("z")
        await wait_until(
            pilot, lambda: "conversations no longer marked unread" in "".join(said(app)[-1:])
        )
        after = {number: row.unread for number, row in center.inbox.conversations(ids).items()}
        assert after == before


def _received(center: MessageCenter, number: int) -> bool:
    return any(m.direction == "in" for m in center.inbox.thread(number, limit=50))


async def test_a_mark_stays_with_its_conversation_and_hits_nothing_unseen(
    center: MessageCenter,
) -> None:
    app = app_of(center)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, "j", "space")
        listed = app.inbox.list
        second = listed.ids[1]
        put(store_of(center), "new", did=SHOP, contact="4165550199", at=center.now())
        ids = center.inbox.conversation_ids()
        # The order changed, and nothing was painted since: `*` and `+` mean what was seen.
        listed._set_order(ids, False)
        assert listed.ids[0] == ids[0]
        assert marked(app) == [second]
        listed.action_mark("all")
        assert marked(app) == ids[1:]
        listed.action_mark("none")
        listed.viewport.marked.only([ids[0], second])
        await app.inbox.action_flow("triage.done")
        await wait_until(pilot, lambda: center.triage.undo_steps() == [Verb.DONE])
        assert center.inbox.conversation_ids(view=View.DONE) == [second]
        await pilot.pause()
        # A conversation that leaves the view elsewhere takes its mark along, which is said.
        await pilot.press("escape", "space", "space")
        first = marked(app)[0]
        store_of(center).triage.done([first])
        await wait_until(pilot, lambda: "1 mark taken off: not in this view any more." in said(app))
        assert first not in listed.viewport.marked
        assert len(listed.viewport.marked) == 1


async def test_marked_conversations_are_deleted_together_after_one_question(
    center: MessageCenter,
) -> None:
    app = app_of(center)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, "space", "j", "plus", "d")
        ids = list(app.inbox.list.ids)
        total = sum(row.total for row in center.inbox.conversations(ids[:3]).values())
        await wait_until(pilot, lambda: isinstance(app.screen, DeleteDialog))
        text = screen_text(app)
        assert "Delete 3 conversations?" in text
        assert f"delete {total} here" in text
        for name in ("Zoé Tremblay", "Dispatch [night]", "(647) 555-0144", "Shop, Ottawa"):
            assert name in text
        await pilot.press("escape")
        await pilot.pause()
        assert marked(app) == ids[:3]
        await pilot.press("d")
        await wait_until(pilot, lambda: isinstance(app.screen, DeleteDialog))
        await pilot.press("enter")
        words = f"3 conversations: {total} deleted here   z undo"
        await wait_until(pilot, lambda: said(app) == [words])
        assert center.triage.undo_steps() == [Verb.DELETE]
        gone = {ids[0], ids[2]}  # a draft stays
        await wait_until(pilot, lambda: not gone & {*app.inbox.list.ids})
        await pilot.press("z")
        words = f"{total} messages in 3 conversations taken back"
        await wait_until(pilot, lambda: said(app) == [words])
        await wait_until(pilot, lambda: list(app.inbox.list.ids) == ids)
        assert center.triage.undo_steps() == []


@pytest.mark.parametrize(
    ("no_color", "size"), [(False, SIZE), (False, (80, 24)), (False, (50, 20)), (True, (80, 24))]
)
async def test_marks_are_seen_at_every_size_and_without_colours(
    center: MessageCenter, size: tuple[int, int], no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(center)
    async with app.run_test(size=size) as pilot:
        await ready(pilot, "space", "j")
        lines = screen_lines(app)
        first = next(n for n, text in enumerate(lines) if "Zoé Tremblay" in text)
        assert lines[first].startswith(" ■  14:01")
        assert "2 new" in lines[first + 1]
        assert style_of(app, "Zoé Tremblay", line=first) != style_of(app, "Dispatch")
        assert lines[-1].startswith(" 1 marked   esc unmark")
        await pilot.press("escape")
        await pilot.pause()
        assert "■" not in screen_text(app)
        assert not screen_lines(app)[-1].startswith(" 1")


async def test_triage_mode_begins_with_the_marked_ones(center: MessageCenter) -> None:
    app = app_of(center)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, "space", "j", "space", "v")
        await wait_until(pilot, lambda: "Triage   2 left" in screen_text(app))


@pytest.mark.parametrize(
    ("keys", "writes"),
    [
        (("e",), (Triage, "done")), (("p",), (Triage, "pin")), (("U",), (Triage, "unread")),
        (("s", "t"), (Triage, "snooze")), (("d", "enter"), (Deletions, "delete_conversations")),
    ],
)  # fmt: skip
async def test_marks_are_there_again_when_a_write_fails(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...],
    writes: tuple[type, str],
) -> None:  # fmt: skip
    writing: Future[Any] = Future()
    app = app_of(center)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, "space", "space", "j", "space")
        ids, three = list(app.inbox.list.ids), marked(app)
        assert len(three) == 3
        monkeypatch.setattr(*writes, lambda *_, **__: writing)
        await pilot.press(keys[0])
        if keys[1:]:
            await wait_until(pilot, lambda: app.screen is not app.inbox)
            await pilot.press(*keys[1:])
        await wait_until(pilot, lambda: not marked(app))
        app.inbox.list.order._key_pressed_at = float("-inf")
        writing.set_exception(StoreProblem("The disk is full."))
        await wait_until(pilot, lambda: marked(app) == three)
        assert said(app) == ["The disk is full."]
        assert list(app.inbox.list.ids) == ids
        assert screen_lines(app)[-1].startswith(" 3 marked")


@pytest.mark.parametrize("keys", [("e",), ("s", "t")])
@pytest.mark.parametrize("marks", [("space", "j", "space"), ()])
async def test_what_came_before_the_list_could_show_it_is_not_hidden(
    center: MessageCenter, keys: tuple[str, ...], marks: tuple[str, ...]
) -> None:
    """The message is in the store when the key is pressed, and nobody can have seen it."""
    app = app_of(center)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, *marks)
        ids = list(app.inbox.list.ids)
        first = (marked(app) or ids)[0]
        row = center.inbox.conversations([first])[first]
        hidden = {*marked(app)} - {row.id}
        if keys[1:]:
            await pilot.press(keys[0])
            await wait_until(pilot, lambda: app.screen is not app.inbox)
        put(store_of(center), "wait!", did=row.did, contact=row.contact, at=NOW, unread=True)
        if keys[1:]:
            await pilot.press(keys[1])
        else:
            # Before the loop can tell the list.
            await app.inbox.action_flow("triage.done")
        news = f"{row.title} not hidden: a new message has just come"
        await wait_until(pilot, lambda: said(app) and news in said(app)[0])
        await wait_until(pilot, lambda: {*app.inbox.list.ids} == {*ids} - hidden)
        assert "wait!" in screen_text(app)
        # Once it was shown, the key does what it says.
        app.inbox.list.select(row.id)
        await pilot.pause()
        await pilot.press(*keys)
        await wait_until(pilot, lambda: row.id not in app.inbox.list.ids)
