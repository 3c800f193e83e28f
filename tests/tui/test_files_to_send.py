"""Files, by keys and drops alone, to a simulator: what it received is what was chosen."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual import events
from textual.pilot import Pilot

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
from mmstui.tui.app import InboxApp
from mmstui.tui.attach.dialog import AttachDialog
from mmstui.tui.attach.file_browser import FileBrowser
from mmstui.tui.compose.input import MessageInput
from support.clipboards import fake_tool, shows
from support.inboxes import TORONTO
from support.opened import app_of
from support.photos import GPS, canvas, encoded, too_heavy
from support.screens import screen_text, wait_until
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.views import wide_and_narrow

WIDE, NARROW = (120, 36), (80, 24)
both_sizes = wide_and_narrow
SMALL = encoded(canvas(64, 48, 0), "PNG")


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "Une photo ?", at=time.time() - 60)
        yield running


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that mmstui is started in."""
    for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "Photos"
    folder.mkdir()
    (folder / "fissure.jpg").write_bytes(too_heavy(turned=6))
    (folder / "lac.webp").write_bytes(encoded(canvas(640, 480, 18), "WEBP"))
    (folder / "chat.jpg").write_bytes(SMALL)
    (folder / "setup.png").write_bytes(b"MZ" + b"\0" * 400)
    (folder / "empty.png").touch()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def app(sim: Simulated, photos: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InboxApp]:
    for name, value in sim.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MMSTUI_HOME", str(photos.parent / "mmstui"))
    center = MessageCenter.open(settings.load())
    center.sync.unlock()
    yield InboxApp(center, clock=center.now, zone=TORONTO, blink=False)
    center.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def said(app: InboxApp, pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in screen_text(app), seconds=30)


async def write(app: InboxApp, pilot: Pilot[Any]) -> MessageInput:
    """Open the conversation and its box, and write a word there."""
    await said(app, pilot, "Zoé Tremblay")
    await pilot.press("enter")
    await said(app, pilot, "Write to Zoé Tremblay")
    await pilot.press("r")
    await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
    await pilot.press(*"voila")
    assert isinstance(app.focused, MessageInput)
    return app.focused


async def drop(app: InboxApp, path: Path) -> None:
    app.post_message(events.Paste(f"'{path}'"))


async def attach(app: InboxApp, pilot: Pilot[Any], name: str) -> None:
    """In the dialog, go to a file and press enter."""
    browser = app.screen.query_one(FileBrowser)
    await wait_until(pilot, lambda: browser.folder is not None)
    await pilot.press("g")
    await wait_until(pilot, lambda: browser.cursor == 0)
    while browser.entry is None or browser.entry.name != name:
        await pilot.press("j")
    await pilot.press("enter")


async def sent(app: InboxApp, pilot: Pilot[Any], sim: Simulated) -> list[bytes]:
    """Press enter in the box; the files that the server received."""
    await wait_until(pilot, lambda: isinstance(app.focused, MessageInput))
    await pilot.press("enter")
    await wait_until(pilot, lambda: sim.account.accepted, seconds=30)
    (message,) = sim.account.accepted
    assert message.text == "voila"
    return [media.load() for media in message.media]


@both_sizes
async def test_two_pictures_that_cannot_go_as_they_are(
    app: InboxApp, sim: Simulated, photos: Path, size: tuple[int, int]
) -> None:
    before = contents(photos)
    async with app.run_test(size=size) as pilot:
        await write(app, pilot)
        await pilot.press("ctrl+t")
        await wait_until(pilot, lambda: isinstance(app.screen, AttachDialog))
        await attach(app, pilot, "fissure.jpg")
        await said(app, pilot, "now  1.5 MB  1008 x 1344  JPEG")
        await said(app, pilot, "s shrink to 6")
        await pilot.press("s")
        await said(app, pilot, "✓ fits  6")
        await attach(app, pilot, "lac.webp")
        await said(app, pilot, "s convert to JPEG")
        await pilot.press("s")
        await said(app, pilot, "2 of 3 files")
        # The second before the first.
        await pilot.press("shift+tab")
        await said(app, pilot, "J K reorder")
        await pilot.press("J", "enter")
        await said(app, pilot, "has 2 files")
        lake, crack = await sent(app, pilot, sim)
    with Image.open(io.BytesIO(lake)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 480))
    assert len(crack) <= SAFE_ATTACHMENT_BYTES
    with Image.open(io.BytesIO(crack)) as image:
        assert image.height >= 1000
        assert image.width / image.height == pytest.approx(1008 / 1344, rel=0.01)
        assert not image.getexif()
        assert not image.getexif().get_ifd(GPS)
    assert contents(photos) == before


