"""Which files are chosen, and which of a folder's they are."""

from __future__ import annotations

from pathlib import Path

from mmstui.domain.messages import Attachment, MediaKind
from mmstui.tui.chosen_files import ChosenFiles
from mmstui.tui.folders import Entry

FOLDER = Path("/photos")


def taken(name: str, size: int = 10, copy: str = "") -> Attachment:
    return Attachment(copy or f"/copies/{name}", name, "image/png", size, MediaKind.PHOTO)


def file(name: str, size: int = 10) -> Entry:
    return Entry(name, name, size=size)


def test_a_file_taken_here_is_known_by_its_path() -> None:
    chosen = ChosenFiles(())
    chosen.add(taken("a.png"), FOLDER / "a.png")
    assert chosen.slot_of(FOLDER, file("a.png")) == 1
    assert chosen.slot_of(Path("/elsewhere"), file("a.png")) is None


def test_a_file_taken_earlier_is_known_by_its_name_and_size() -> None:
    chosen = ChosenFiles((taken("a.png"), taken("b.png")))
    assert chosen.slot_of(FOLDER, file("b.png")) == 2
    assert chosen.slot_of(FOLDER, file("b.png", size=11)) is None


def test_a_folder_is_never_chosen() -> None:
    chosen = ChosenFiles((taken("a.png"),))
    assert chosen.slot_of(FOLDER, Entry("a.png", "a.png", folder=True, size=10)) is None


def test_nothing_changed_is_told_from_everything_removed() -> None:
    first = taken("a.png")
    chosen = ChosenFiles((first,))
    assert chosen.changed is None
    chosen.remove(1)
    assert chosen.changed == ()
    chosen.add(first, FOLDER / "a.png")
    assert chosen.changed is None


def test_removing_moves_the_others_up() -> None:
    chosen = ChosenFiles((taken("a.png"), taken("b.png"), taken("c.png")))
    assert chosen.full
    chosen.remove(2)
    assert [a.name for a in chosen.attachments] == ["a.png", "c.png"]
    assert chosen.bytes == 20
    assert not chosen.full
