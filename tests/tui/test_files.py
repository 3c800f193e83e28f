"""a, enter, o, s, y, I: files from the thread, by keys alone, over a real store."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import MediaState
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.media.list import FilesDialog
from mmstui.tui.media.save_dialog import SaveFile
from mmstui.tui.media.viewer import PictureView
from mmstui.tui.thread.view import ThreadView
from support import sounds
from support.bombs import png_bomb
from support.brought import bring, fail
from support.dialogs import png
from support.inboxes import NOW, SHOP, ZOE, fill_directory, make_center, store_of
from support.opened import app_of
from support.photos import photo
from support.screens import screen_lines, screen_text, wait_until
from support.stores import put
from support.views import wide_and_narrow

SIZES = wide_and_narrow
HOUR = timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(SaveFile, "folder", None)
    for name in ("NO_COLOR", "SSH_CONNECTION", "SSH_TTY", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return home


@pytest.fixture
def center(tmp_path: Path, home: Path) -> Iterator[MessageCenter]:
    """Zoé's thread: two photos, a voice memo, a video and what never came."""
    center = make_center(tmp_path / "data")
    fill_directory(center)
    store = store_of(center)

    def zoe(hours: int, *files: tuple[str, bytes], text: str = "") -> int:
        return bring(store, files, at=NOW - hours * HOUR, contact=ZOE, did=SHOP, text=text)

    zoe(30, ("proue.png", png(64, 48)), text="the bow")
    zoe(5, ("memo.amr", sounds.amr(23)))
    zoe(4, ("sortie.3gp", sounds.mp4(75, b"3gp4")))
    gone = put(store, contact=ZOE, did=SHOP, at=NOW - 3 * HOUR, kind="mms", media=["image/jpeg"])  # type: ignore[arg-type]
    fail(store, gone, MediaState.EXPIRED)
    zoe(2, ("coque.jpg", photo(640, 480)), text="the hull")
    yield center
    center.close()


@pytest.fixture
def opener(tmp_path: Path) -> tuple[tuple[str, ...], Callable[[], list[str]]]:
    """A program that writes down its arguments, and what it has written."""
    script, log = tmp_path / "opener.py", tmp_path / "opened"
    script.write_text(f"import sys\nopen({str(log)!r}, 'a').write(repr(sys.argv[1:]) + '\\n')\n")

    def opened() -> list[str]:
        return log.read_text().splitlines() if log.exists() else []

    return (sys.executable, str(script), "--new"), opened


def inbox(center: MessageCenter, **settings: Any) -> InboxApp:
    center.settings = replace(center.settings, **settings)
    return app_of(center)


async def thread(pilot: Pilot[Any]) -> None:
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await wait_until(pilot, lambda: pilot.app.focused.message is not None)  # type: ignore[union-attr]


async def on(pilot: Pilot[Any], screen: type[Any], words: str) -> None:
    """Wait for a screen with words on it."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, screen))
    await wait_until(pilot, lambda: words in screen_text(pilot.app))


def row(app: InboxApp, name: str) -> str:
    """The line of the list, or of the picture's facts, that has a name in it."""
    return next(line for line in rows(app) if name in line)


def rows(app: InboxApp) -> list[str]:
    where = app.screen.query_one("OptionRows, #facts").region
    lines = screen_lines(app)[where.y : where.bottom]
    return [line[where.x : where.right] for line in lines]


def are_safe(targets: list[str], media: Path, forbidden: Path) -> None:
    """Files in the media folder, named by us, and nothing that a shell would have made."""
    for target in targets:
        path = Path(target)
        assert path.resolve().parent.parent == media
        assert path.name.startswith("0-"), "no name is an option or hidden"
        assert path.is_file()
        assert not set(path.name) & set(";`$/\\\x1b\x07")
        assert path.stat().st_mode & 0o777 == 0o600
    assert not list(forbidden.rglob("pwned"))


@SIZES
async def test_a_lists_the_files_newest_first_with_kind_length_size_and_date(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    app = inbox(center)
    async with app.run_test(size=size) as pilot:
        await thread(pilot)
        await pilot.press("a")
        await on(pilot, FilesDialog, "5 files   Zoé Tremblay")
        starts = [line[2:14].strip() for line in rows(app)]
        assert starts == ["12:02", "11:02", "10:02", "9:02", "19 Nov 8:02"]
        assert "▌        12:02  ▣ photo" in row(app, "coque.jpg")
        assert "11:02  ▣ photo  gone from VoIP.ms before it came here" in rows(app)[1]
        assert "► video   1:15" in row(app, "sortie.3gp")
        assert "♪ sound   0:23" in row(app, "memo.amr")
        assert row(app, "proue.png").rstrip().endswith("proue.png")
        await pilot.press("j")
        await wait_until(pilot, lambda: "enter view it" not in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen))