@both_sizes
async def test_a_dropped_photograph_is_offered_and_what_was_chosen_goes(
    app: InboxApp, sim: Simulated, photos: Path, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        box = await write(app, pilot)
        await drop(app, photos / "fissure.jpg")
        await said(app, pilot, "s shrink to 6")
        await pilot.press("s")
        await said(app, pilot, "has 1 file, 6")
        await drop(app, photos / "chat.jpg")
        await said(app, pilot, "has 2 files")
        # One is changed after it was chosen, the other is gone.
        (photos / "chat.jpg").write_bytes(encoded(canvas(32, 32, 90), "PNG"))
        (photos / "fissure.jpg").unlink()
        assert box.text == "voila"
        crack, cat = await sent(app, pilot, sim)
    assert cat == SMALL
    with Image.open(io.BytesIO(crack)) as image:
        assert image.height >= 1000
    (message,) = sim.account.accepted
    assert [media.extension for media in message.media] == ["jpeg", "png"], "as what it is"


@both_sizes
async def test_what_cannot_go_has_its_own_sentence_and_nothing_is_lost(
    app: InboxApp, sim: Simulated, photos: Path, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        box = await write(app, pilot)
        await drop(app, photos / "chat.jpg")
        await said(app, pilot, "has 1 file")
        for name, sentence in (
            ("setup.png", "setup.png is not the PNG file that its name says."),
            ("empty.png", "empty.png is empty."),
        ):
            await drop(app, photos / name)
            await said(app, pilot, sentence)
            assert "has 1 file" in screen_text(app)
        for count in ("2 files", "3 files"):
            await drop(app, photos / "chat.jpg")
            await said(app, pilot, f"has {count}")
        for name in ("chat.jpg", "fissure.jpg"):
            await drop(app, photos / name)
            await said(app, pilot, f"{name} is not attached: an MMS holds 3 files.")
        assert "ctrl+t change them" in screen_text(app)
        assert box.text == "voila"
        assert await sent(app, pilot, sim) == [SMALL] * 3


async def test_a_copy_of_ours_that_is_gone_fails_the_message_in_words(
    app: InboxApp, sim: Simulated, photos: Path
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await write(app, pilot)
        await drop(app, photos / "chat.jpg")
        await said(app, pilot, "has 1 file")
        (copy,) = (photos.parent / "mmstui").glob("accounts/*/attachments/*/chat.png")
        copy.unlink()
        await pilot.press("enter")
        await said(app, pilot, "A file of the message cannot be read any more.")
        assert "× failed" in screen_text(app)
        assert sim.account.accepted == []


@both_sizes
async def test_a_picture_in_the_clipboard_is_attached_from_the_box(
    app: InboxApp, sim: Simulated, photos: Path, size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    tools = photos.parent / "bin"
    fake_tool(tools, "pngpaste", shows(photos / "chat.jpg"))
    monkeypatch.setenv("PATH", str(tools))
    async with app.run_test(size=size) as pilot:
        await write(app, pilot)
        # By its name in the palette.
        await pilot.press("ctrl+p")
        await said(app, pilot, "Commands")
        await pilot.press(*"clipboard")
        await said(app, pilot, "enter attach the clipboard's picture")
        await pilot.press("enter")
        await said(app, pilot, "pasted-1.png")
        # By its key, one that must be made to fit.
        fake_tool(tools, "pngpaste", shows(photos / "fissure.jpg"))
        await pilot.press("f5")
        await said(app, pilot, "s shrink to 6")
        assert "~/Photos" in screen_text(app), "not the folder that it was kept in"
        await pilot.press("s")
        await said(app, pilot, "has 2 files")
        small, large = await sent(app, pilot, sim)
    assert small == SMALL
    assert len(large) <= SAFE_ATTACHMENT_BYTES


async def test_a_picture_in_the_clipboard_is_attached_in_the_dialog(
    app: InboxApp, sim: Simulated, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = photos.parent / "bin"
    fake_tool(tools, "pngpaste", "sys.exit(1)")
    monkeypatch.setenv("PATH", str(tools))
    async with app.run_test(size=WIDE) as pilot:
        await write(app, pilot)
        await pilot.press("ctrl+t")
        await said(app, pilot, "chat.jpg")
        await pilot.press("p")
        await said(app, pilot, "pngpaste found no picture in the clipboard.")
        fake_tool(tools, "pngpaste", shows(photos / "chat.jpg"))
        await pilot.press("p")
        await said(app, pilot, "1 of 3 files")
        await pilot.press("escape")
        assert await sent(app, pilot, sim) == [SMALL]


async def test_the_folder_of_the_last_file_is_where_one_begins_the_next_time(
    app: InboxApp, sim: Simulated, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=WIDE) as pilot:
        await write(app, pilot)
        await drop(app, photos / "chat.jpg")
        await said(app, pilot, "has 1 file")
        center = app.inbox.center
        await wait_until(pilot, lambda: center.drafts.recent_folders() == [photos])
    monkeypatch.chdir("/")
    again = app_of(center)
    async with again.run_test(size=WIDE) as pilot:
        await said(again, pilot, "Zoé Tremblay")
        # What was written the first time may be there as a draft.
        await pilot.press("enter")
        await said(again, pilot, "Une photo ?")
        await pilot.press("r")
        await wait_until(pilot, lambda: isinstance(again.focused, MessageInput))
        await pilot.press("ctrl+t")
        await said(again, pilot, "~/Photos")
