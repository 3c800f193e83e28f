"""`!` tells all that is known of a message; ctrl+e and `f` make something else of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Direction, Draft, Kind, MediaState, State
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.thread.details import MessageDetails
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui.description_view import DescriptionView
from mmstui.tui.ui.keys_help import KeysHelp
from support.dialogs import png
from support.hostile import NASTY, faults_on
from support.inboxes import (
    NOW,
    SHOP,
    ZOE,
    fill_directory,
    make_center,
    store_of,
)
from support.opened import open_inbox
from support.screens import screen_lines, screen_text, style_of, wait_until
from support.stores import FakeClock, put

SECOND = timedelta(seconds=1)
FAILED = "The carrier did not take the message. After a port-in this can last 48 hours."


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def center(tmp_path: Path, clock: FakeClock) -> Iterator[MessageCenter]:
    center = make_center(tmp_path, clock)
    fill_directory(center)
    yield center
    center.close()


def queue(center: MessageCenter, text: str = "On le prend demain.", *files: Path) -> int:
    attachments = [center.drafts.attach(path).result() for path in files]
    (message_id,) = center.outbox.send(
        did=SHOP, contacts=[ZOE], text=text, attachments=attachments
    ).result()
    return message_id


def begin(center: MessageCenter, clock: FakeClock, message_id: int) -> int:
    attempt = store_of(center).outbox.begin_attempt(message_id, "me", clock.at)
    assert attempt is not None
    clock.advance(2 * SECOND)
    return attempt


def fail(center: MessageCenter, clock: FakeClock, message_id: int) -> None:
    attempt = begin(center, clock, message_id)
    store_of(center).outbox.attempt_refused(attempt, "sms_failed", FAILED)


def photo(folder: Path, name: str = "coque.png") -> Path:
    path = folder / name
    path.write_bytes(png())
    return path


async def in_thread(pilot: Pilot[Any]) -> None:
    """Open the first conversation."""
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await pilot.pause()


async def in_details(pilot: Pilot[Any]) -> None:
    """The details of the newest message of the first conversation."""
    await in_thread(pilot)
    await pilot.press("exclamation_mark")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, MessageDetails))
    await wait_until(pilot, lambda: "Message details" in screen_text(pilot.app))
    await pilot.pause()


def box_of(app: App[Any]) -> MessageInput:
    return app.screen.query_one(MessageInput)


async def whole(pilot: Pilot[Any]) -> str:
    """All lines of the dialog, whatever of it fits on the screen."""
    ledger = pilot.app.screen.query_one(DescriptionView)
    seen = screen_lines(pilot.app)
    top = -1
    while ledger.top != top:
        top = ledger.top
        await pilot.press("pagedown")
        seen += screen_lines(pilot.app)
    return "\n".join(line.rstrip("│┃ ") for line in seen)


@pytest.mark.parametrize("size", [(120, 36), (40, 12)])
async def test_a_sent_message_with_all_that_led_to_it(
    center: MessageCenter, clock: FakeClock, tmp_path: Path, size: tuple[int, int]
) -> None:
    message_id = queue(center, "On le prend demain.", photo(tmp_path))
    store = store_of(center)
    store.outbox.attempt_requeued(
        begin(center, clock, message_id), clock.at, network=False,
        code="api_limit_exceeded", words="VoIP.ms takes no more requests this minute.",
    )  # fmt: skip
    store.outbox.attempt_sent(begin(center, clock, message_id), 10_460_023, clock.at)
    async with open_inbox(center, size=size) as (app, pilot):
        await in_details(pilot)
        text = " ".join((await whole(pilot)).split())
        for words in (
            "state ✓ sent", "Accepted by VoIP.ms at 14:02:04.",
            "VoIP.ms does not tell whether it was delivered.", "MMS it has 1 file",
            "+15145550100", "+14385550123", "14:02:00 in the inbox",
            "attempt 1 14:02:00 to 14:02:02", "api_limit_exceeded",
            "attempt 2 14:02:02 to 14:02:04", "id 10460023", "coque.png", "19 characters",
        ):  # fmt: skip
            assert words in text, words
        assert not faults_on(app)
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, KeysHelp))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, MessageDetails))
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))


async def test_keys_copy_the_text_and_the_number(center: MessageCenter) -> None:
    put(store_of(center), "Bonjour \x1b]52;c;x\x07!", contact=ZOE, at=NOW, server_id=5)
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await in_details(pilot)
        assert "ctrl+e" not in screen_text(app), "what others wrote is not edited again"
        await pilot.press("y")
        assert app.clipboard == "Bonjour ]52;c;x!"
        await pilot.press("Y")
        assert app.clipboard == "+14385550123"
        await pilot.press("ctrl+e", "q")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        assert box_of(app).text == ""


async def test_a_failed_one_is_told_with_its_code_and_goes_back_in_the_box(
    center: MessageCenter, clock: FakeClock, tmp_path: Path
) -> None:
    """What stood in the box stays, undo takes the text out again, and the files are copies."""
    message_id = queue(center, "On le prend demain.", photo(tmp_path))
    fail(center, clock, message_id)
    center.drafts.save(SHOP, ZOE, Draft("Attendez")).result()
    async with open_inbox(center, size=(80, 24)) as (app, pilot):
        await in_details(pilot)
        lines = screen_lines(app)
        assert any("× failed   code sms_failed" in line for line in lines)
        assert style_of(app, "× failed").bold
        assert "The carrier did not take the message." in screen_text(app)
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: app.focused is box_of(app))
        assert box_of(app).text == "Attendez\nOn le prend demain."
        await wait_until(pilot, lambda: "has 1 file" in screen_text(app))
        pane = app.screen.query_one("ThreadPane")
        (again,) = pane.writing.box.files  # type: ignore[attr-defined]
        (first,) = center.inbox.messages([message_id])[0].media
        assert (again.name, again.bytes) == (first.name, first.bytes)
        assert again.path != first.path
        await pilot.press("ctrl+underscore")
        assert box_of(app).text == "Attendez"
        await pilot.press("escape")
        await wait_until(
            pilot, lambda: center.drafts.draft(SHOP, ZOE) == Draft("Attendez", (again,))
        )
    assert await asyncio.to_thread(Path(again.path).read_bytes) == png()
    assert len(center.inbox.thread(center.inbox.messages([message_id])[0].conversation_id)) == 1


async def test_it_follows_what_happens(center: MessageCenter, clock: FakeClock) -> None:
    message_id = queue(center)
    attempt = begin(center, clock, message_id)
    async with open_inbox(center) as (app, pilot):
        await in_details(pilot)
        assert "→ sending" in screen_text(app)
        assert "→ on its way" in screen_text(app)
        store_of(center).outbox.attempt_unknown(
            attempt, "no_answer_in_time", "VoIP.ms did not answer in time.", clock.at
        )
        await wait_until(pilot, lambda: "? checking" in screen_text(app))
        assert "VoIP.ms did not answer in time." in screen_text(app)
        assert "no_answer_in_time" in screen_text(app)


async def test_the_raw_date_of_the_hour_that_comes_twice(center: MessageCenter) -> None:
    at = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    put(
        store_of(center), "late", contact=ZOE, at=at, server_id=5,
        server_date="2026-11-01 01:30:00", carrier_status="Information not available",
    )  # fmt: skip
    async with open_inbox(center) as (app, pilot):
        await in_details(pilot)
        text = screen_text(app)
        assert "VoIP.ms  2026-11-01 01:30:00   Eastern time" in text
        assert "taken for 01:30:00, Sunday 1 November 2026" in text
        assert "2026-11-01 06:30:00 UTC" in text
        assert "taken for its second pass" in text
        assert "carrier  Information not available" in text


async def test_whatever_the_carrier_writes_stays_text(center: MessageCenter) -> None:
    store = store_of(center)
    nasty = "".join(each[:12] for each in NASTY).encode("utf-8", "replace").decode()
    put(
        store, nasty, contact=ZOE, at=NOW, server_id=5, server_date=nasty[:80],
        carrier_status=nasty, direction=Direction.OUT, state=State.FAILED, batch=nasty[:60],
        request_id=nasty[:60], problem_code="x", problem_words="y", origin="command",
    )  # fmt: skip
    async with open_inbox(center, size=(61, 17)) as (app, pilot):
        await in_details(pilot)
        ledger, top = app.screen.query_one(DescriptionView), -1
        while ledger.top != top:
            top = ledger.top
            assert not faults_on(app)
            await pilot.press("pagedown")
        assert top > ledger.size.height


async def test_forwarding_puts_text_and_files_in_the_box_of_another(
    center: MessageCenter, clock: FakeClock, tmp_path: Path
) -> None:
    store = store_of(center)
    queue(center, "On voit la fente.", photo(tmp_path))
    message_id = put(
        store, "Deux photos.", contact=ZOE, at=NOW + 5 * SECOND, kind=Kind.MMS, server_id=5,
        media=("image/png", "image/png"),
    )  # fmt: skip
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "UPDATE media SET state = ?, path = (SELECT path FROM media WHERE path IS NOT NULL), "
            "name_shown = 'proue.png' WHERE message_id = ? AND position = 0",
            (MediaState.HERE, message_id),
        )
    async with open_inbox(center) as (app, pilot):
        await in_thread(pilot)
        await pilot.press("f")
        await wait_until(pilot, lambda: isinstance(app.screen, NewMessage))
        await pilot.press(*"marc")
        await wait_until(pilot, lambda: "enter choose Marc-André" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "enter write from" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: box_of(app).text == "Deux photos.")
        await wait_until(pilot, lambda: "has 1 file" in screen_text(app))
        assert app.focused is box_of(app)
        text = screen_text(app)
        assert "Marc-André Gélinas" in text
        assert "Not with it: file1 is still on its way from VoIP.ms." in text
        assert "proue.png" in text
        assert " MMS " in text
        await pilot.press("escape", "escape")
    assert center.inbox.conversations_with("4185550112") == [], "nothing is sent by itself"