@SIZES
async def test_enter_shows_a_picture_in_full_and_keys_turn_to_the_others(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    app = inbox(center)
    async with app.run_test(size=size) as pilot:
        await thread(pilot)
        await pilot.press("enter")
        await on(pilot, PictureView, "▀")
        assert "Zoé Tremblay   2 of 2   12:02" in screen_lines(app)[0]
        assert "▣ photo  JPG  640x480" in row(app, "coque.jpg")
        await pilot.press("l")
        await pilot.press("h")
        await on(pilot, PictureView, "▣ photo  PNG  64x48")
        assert "1 of 2   19 Nov 8:02" in screen_lines(app)[0]
        await pilot.press("h", "h", "l")
        await on(pilot, PictureView, "coque.jpg")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, InboxScreen))
        assert isinstance(app.focused, ThreadView)


async def test_from_the_list_too_and_back_to_it(center: MessageCenter) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await thread(pilot)
        await pilot.press("a")
        await on(pilot, FilesDialog, "5 files")
        await pilot.press("enter")
        await on(pilot, PictureView, "2 of 2")
        await pilot.press("q")
        await on(pilot, FilesDialog, "5 files")


async def test_a_message_s_files_are_listed_by_enter_where_none_is_a_picture(
    center: MessageCenter,
) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await thread(pilot)
        await pilot.press("k", "enter")
        await on(pilot, FilesDialog, "Files of this message   1 file")
        assert "gone from VoIP.ms" in screen_text(app)


async def test_files_that_come_late_fill_in_where_they_are_listed(center: MessageCenter) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await thread(pilot)
        await pilot.press("a")
        await on(pilot, FilesDialog, "5 files")
        await pilot.press("G")
        bring(store_of(center), [("late.png", png())], at=NOW, contact=ZOE, did=SHOP)
        await on(pilot, FilesDialog, "late.png")
        assert "▌" in row(app, "proue.png"), "the cursor stays on its file"


@SIZES
async def test_o_opens_without_a_shell_whatever_the_name(
    center: MessageCenter,
    size: tuple[int, int],
    opener: tuple[tuple[str, ...], Callable[[], list[str]]],
    tmp_path: Path,
) -> None:
    words, opened = opener
    names = ["../../x", "a;b'c", "`touch pwned`$(touch pwned)\x1b]52;c;x\x07.png", "-rf"]
    store = store_of(center)
    for number, name in enumerate(names):
        when = NOW - timedelta(minutes=10 - number)
        bring(store, [(name, png())], at=when, contact=ZOE, did=SHOP)
    app = inbox(center, open_command=(*words, "%s"))
    async with app.run_test(size=size) as pilot:
        await thread(pilot)
        for count in range(1, len(names) + 1):
            await pilot.press("o")
            await wait_until(pilot, lambda count=count: len(opened()) == count)  # type: ignore[misc]
            await pilot.press("k")
    asked = [eval(line) for line in opened()]
    assert [words[0] for words in asked] == ["--new"] * len(names)
    are_safe([words[1] for words in asked], store.media_folder.resolve(), tmp_path)


async def test_of_several_files_o_asks_which(
    center: MessageCenter, opener: tuple[tuple[str, ...], Callable[[], list[str]]]
) -> None:
    words, opened = opener
    files = [(f"{number}.png", png()) for number in range(5)]
    bring(store_of(center), files, at=NOW, contact=ZOE, did=SHOP)
    app = inbox(center, open_command=words)
    async with app.run_test(size=(120, 36)) as pilot:
        await thread(pilot)
        await pilot.press("o")
        await on(pilot, FilesDialog, "Files of this message   5 files")
        await pilot.press("j", "j", "o")
        await wait_until(pilot, lambda: len(opened()) == 1)
        assert "0/2-2.png" in opened()[0] or "2-2.png" in opened()[0]


@SIZES
async def test_s_saves_a_copy_and_replaces_nothing_unasked(
    center: MessageCenter, home: Path, size: tuple[int, int]
) -> None:
    (home / "Downloads").mkdir()
    app = inbox(center)
    async with app.run_test(size=size) as pilot:
        await thread(pilot)
        await pilot.press("a")
        await on(pilot, FilesDialog, "5 files")
        await pilot.press("s")
        await on(pilot, SaveFile, "~/Downloads/coque.jpg")
        await pilot.press("enter")
        await on(pilot, FilesDialog, "5 files")
        saved = home / "Downloads" / "coque.jpg"
        assert saved.read_bytes() == photo(640, 480)
        assert saved.stat().st_mode & 0o777 == 0o600

        saved.write_text("mine")
        await pilot.press("s")
        await on(pilot, SaveFile, "~/Downloads/coque.jpg")
        await pilot.press("enter")
        await on(pilot, SaveFile, "coque.jpg is there already.")
        assert saved.read_text() == "mine"
        await pilot.press("2")
        await wait_until(pilot, lambda: "is there already" not in screen_text(app))
        await pilot.press("backspace", "enter")
        await on(pilot, SaveFile, "replace it")
        assert saved.read_text() == "mine"
        await pilot.press("enter")
        await on(pilot, FilesDialog, "5 files")
        assert saved.read_bytes() == photo(640, 480)
        assert [path.name for path in saved.parent.iterdir()] == ["coque.jpg"]


