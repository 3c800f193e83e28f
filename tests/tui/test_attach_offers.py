"""A picture that cannot go as it is: made to fit, offered with before and after, taken or left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.domain.messages import Attachment, MediaKind
from mmstui.pictures import Look
from mmstui.tui.attach.dialog import AttachDialog
from mmstui.tui.attach.file_browser import FileBrowser
from support.dialogs import OPEN, DialogApp, FakeCopies, left, opened, png
from support.inboxes import TORONTO
from support.screens import NOW, screen_lines, screen_text, style_of, wait_until
from support.views import wide_and_narrow

Files = tuple[Attachment, ...]
WIDE, NARROW = (120, 36), (80, 24)
both_sizes = wide_and_narrow
OTHER = Attachment("/copies/a.png", "a.png", "image/png", 812_000, MediaKind.PHOTO)


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "Photos"
    folder.mkdir()
    for name in ("quai.png", "pont.png"):
        (folder / name).write_bytes(png() + b"\0" * 3_400_000)
    (folder / "lac.webp").write_bytes(b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 50)
    (folder / "pagaie.png").write_bytes(png())
    return folder


def attach(
    folder: Path, copies: FakeCopies, *, chosen: Files = (), offer: Path | None = None
) -> AttachDialog:
    return AttachDialog(copies, chosen, folder, offer=offer, clock=lambda: NOW, zone=TORONTO)


async def said(app: DialogApp[Files], pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in screen_text(app))


async def choose(app: DialogApp[Files], pilot: Pilot[Any], name: str) -> None:
    """Put the cursor on a file, by keys, and press enter."""
    browser = app.dialog.query_one(FileBrowser)
    await wait_until(pilot, lambda: browser.folder is not None)
    await pilot.press("g")
    await wait_until(pilot, lambda: browser.cursor == 0)
    while browser.entry is None or browser.entry.name != name:
        await pilot.press("j")
    await pilot.press("enter")


@both_sizes
async def test_before_and_after_stand_under_each_other_and_s_takes_it(
    photos: Path, size: tuple[int, int]
) -> None:
    before = (photos / "quai.png").read_bytes()
    async with opened(attach(photos, FakeCopies()), size=size) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "× too big  limit 1.2 MB")
        now, after = (
            next(line for line in screen_lines(app) if label in line)
            for label in ("  now  3.4 MB  4032 x 3024  JPEG", "after  1.1 MB  2200 x 1650  JPEG")
        )
        assert now.index("3.4 MB") == after.index("1.1 MB")
        assert now.index("4032 x 3024") == after.index("2200 x 1650")
        assert "1 of 3 files   3.4 MB" in screen_text(app)
        assert "s shrink to 1.1 MB" in screen_text(app)
        assert "x leave out" in screen_text(app)

        await pilot.press("s")
        await said(app, pilot, "✓ fits  1.1 MB")
        assert "1 of 3 files   1.1 MB" in screen_text(app)
        await pilot.press("enter")
        (taken,) = await left(app, pilot)
        assert (taken.name, taken.bytes) == ("quai.jpg", 1_121_000)
    assert (photos / "quai.png").read_bytes() == before


async def test_enter_on_the_offer_takes_it_too(photos: Path) -> None:
    async with opened(attach(photos, FakeCopies())) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "s shrink to 1.1 MB")
        await pilot.press("enter")
        await said(app, pilot, "✓ fits  1.1 MB")


async def test_while_a_name_is_typed_only_enter_takes_an_offer(photos: Path) -> None:
    async with opened(attach(photos, FakeCopies())) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "s shrink to 1.1 MB")
        await pilot.press("/", *"qua")
        await said(app, pilot, "enter shrink to 1.1 MB")
        await pilot.press("s")
        await said(app, pilot, "No file is called that.")
        assert "× too big" in screen_text(app)
        await pilot.press("backspace", "enter")
        await said(app, pilot, "✓ fits  1.1 MB")


async def test_a_webp_is_offered_converted(photos: Path) -> None:
    copies = FakeCopies(before=Look("image/webp", 640, 480, 102_000, animated=False))
    async with opened(attach(photos, copies)) as (app, pilot):
        await choose(app, pilot, "lac.webp")
        await said(app, pilot, "× not MMS  no WEBP goes by MMS")
        await said(app, pilot, "  now  102 KB    640 x 480  WEBP")
        await said(app, pilot, "after  1.1 MB  2200 x 1650  JPEG")
        await said(app, pilot, "s convert to JPEG, 1.1 MB")


@both_sizes
async def test_what_moves_is_said_to_stop(photos: Path, size: tuple[int, int]) -> None:
    copies = FakeCopies(before=Look("image/gif", 640, 480, 3_400_000, animated=True))
    async with opened(attach(photos, copies), size=size) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "! it will not move any more")


async def test_transparent_parts_are_said_to_turn_white(photos: Path) -> None:
    copies = FakeCopies(hold_fits=True)
    async with opened(attach(photos, copies)) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "→ shrinking it")
        (fit,) = copies.fits
        fit.on_white = True
        fit.finish()
        await said(app, pilot, "! transparent parts turn white")


@both_sizes
async def test_a_bar_fills_and_esc_gives_it_up(photos: Path, size: tuple[int, int]) -> None:
    copies = FakeCopies(hold_fits=True)
    async with opened(attach(photos, copies, chosen=(OTHER,)), size=size) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "→ shrinking it")
        (fit,) = copies.fits
        fit.reached(0.65)
        await said(app, pilot, "━" * 13 + "─" * 7 + "   65 %")
        assert style_of(app, "━" * 13) != style_of(app, "─" * 7)
        assert "esc cancel" in screen_text(app)
        assert "s shrink" not in screen_text(app)
        # The keys still go where they went: nothing waits for the picture.
        await pilot.press("k")
        assert not fit.cancelled()

        await pilot.press("escape")
        await said(app, pilot, "1 of 3 files")
        assert fit.cancelled()
        fit.give_up()
        await said(app, pilot, "esc close")
        assert app.result is OPEN
        await pilot.press("escape")
        assert await left(app, pilot) is None


async def test_a_picture_that_came_too_late_is_not_taken(photos: Path) -> None:
    copies = FakeCopies(hold_fits=True)
    async with opened(attach(photos, copies)) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "→ shrinking it")
        await pilot.press("escape")
        await said(app, pilot, "0 of 3 files")
        copies.fits[0].finish()
        await pilot.pause()
        assert "0 of 3 files" in screen_text(app)


async def test_leaving_the_dialog_while_one_is_made_says_what_it_waits_for(photos: Path) -> None:
    copies = FakeCopies(hold_fits=True)
    async with opened(attach(photos, copies)) as (app, pilot):
        await choose(app, pilot, "pagaie.png")
        await said(app, pilot, "✓ fits")
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "→ shrinking it")
        await choose(app, pilot, "pagaie.png")
        await said(app, pilot, "quai.png is still being made to fit.")
        copies.fits[0].finish()
        await said(app, pilot, "s shrink to 1.1 MB")
        await pilot.press("enter")
        await said(app, pilot, "quai.png is not attached yet.")
        assert app.result is OPEN
        await pilot.press("s", "enter")
        assert [a.name for a in await left(app, pilot)] == ["pagaie.png", "quai.jpg"]


async def test_esc_leaves_an_offer_out_and_then_leaves(photos: Path) -> None:
    async with opened(attach(photos, FakeCopies(), chosen=(OTHER,))) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "esc leave out")
        await pilot.press("escape")
        await said(app, pilot, "1 of 3 files")
        await said(app, pilot, "esc close")
        await pilot.press("escape")
        assert await left(app, pilot) is None


async def test_x_leaves_an_offer_out(photos: Path) -> None:
    async with opened(attach(photos, FakeCopies())) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "s shrink to 1.1 MB")
        await pilot.press("x")
        await said(app, pilot, "0 of 3 files")
        assert "enter attach quai.png" in screen_text(app)


@both_sizes
async def test_two_offers_and_s_takes_the_one_under_the_cursor(
    photos: Path, size: tuple[int, int]
) -> None:
    async with opened(attach(photos, FakeCopies()), size=size) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "s shrink to 1.1 MB")
        await choose(app, pilot, "pont.png")
        await said(app, pilot, "2 of 3 files")
        await wait_until(pilot, lambda: screen_text(app).count("× too big") == 2)
        await pilot.press("shift+tab")
        await said(app, pilot, "J K reorder")
        await pilot.press("k", "k", "s")
        await said(app, pilot, "✓ fits  1.1 MB")
        await pilot.press("j", "x")
        await said(app, pilot, "1 of 3 files")
        await pilot.press("enter")
        assert [a.name for a in await left(app, pilot)] == ["quai.jpg"]


async def test_a_picture_that_cannot_be_made_to_fit_says_why_and_costs_nothing(
    photos: Path,
) -> None:
    copies = FakeCopies(problem="quai.png is damaged: it cannot be read to its end.")
    async with opened(attach(photos, copies, chosen=(OTHER,))) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "quai.png is damaged: it cannot be read")
        await said(app, pilot, "1 of 3 files")
        await pilot.press("escape")
        assert await left(app, pilot) is None


async def test_a_full_message_makes_nothing(photos: Path) -> None:
    copies = FakeCopies()
    async with opened(attach(photos, copies, chosen=(OTHER,) * 3)) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "An MMS holds 3 files. x removes one.")
        assert copies.fits == []


@pytest.mark.parametrize(("key", "names"), [("s", ["a.png", "quai.jpg"]), ("escape", None)])
async def test_opened_for_one_picture_it_closes_with_the_word_on_it(
    photos: Path, key: str, names: list[str] | None
) -> None:
    dialog = attach(photos, FakeCopies(), chosen=(OTHER,), offer=photos / "quai.png")
    async with opened(dialog) as (app, pilot):
        await said(app, pilot, "s shrink to 1.1 MB")
        assert "2   3.4 MB" in screen_text(app), "the cursor's row shows its slot"
        await pilot.press(key)
        chosen = await left(app, pilot)
        assert (chosen and [a.name for a in chosen]) == names


async def test_files_are_put_in_another_order(photos: Path) -> None:
    chosen = tuple(
        Attachment(f"/copies/{n}.png", f"{n}.png", "image/png", 10, MediaKind.PHOTO)
        for n in ("a", "b", "c")
    )
    async with opened(attach(photos, FakeCopies(), chosen=chosen)) as (app, pilot):
        await said(app, pilot, "3 of 3 files")
        await pilot.press("shift+tab")
        await said(app, pilot, "J K reorder")
        # The first goes to the end, and no further; then one back.
        await pilot.press("J", "J", "J", "K")
        await pilot.press("enter")
        assert [a.name for a in await left(app, pilot)] == ["b.png", "a.png", "c.png"]


async def test_recent_folders_are_a_key_away(photos: Path) -> None:
    other = photos.parent / "Workshop"
    other.mkdir()
    (other / "proue.png").write_bytes(png())
    copies = FakeCopies(recent=[other, photos])
    async with opened(attach(photos, copies)) as (app, pilot):
        browser = app.dialog.query_one(FileBrowser)
        await said(app, pilot, "pagaie.png")
        await pilot.press("r")
        await said(app, pilot, "recent folders")
        assert "~/Workshop/" in screen_text(app)
        await said(app, pilot, "esc folder")
        assert "pagaie.png" not in screen_text(app)
        # Back, by esc, to where one was.
        await pilot.press("escape")
        await said(app, pilot, "pagaie.png")
        await pilot.press("r")
        await said(app, pilot, "recent folders")
        await pilot.press("enter")
        await said(app, pilot, "proue.png")
        assert browser.folder == other
        await choose(app, pilot, "proue.png")
        await said(app, pilot, "1 of 3 files")
        assert copies.recent == [other, photos]


async def test_without_colours_the_bar_and_the_offer_are_words(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    copies = FakeCopies(hold_fits=True)
    async with opened(attach(photos, copies), ansi=True) as (app, pilot):
        await choose(app, pilot, "quai.png")
        await said(app, pilot, "→ shrinking it")
        copies.fits[0].reached(0.65)
        await said(app, pilot, " 65 %")
        copies.fits[0].finish()
        await said(app, pilot, "× too big  limit 1.2 MB")
        assert "▣ photo" in screen_text(app)
        assert "▀" not in screen_text(app)


@both_sizes
async def test_a_damaged_file_is_taken_when_it_is_chosen_again(
    photos: Path, size: tuple[int, int]
) -> None:
    copies = FakeCopies()
    copies.damaged = {"pagaie.png"}
    async with opened(attach(photos, copies), size=size) as (app, pilot):
        await choose(app, pilot, "pagaie.png")
        await said(app, pilot, "pagaie.png is damaged:")
        assert "0 of 3 files" in screen_text(app)
        await pilot.press("enter")
        await said(app, pilot, "✓ fits")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (Look("image/heic", 640, 480, 9, animated=False, pictures=3),
         "! only one of its 3 pictures"),
        (Look("image/jpeg", 640, 480, 9, animated=False), "× rare kind  few phones show it"),
    ],
)  # fmt: skip
async def test_an_offer_says_what_is_left_out_and_why_it_is_one(
    photos: Path, before: Look, words: str
) -> None:
    async with opened(attach(photos, FakeCopies(before=before))) as (app, pilot):
        await choose(app, pilot, "lac.webp")
        await said(app, pilot, words)
