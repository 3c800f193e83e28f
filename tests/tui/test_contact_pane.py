"""The third pane of a wide screen, and the notes about contacts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.wire import PhonebookEntry
from mmstui.tui.app import InboxApp
from mmstui.tui.jobs import JOBS
from mmstui.tui.thread.contact_pane import ContactPane
from mmstui.tui.ui.form import Form
from support.inboxes import NOW, OTTAWA, SHOP, TORONTO, ZOE, make_center_like_the_picture, store_of
from support.screens import screen_text, wait_until
from support.stores import FakeClock, put


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center_like_the_picture(tmp_path, FakeClock(NOW), more=3)
    yield center
    center.close()


def app_of(center: MessageCenter) -> InboxApp:
    return InboxApp(center, clock=center.now, zone=TORONTO, engine=False)


async def test_a_wide_screen_tells_who_this_is(center: MessageCenter) -> None:
    store = store_of(center)
    put(store, "Le canot est là.", did=OTTAWA, contact=ZOE, at=center.now())
    put(store, "Photo", did=SHOP, contact=ZOE, at=center.now(), media=["image/jpeg"])
    store.directory.replace_phonebook(
        [
            PhonebookEntry("1", "Zoé Tremblay", ZOE, "canot \x1b[31mrouge"),
            PhonebookEntry("2", "Zoé Tremblay", "6135550188"),
        ]
    )
    app = app_of(center)
    async with app.run_test(size=(180, 40)) as pilot:
        await wait_until(pilot, lambda: "j k move" in screen_text(app))
        assert "writes one" not in screen_text(app)
        row = center.inbox.conversation(SHOP, ZOE)
        assert row is not None
        await app.inbox.open(row)
        told = ("also  (613) 555-0188", "canot", "note  O writes one", "▣", "via  Ottawa",
                "Le canot est là.")  # fmt: skip
        await wait_until(pilot, lambda: all(each in screen_text(app) for each in told))
        assert "\x1b" not in screen_text(app)
        # What is said meanwhile is told, and a note is shown once it is written.
        await pilot.press("O")
        await wait_until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*"prefers mornings", "enter")
        await wait_until(pilot, lambda: "note  prefers mornings" in screen_text(app))
        assert center.contact_notes.note(ZOE) == "prefers mornings"
        await pilot.resize_terminal(159, 40)
        await wait_until(pilot, lambda: "note  prefers" not in screen_text(app))
        # The note can be read and removed at any width, from the list too.
        await pilot.press("escape", "O")
        await wait_until(pilot, lambda: "prefers mornings" in screen_text(app))
        await pilot.press("ctrl+u", "enter")
        await wait_until(pilot, lambda: center.contact_notes.note(ZOE) == "")


async def test_the_pane_that_cannot_be_read_says_so_and_the_next_is_shown(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_of(center)
    broken = [True]
    known = ContactPane._known

    def fails(pane: ContactPane, thread: object) -> object:
        if broken[0]:
            raise RuntimeError
        return known(pane, thread)  # type: ignore[arg-type]

    monkeypatch.setattr(ContactPane, "_known", fails)
    async with app.run_test(size=(180, 40), notifications=True) as pilot:
        await wait_until(pilot, lambda: "j k move" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: JOBS["ContactPane._read"].sentence in screen_text(app))
        broken[0] = False
        await pilot.press("J")
        await wait_until(pilot, lambda: "note  O writes one" in screen_text(app))