async def test_saving_where_there_is_no_folder_says_so(center: MessageCenter, home: Path) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await thread(pilot)
        await pilot.press("enter")
        await on(pilot, PictureView, "▀")
        await pilot.press("s")
        await on(pilot, SaveFile, "~/coque.jpg")
        await pilot.press("ctrl+u", *"~/nowhere/x.jpg", "enter")
        await on(pilot, SaveFile, "There is no folder nowhere.")
        await pilot.press("escape")
        await on(pilot, PictureView, "coque.jpg")
    assert os.listdir(home) == []


async def test_y_copies_the_path(center: MessageCenter) -> None:
    app = inbox(center)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await thread(pilot)
        await pilot.press("enter")
        await on(pilot, PictureView, "▀")
        await pilot.press("y")
        await wait_until(pilot, lambda: "path sent to the terminal's" in screen_text(app))
        assert app.clipboard.endswith("/0-coque.jpg")
        assert os.path.isabs(app.clipboard)


@SIZES
async def test_capital_i_switches_thumbnails_on_and_off(
    center: MessageCenter, size: tuple[int, int]
) -> None:
    app = inbox(center, thumbnails=False)
    async with app.run_test(size=size) as pilot:
        await thread(pilot)
        await wait_until(pilot, lambda: "enter shows it   o opens it" in screen_text(app))
        assert "▀" not in screen_text(app)
        await pilot.press("I")
        await wait_until(pilot, lambda: "▀" in screen_text(app))
        assert "the hull" in screen_text(app)
        await pilot.press("I")
        await wait_until(pilot, lambda: "▀" not in screen_text(app))


async def test_over_ssh_there_are_none_unless_they_are_asked_for(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
    app = inbox(center)
    async with app.run_test(size=(120, 36)) as pilot:
        await thread(pilot)
        assert "▀" not in screen_text(app)
        await pilot.press("I")
        await wait_until(pilot, lambda: "▀" in screen_text(app))


async def test_a_picture_that_cannot_be_drawn_says_why(center: MessageCenter) -> None:
    bring(store_of(center), [("broken.png", png()[:50])], at=NOW, contact=ZOE, did=SHOP)
    app = inbox(center)
    async with app.run_test(size=(80, 24)) as pilot:
        await thread(pilot)
        await pilot.press("enter")
        await on(pilot, PictureView, "broken.png is damaged")
        assert "o opens it with your program." in " ".join(screen_text(app).split())
        await pilot.press("h")
        await on(pilot, PictureView, "coque.jpg")


@wide_and_narrow
async def test_one_that_claims_30_000_pixels_a_side_is_told_and_not_decoded(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    files = [("mur.png", png_bomb(30_000, 30_000))]
    bring(store_of(center), files, at=NOW, contact=ZOE, did=SHOP)
    app = inbox(center, thumbnails=True)
    async with app.run_test(size=size) as pilot:
        await thread(pilot)
        await wait_until(
            pilot, lambda: "enter says why it is not drawn   o opens it" in screen_text(app)
        )
        await pilot.press("enter")
        await on(pilot, PictureView, "mur.png has too many pixels to be read here: 30,000 x 30,000")
        await wait_until(pilot, lambda: "is drawn with blocks" not in screen_text(app))
        await pilot.press("h")
        await on(pilot, PictureView, "In tmux the picture is drawn with blocks.")


async def test_pictures_can_be_switched_off(center: MessageCenter) -> None:
    app = inbox(center, pictures="off")
    async with app.run_test(size=(80, 24)) as pilot:
        await thread(pilot)
        await pilot.press("enter")
        await on(pilot, PictureView, "Pictures are switched off by the setting pictures.")


async def test_in_tmux_a_sentence_says_why_there_are_blocks(
    center: MessageCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    app = inbox(center)
    async with app.run_test(size=(80, 24)) as pilot:
        await thread(pilot)
        await pilot.press("enter")
        await on(pilot, PictureView, "In tmux the picture is drawn with blocks.")
        await wait_until(pilot, lambda: "▀" in screen_text(app))
