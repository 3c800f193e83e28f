"""read_when: what marks messages as read, in the thread, after a verb and by an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.read_when import ReadWhen
from mmstui.notices.unseen import unseen
from mmstui.settings import Settings
from mmstui.tui.app import InboxApp
from support.inboxes import (
    NOW,
    SHOP,
    TORONTO,
    ZOE,
    make_center_like_the_picture,
    store_of,
)
from support.listings import IN, MINUTE, SECOND, lost, poll, sms
from support.screens import screen_text, wait_until
from support.stores import NOON, FakeClock, put
from support.thread_host import FakeCenter, ThreadHost
from support.threads import at, incoming, the_pictures


class Row(NamedTuple):
    """What is read: Zoé's unread messages are 8 and 9, and 11 arrives while her thread is open."""

    opened: set[int]  #: by opening the thread, before anything was on the screen long enough
    looked: set[int]  #: once it was
    answered: set[int]  #: by an answer


NONE, BOTH, ALL = set[int](), {8, 9}, {8, 9, 11}
TABLE = {
    ReadWhen.SEEN: Row(NONE, ALL, ALL),
    ReadWhen.OPENED: Row(BOTH, ALL, ALL),
    ReadWhen.REPLIED: Row(NONE, NONE, ALL),
    ReadWhen.BY_HAND: Row(NONE, NONE, NONE),
}
NEVER = 1e9


@pytest.mark.parametrize("when", ReadWhen)
@pytest.mark.parametrize("seen_after", [NEVER, 0.0])
async def test_what_marks_messages_as_read(when: ReadWhen, seen_after: float) -> None:
    row = TABLE[when]
    center = FakeCenter(the_pictures())
    center.settings = replace(center.settings, read_when=when)
    app = ThreadHost(center, open=False, seen_after=seen_after)

    def read() -> set[int]:
        return {number for number in ALL & center.rows.keys() if not center.rows[number].unread}

    async with app.run_test(size=(100, 40)) as pilot:
        app.set_focus(None)
        await pilot.pause()
        assert center.row is not None
        app.open_thread(center.row)
        await wait_until(pilot, lambda: "Parfait, demain matin !" in screen_text(app))
        # In a thread without the keys nothing is read.
        assert read() == NONE
        app.pane.focus_thread()
        await pilot.pause()
        center.put(incoming(11, at(20, 14, 3), "Encore moi", unread=True))
        app.changed()
        if seen_after:
            await pilot.pause()
            assert read() == row.opened
        else:
            await wait_until(pilot, lambda: read() | center.seen == ALL)
            assert read() == row.looked
            # What was seen makes no notice, also where it stays unread.
            assert center.seen == ALL - row.looked
        await pilot.press("r", "o", "k", "enter")
        await wait_until(pilot, lambda: center.sent)
        await pilot.pause()
        assert read() == (row.answered if not seen_after or not when.by_eyes else row.opened)


@pytest.mark.parametrize("when", [ReadWhen.SEEN, ReadWhen.OPENED])
async def test_a_verb_and_undo_open_the_next_one_and_read_nothing(
    tmp_path: Path, when: ReadWhen
) -> None:
    clock = FakeClock(NOW)
    center = make_center_like_the_picture(tmp_path, clock, more=3)
    center.settings = replace(center.settings, read_when=when)
    app = InboxApp(center, clock=center.now, zone=TORONTO, engine=False)

    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: "j k move" in screen_text(app))
        inbox = app.inbox
        await pilot.press("j", "enter")
        await wait_until(pilot, lambda: inbox.in_thread)
        app.inbox.pane.view.marks._seen._after = 1e9
        third = inbox.list.ids[2]
        before = store_of(center).inbox.conversations([third])[third].unread
        assert before > 0
        # The third is shown, and the key that does the next thing has not read it.
        await pilot.press("e")
        await wait_until(pilot, lambda: inbox.conversation and inbox.conversation.id == third)
        await pilot.press("e")
        await wait_until(pilot, lambda: inbox.conversation and inbox.conversation.id != third)
        await pilot.press("z")
        await wait_until(pilot, lambda: inbox.conversation and inbox.conversation.id == third)
        await pilot.press("k")
        assert center.inbox.conversations([third])[third].unread == before
    center.close()


def test_what_was_seen_here_makes_no_notice(tmp_path: Path) -> None:
    center = make_center_like_the_picture(tmp_path, FakeClock(NOW))
    started = NOW - timedelta(minutes=1)
    put(store_of(center), "Encore moi", did=SHOP, contact=ZOE, at=center.now(), unread=True)
    row = center.inbox.conversation(SHOP, ZOE)
    assert row is not None
    newest = center.inbox.thread(row.id)[-1].id
    assert [
        each.message.id for each in unseen(center.inbox, [newest], NOW - timedelta(minutes=1))
    ] == [newest]
    center.inbox.seen.add(newest)
    assert unseen(center.inbox, [newest], started) == []
    center.close()


@pytest.mark.parametrize(
    ("when", "left"),
    [
        (ReadWhen.SEEN, 0), (ReadWhen.OPENED, 0), (ReadWhen.REPLIED, 0),
        # The question, one that was listed late, and one of the same second.
        (ReadWhen.BY_HAND, 3),
    ],
)  # fmt: skip
@pytest.mark.parametrize("source", ["poll", "backfill"])
def test_what_an_answer_from_elsewhere_reads(
    tmp_path: Path, when: ReadWhen, left: int, source: str
) -> None:
    settings = Settings(tmp_path, tmp_path / "config.toml", username="a", read_when=when)
    center = MessageCenter.open(settings, clock=NOON.timestamp)
    store = store_of(center)
    poll(store, sms(1, "a?", direction=IN, at=NOON - MINUTE))
    answer = sms(4, "yes")
    # `mmstui send` reads nothing, whatever the setting.
    lost(store, "auto", origin="command")
    poll(store, sms(5, "auto"))
    assert store.inbox.status(NOON).unread == 1
    poll(store, answer, source=source)
    rows = (sms(2, "b?", direction=IN, at=NOON - SECOND), sms(3, "c?", direction=IN))
    poll(store, answer, *rows)
    assert store.inbox.status(NOON).unread == left
    center.close()
