"""Folders as the attach dialog reads them, hostile ones among them."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmstui.pictures import pillow
from mmstui.tui.attach import folders
from mmstui.tui.attach.folders import FolderEntry, list_folder, with_verdict
from mmstui.tui.ui.paths import names_in, nearest_folder, pasted_path, shown_path, typed_path
from support.dialogs import png
from support.heic import HEIC

OLD, NEW = 1_700_000_000, 1_760_000_000


def put(path: Path, content: bytes = b"", at: float = OLD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


def names(folder: Path, **options: bool) -> list[str]:
    return [entry.name for entry in list_folder(folder, **options).entries]


def entry(folder: Path, name: str) -> FolderEntry:
    (found,) = (e for e in list_folder(folder).entries if e.name == name)
    return found


def test_folders_come_by_name_then_files_the_newest_first(tmp_path: Path) -> None:
    put(tmp_path / "old.png", at=OLD)
    put(tmp_path / "new.png", at=NEW)
    (tmp_path / "Zoo").mkdir()
    (tmp_path / "boats").mkdir()
    assert names(tmp_path) == ["..", "boats", "Zoo", "new.png", "old.png"]


def test_hidden_files_are_shown_when_asked(tmp_path: Path) -> None:
    put(tmp_path / ".secret.png")
    assert names(tmp_path) == [".."]
    assert names(tmp_path, hidden=True) == ["..", ".secret.png"]


def test_the_root_has_no_folder_above() -> None:
    assert ".." not in names(Path("/"))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", png(), "photo"),
        ("named-wrongly.mp3", png(), "photo"),
        ("b.mp3", b"ID3\x03", "sound"),
        ("c.mp4", b"\0\0\0\x18ftypmp42", "video"),
        ("d.pdf", b"%PDF-1.7", "not MMS"),
        ("lies.jpg", b"#!/bin/sh", "not MMS"),
        ("empty.jpg", b"", "not MMS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_are_judged_by_content(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    put(tmp_path / name, content)
    assert entry(tmp_path, name).kind == kind


def test_a_film_that_is_too_big_stays_so_and_a_picture_can_be_made_to_fit(tmp_path: Path) -> None:
    put(tmp_path / "big.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 3_400_000)
    put(tmp_path / "big.png", png() + b"\0" * 3_400_000)
    film, picture = entry(tmp_path, "big.mp4"), entry(tmp_path, "big.png")
    assert (film.too_big, film.fittable, film.fits) == (True, False, False)
    assert (picture.too_big, picture.fittable, picture.fits) == (False, True, False)
    assert (film.kind, picture.kind) == ("video", "photo")
    assert "too big" in film.problem


def test_heic_is_a_photo_only_where_something_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "IMG_0142.HEIC", HEIC)
    assert entry(tmp_path, "IMG_0142.HEIC").fittable
    monkeypatch.setattr(pillow, "_heif", lambda: False)
    without = entry(tmp_path, "IMG_0142.HEIC")
    assert (without.fittable, without.kind) == (False, "not MMS")
    assert without.problem.endswith("needs one more package: pipx inject mmstui pi-heif.")


def test_recent_folders_come_first_then_the_usual_and_none_that_is_gone(tmp_path: Path) -> None:
    for name in ("Photos", "Pictures", "Downloads"):
        (tmp_path / name).mkdir()
    recent = [tmp_path / "Photos", tmp_path / "gone", tmp_path / "Downloads"]
    listing = folders.recent_listing(tmp_path / "Photos", recent, tmp_path)
    assert [e.shown for e in listing.entries] == ["~/Photos", "~/Downloads", "~/Pictures"]
    assert listing.path / listing.entries[1].name == tmp_path / "Downloads"


def test_of_many_files_the_later_ones_are_judged_when_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "CHECKED_AT_ONCE", 2)
    for number in range(5):
        put(tmp_path / f"{number}.png", png(), at=NEW - number)
    listed = list_folder(tmp_path).entries
    assert [e.kind for e in listed] == ["folder", "photo", "photo", "", "", ""]
    assert with_verdict(tmp_path, listed[-1]).kind == "photo"


def test_pipes_and_sockets_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with socket.socket(socket.AF_UNIX) as there:
        here = Path.cwd()
        os.chdir(tmp_path)  # a socket's path is short
        try:
            there.bind("socket.png")
        finally:
            os.chdir(here)
        for name in ("pipe.png", "socket.png"):
            found = entry(tmp_path, name)
            assert found.kind == "not MMS"
            assert found.problem == f"{name} is not a file."


def test_a_pipe_that_took_a_files_place_holds_nobody(tmp_path: Path) -> None:
    put(tmp_path / "a.png", png())
    before = FolderEntry("a.png", "a.png", size=10)
    (tmp_path / "a.png").unlink()
    os.mkfifo(tmp_path / "a.png")
    assert with_verdict(tmp_path, before).problem == "a.png cannot be read."


def test_links_in_a_circle_and_to_nowhere_are_named(tmp_path: Path) -> None:
    (tmp_path / "loop.png").symlink_to("loop.png")
    (tmp_path / "gone.png").symlink_to("nowhere")
    assert entry(tmp_path, "loop.png").problem.startswith("loop.png cannot be read: ")
    assert entry(tmp_path, "gone.png").problem == "gone.png is not there any more."


def test_a_linked_folder_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "real" / "a.png")
    (tmp_path / "link").symlink_to("real")
    assert entry(tmp_path, "link").folder
    assert names(tmp_path / "link") == ["..", "a.png"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_says_so(tmp_path: Path) -> None:
    put(tmp_path / "private.png", png()).chmod(0)
    (tmp_path / "closed").mkdir(mode=0)
    assert entry(tmp_path, "private.png").problem == "private.png may not be read by you."
    assert list_folder(tmp_path / "closed").problem == "closed may not be read by you."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "a may not be read by you."),
        (FileNotFoundError(2, "No such file"), "a is not there any more."),
        (NotADirectoryError(20, "Not a directory"), "a is not a folder."),
        (OSError(5, "Input/output error"), "a cannot be read: input/output error."),
        (ValueError("embedded null byte"), "a cannot be read."),
    ],
)
def test_every_refusal_has_words(error: Exception, words: str) -> None:
    assert folders.read_problem(error, "a") == words


def test_names_from_outside_are_harmless_to_show(tmp_path: Path) -> None:
    bad = "\x1b]0;owned\x07.png"
    put(tmp_path / bad, png())
    raw = os.fsdecode(b"caf\xe9.png")
    put(tmp_path / raw, png())
    for name in (bad, raw):
        shown = entry(tmp_path, name).shown
        assert "\x1b" not in shown
        assert shown.encode("utf-8")
        assert shown.endswith(".png")
    assert names_in(tmp_path) == []


def test_a_time_no_calendar_has_is_left_out(tmp_path: Path) -> None:
    put(tmp_path / "a.png", at=-(2**40))
    shown = entry(tmp_path, "a.png").modified
    assert shown is None or shown < datetime(1970, 1, 1, tzinfo=UTC)


def test_the_nearest_folder_that_is_there(tmp_path: Path) -> None:
    assert nearest_folder(tmp_path / "no" / "such" / "place") == tmp_path
    assert nearest_folder(put(tmp_path / "a.png")) == tmp_path


def test_a_folder_that_is_gone_has_words_and_a_way_up(tmp_path: Path) -> None:
    listing = list_folder(tmp_path / "gone")
    assert listing.problem == "gone is not there any more."
    assert [e.name for e in listing.entries] == [".."]


def test_a_typed_path_begins_at_home_or_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    inside = tmp_path / "Photos"
    assert typed_path("~/a.png", inside) == tmp_path / "a.png"
    assert typed_path("a.png", inside) == inside / "a.png"
    assert typed_path("../a.png", inside) == tmp_path / "a.png"
    assert typed_path("/etc", inside) == Path("/etc")
    assert typed_path("/somewhere//etc", inside) == Path("/etc")
    assert typed_path("/somewhere/~/a.png", inside) == tmp_path / "a.png"
    assert typed_path("/somewhere/~", inside) == tmp_path
    assert typed_path("/somewhere/~x", inside) == Path("/somewhere/~x")
    assert shown_path(inside, tmp_path) == "~/Photos"
    assert shown_path(Path("/etc"), tmp_path) == "/etc"
    assert shown_path(tmp_path, tmp_path) == "~"


@pytest.mark.parametrize(
    ("pasted", "path"),
    [
        ("/a/b c.png", "/a/b c.png"),
        ("/a/b\\ c.png\n", "/a/b c.png"),
        ("'/a/b c.png'", "/a/b c.png"),
        ("file:///a/b%20c.png", "/a/b c.png"),
        ("/a/it's.png", "/a/it's.png"),
    ],
)
def test_a_dropped_file_is_understood(pasted: str, path: str) -> None:
    assert pasted_path(pasted) == path
