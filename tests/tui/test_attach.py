"""ctrl+t: choosing files to send."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from mmstui.domain.messages import Attachment, MediaKind
from mmstui.tui.attach import folders
from mmstui.tui.attach.dialog import AttachDialog
from mmstui.tui.attach.file_browser import FileBrowser
from support.dialogs import OPEN, DialogApp, FakeCopies, left, opened, png
from support.screens import NOW, screen_lines, screen_text, style_of, wait_until
from support.views import wide_and_narrow

TORONTO = ZoneInfo("America/Toronto")
Files = tuple[Attachment, ...]


@pytest.fixture(autouse=True)
def no_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def atelier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the picture, in a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "Photos" / "atelier"
    (folder / "catalogue").mkdir(parents=True)
    put(folder / "catalogue" / "page.png", png(), "2026-11-01 12:00")
    put(folder / "memo-1341.mp3", b"ID3" + b"\0" * 185_997, "2026-11-20 13:41")
    put(folder / "fissure.png", png() + b"\0" * 811_000, "2026-11-20 13:40")
    put(folder / "quai.png", png() + b"\0" * 3_400_000, "2026-11-20 13:22")
    put(folder / "mise.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 1_400_000, "2026-11-20 12:00")
    put(folder / "setup.png", b"MZ" + b"\0" * 400, "2026-11-19 12:00")
    put(folder / "empty.png", b"", "2026-11-19 11:00")
    put(folder / "devis.pdf", b"%PDF-1.7", "2026-11-17 12:00")
    put(folder / "pagaie.png", png(), "2025-01-05 12:00")
    put(folder / ".secret.png", png(), "2026-11-20 12:00")
    return folder


def put(path: Path, content: bytes, local: str) -> None:
    path.write_bytes(content)
    at = datetime.fromisoformat(local).replace(tzinfo=TORONTO).astimezone(UTC).timestamp()
    os.utime(path, (at, at))


def attach(start: Path, *, chosen: Files = (), copies: FakeCopies | None = None) -> AttachDialog:
    return AttachDialog(copies or FakeCopies(), chosen, start, clock=lambda: NOW, zone=TORONTO)


async def listed(app: DialogApp[Files], pilot: Pilot[Any], folder: str = "atelier") -> FileBrowser:
    browser = app.dialog.query_one(FileBrowser)
    await wait_until(pilot, lambda: browser.folder is not None and browser.folder.name == folder)
    return browser


async def go_to(browser: FileBrowser, pilot: Pilot[Any], name: str) -> None:
    """Put the cursor on a file, by keys."""
    await pilot.press("g")
    await wait_until(pilot, lambda: browser.cursor == 0)
    for _ in range(browser.count):
        if browser.entry is not None and browser.entry.name == name:
            return
        await pilot.press("j")
    raise AssertionError(f"{name} is not listed")


async def said(app: DialogApp[Files], pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in screen_text(app))


async def test_facts_come_first_and_the_name_last(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        await listed(app, pilot)
        await said(app, pilot, "~/Photos/atelier")
        text = screen_text(app)
        for row in (
            "186 KB   13:41  sound    memo-1341.mp3",
            "3.4 MB   13:22  photo    quai.png",
            "1.4 MB   12:00  too big  mise.mp4",
            "8 B     Tue  not MMS  devis.pdf",
            "2025  photo    pagaie.png",
            "folder   catalogue/",
            "folder   ../",
        ):
            assert row in text
        assert ".secret.png" not in text
        assert "0 of 3 files" in text
        assert "enter puts a file here" in text


async def test_a_file_is_taken_into_a_slot_and_enter_again_is_done(atelier: Path) -> None:
    copies = FakeCopies()
    async with opened(attach(atelier, copies=copies)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, "fissure.png")
        await said(app, pilot, "enter attach fissure.png")
        await pilot.press("enter")
        await said(app, pilot, "1 of 3 files")
        assert "✓ fits  811 KB" in screen_text(app)
        row = next(line for line in screen_lines(app) if "13:40" in line)
        assert "▌ 1   811 KB   13:40  photo    fissure.png" in row
        await said(app, pilot, "enter done")
        await pilot.press("enter")
        (taken,) = await left(app, pilot)
        assert taken.name == "fissure.png"
        assert copies.asked == [atelier / "fissure.png"]


async def test_a_photo_is_shown_in_its_slot(atelier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    chosen = Attachment(str(atelier / "pagaie.png"), "pagaie.png", "image/png", 90, MediaKind.PHOTO)
    async with opened(attach(atelier, chosen=(chosen,))) as (app, pilot):
        await said(app, pilot, "▀" * 5)
        red = style_of(app, "▀").color
        assert red is not None
        assert red.triplet == (200, 30, 30)


@wide_and_narrow
async def test_it_says_that_the_place_of_a_photo_stays_here(
    atelier: Path, size: tuple[int, int]
) -> None:
    located = Attachment(
        "/copies/a.jpg", "a.jpg", "image/jpeg", 90_000, MediaKind.PHOTO,
        left_out=900, location_removed=True,
    )  # fmt: skip
    plain = replace(located, name="b.jpg", location_removed=False)
    async with opened(attach(atelier, chosen=(located, plain)), size) as (app, pilot):
        await said(app, pilot, "✓ fits  90 KB  location removed")
        assert screen_text(app).count("location removed") == 1


async def test_leaving_with_esc_keeps_what_was_taken(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, "fissure.png")
        await pilot.press("enter")
        await said(app, pilot, "1 of 3 files")
        await pilot.press("escape")
        assert [a.name for a in await left(app, pilot)] == ["fissure.png"]


async def test_leaving_without_a_change_returns_nothing(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        await listed(app, pilot)
        await pilot.press("escape")
        assert await left(app, pilot) is None


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("devis.pdf", "devis.pdf cannot go by MMS"),
        ("mise.mp4", "mise.mp4 is too big: 1.4 MB, and 1.3 MB is the limit."),
        ("setup.png", "setup.png is not the PNG file that its name says."),
        ("empty.png", "empty.png is empty."),
    ],
)
async def test_a_refused_file_says_why_under_itself(
    atelier: Path, name: str, sentence: str
) -> None:
    copies = FakeCopies()
    async with opened(attach(atelier, copies=copies)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, name)
        assert "enter attach" not in screen_text(app)
        await pilot.press("enter")
        await said(app, pilot, sentence[:40])
        lines = screen_lines(app)
        at = next(i for i, line in enumerate(lines) if line.find(name) > 30)
        assert sentence[:40] in lines[at + 1]
        assert copies.asked == []
        assert app.result is OPEN


async def test_a_file_that_vanished_costs_nothing_already_chosen(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, "fissure.png")
        await pilot.press("enter")
        await said(app, pilot, "1 of 3 files")
        await go_to(browser, pilot, "pagaie.png")
        (atelier / "pagaie.png").unlink()
        await pilot.press("enter")
        await said(app, pilot, "pagaie.png is not there.")
        assert "1 of 3 files" in screen_text(app)


async def test_three_files_are_all_an_mms_holds(atelier: Path) -> None:
    chosen = tuple(
        Attachment(f"/copies/{n}.png", f"{n}.png", "image/png", 10, MediaKind.PHOTO)
        for n in range(3)
    )
    copies = FakeCopies()
    async with opened(attach(atelier, chosen=chosen, copies=copies)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, "pagaie.png")
        await pilot.press("enter")
        await said(app, pilot, "An MMS holds 3 files. x removes one.")
        assert copies.asked == []


async def test_x_takes_a_file_out_again_in_the_folder_and_in_the_slots(atelier: Path) -> None:
    chosen = tuple(
        Attachment(f"/copies/{n}", n, "image/png", 10, MediaKind.PHOTO) for n in ("a.png", "b.png")
    )
    async with opened(attach(atelier, chosen=chosen)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, "pagaie.png")
        await pilot.press("enter")
        await said(app, pilot, "3 of 3 files")
        await pilot.press("x")
        await said(app, pilot, "2 of 3 files")
        await pilot.press("shift+tab")
        await said(app, pilot, "esc folder")
        await pilot.press("j", "x")
        await said(app, pilot, "1 of 3 files")
        await pilot.press("x")
        await said(app, pilot, "0 of 3 files")
        # Nothing is left to stand on: the keys are in the folder again.
        await said(app, pilot, "esc close")
        await pilot.press("escape")
        assert await left(app, pilot) == ()


async def test_folders_up_and_into_and_home(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        browser = await listed(app, pilot)
        assert browser.entry is not None
        assert browser.entry.name == "catalogue"
        await said(app, pilot, "enter open catalogue/")
        await pilot.press("l")
        await listed(app, pilot, "catalogue")
        await pilot.press("h")
        await listed(app, pilot)
        assert browser.entry.name == "catalogue"
        await pilot.press("enter")
        await listed(app, pilot, "catalogue")
        await pilot.press("g", "enter")
        await listed(app, pilot)
        await pilot.press("~")
        await said(app, pilot, "Photos/")


async def test_hidden_files_come_and_go(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        await listed(app, pilot)
        await pilot.press(".")
        await said(app, pilot, ".secret.png")
        await pilot.press(".")
        await wait_until(pilot, lambda: ".secret.png" not in screen_text(app))


async def test_find_narrows_as_one_types_and_esc_brings_all_back(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        browser = await listed(app, pilot)
        await pilot.press("/", "p", "a", "g")
        await wait_until(pilot, lambda: browser.count == 1)
        assert style_of(app, "pag", line=_line(app, "pagaie.png")).underline
        await pilot.press("escape")
        await wait_until(pilot, lambda: browser.count == 10)
        assert browser.entry is not None
        assert browser.entry.name == "pagaie.png"
        await pilot.press("/", "f", "i", "s", "enter")
        await said(app, pilot, "1 of 3 files")


async def test_letters_typed_to_find_do_nothing_else(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        browser = await listed(app, pilot)
        await pilot.press("/", "x", "h", "~", ".")
        await said(app, pilot, "No file is called that.")
        assert browser.folder == atelier


async def test_a_path_is_completed_and_opened(atelier: Path) -> None:
    async with opened(attach(atelier.parent)) as (app, pilot):
        await listed(app, pilot, "Photos")
        await pilot.press("tab")
        await said(app, pilot, "~/Photos/")
        await pilot.press("a")
        await said(app, pilot, "~/Photos/atelier/")
        await pilot.press("tab")
        await said(app, pilot, "enter open atelier/")
        await pilot.press("p", "tab")
        await said(app, pilot, "enter attach pagaie.png")
        await pilot.press("enter")
        await said(app, pilot, "1 of 3 files")
        # The folder of the file is shown, the cursor on it.
        browser = await listed(app, pilot)
        await wait_until(
            pilot, lambda: browser.entry is not None and browser.entry.name == "pagaie.png"
        )


async def test_a_path_to_nowhere_says_so_under_itself(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        await listed(app, pilot)
        await pilot.press("tab", *"nope", "enter")
        await said(app, pilot, "nope is not there.")
        lines = screen_lines(app)
        at = next(i for i, line in enumerate(lines) if "~/Photos/atelier/nope" in line)
        assert "nope is not there." in lines[at + 1]
        await pilot.press("escape")
        await said(app, pilot, "esc close")
        assert "nope is not there." not in screen_text(app)


async def test_names_that_begin_alike_are_completed_as_far_as_they_agree(atelier: Path) -> None:
    put(atelier / "coque-avant.png", png(), "2026-11-02 12:00")
    put(atelier / "coque-apres.png", png(), "2026-11-02 12:00")
    async with opened(attach(atelier)) as (app, pilot):
        await listed(app, pilot)
        await pilot.press("tab", "c", "o", "tab")
        await said(app, pilot, "coque-a")
        await said(app, pilot, "2 names begin so")


async def test_a_file_dropped_on_the_dialog_can_be_taken(atelier: Path) -> None:
    async with opened(attach(atelier.parent)) as (app, pilot):
        browser = await listed(app, pilot, "Photos")
        browser.post_message(Paste(f"'{atelier / 'pagaie.png'}'"))
        await said(app, pilot, "enter attach pagaie.png")
        # However long the path, its end is seen.
        assert "pagaie.png" in screen_lines(app)[8]
        await pilot.press("enter")
        await said(app, pilot, "1 of 3 files")


async def test_esc_while_a_copy_is_made_waits_for_it(atelier: Path) -> None:
    copies = FakeCopies(hold=True)
    async with opened(attach(atelier, copies=copies)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, "pagaie.png")
        await pilot.press("enter")
        await said(app, pilot, "→ taking it")
        await pilot.press("escape")
        await pilot.pause()
        assert app.result is OPEN
        copies.release()
        assert [a.name for a in await left(app, pilot)] == ["pagaie.png"]


async def test_enter_twice_takes_a_file_once(atelier: Path) -> None:
    copies = FakeCopies(hold=True)
    async with opened(attach(atelier, copies=copies)) as (app, pilot):
        browser = await listed(app, pilot)
        await go_to(browser, pilot, "pagaie.png")
        await pilot.press("enter", "enter")
        copies.release()
        await said(app, pilot, "1 of 3 files")
        assert len(copies.asked) == 1


async def test_hostile_names_stay_in_their_cells(atelier: Path) -> None:
    put(atelier / "\x1b[2J[@click=x]y.png", png(), "2026-11-20 14:00")
    async with opened(attach(atelier)) as (app, pilot):
        await listed(app, pilot)
        await said(app, pilot, "[2J[@click=x]y.png")
        assert "\x1b" not in screen_text(app)


async def test_a_folder_that_cannot_be_read_says_so_and_one_stays(atelier: Path) -> None:
    async with opened(attach(atelier)) as (app, pilot):
        browser = await listed(app, pilot)
        (atelier / "catalogue" / "page.png").unlink()
        (atelier / "catalogue").rmdir()
        await pilot.press("enter")
        await said(app, pilot, "catalogue is not there any more.")
        assert browser.folder == atelier


async def test_a_start_that_is_gone_begins_above(atelier: Path) -> None:
    async with opened(attach(atelier / "gone" / "deep")) as (app, pilot):
        await listed(app, pilot)


async def test_ten_thousand_files_are_judged_as_they_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "CHECKED_AT_ONCE", 5)
    looked: list[int] = []
    whole = folders.with_verdict

    def counted(folder: Path, entry: folders.FolderEntry) -> folders.FolderEntry:
        looked.append(1)
        return whole(folder, entry)

    monkeypatch.setattr("mmstui.tui.attach.file_browser.with_verdict", counted)
    many = tmp_path / "many"
    many.mkdir()
    for number in range(400):
        (many / f"{number:03}.png").write_bytes(png())
    async with opened(attach(many)) as (app, pilot):
        browser = await listed(app, pilot, "many")
        await wait_until(pilot, lambda: browser.entry is not None and browser.entry.fits)
        await pilot.press("G")
        await wait_until(
            pilot, lambda: browser.cursor == 400 and getattr(browser.entry, "fits", False)
        )
        assert len(looked) < 150


async def test_many_files_are_searched_beside_the_keys(
    atelier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmstui.tui.attach.file_browser.MANY", 3)
    async with opened(attach(atelier)) as (app, pilot):
        browser = await listed(app, pilot)
        # An enter right behind the name waits for what is found, and takes that.
        await pilot.press("/", *"pagaie", "enter")
        await said(app, pilot, "1 of 3 files")
        assert browser.count == 1
        assert "✓ fits" in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (50, 20), (40, 12)])
async def test_on_a_small_screen_the_slots_are_lines_below(
    atelier: Path, size: tuple[int, int]
) -> None:
    chosen = Attachment("/copies/a.png", "a.png", "image/png", 812_000, MediaKind.PHOTO)
    async with opened(attach(atelier, chosen=(chosen,)), size=size) as (app, pilot):
        await listed(app, pilot)
        await said(app, pilot, "catalogue/")
        lines = screen_lines(app)
        slot = next(i for i, line in enumerate(lines) if "✓ fits  812 KB  a.png" in line)
        assert "2 empty" in lines[slot + 1]
        assert any("enter open catalogue/" in line for line in lines[slot + 2 :])
        assert "esc close" in lines[0] + lines[1]


async def test_without_colours_the_slots_have_words(
    atelier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    chosen = Attachment(str(atelier / "pagaie.png"), "pagaie.png", "image/png", 90, MediaKind.PHOTO)
    async with opened(attach(atelier, chosen=(chosen,)), ansi=True) as (app, pilot):
        await listed(app, pilot)
        await said(app, pilot, "▣ photo")
        assert "▀" not in screen_text(app)


def _line(app: DialogApp[Files], text: str) -> int:
    return next(i for i, line in enumerate(screen_lines(app)) if text in line)
