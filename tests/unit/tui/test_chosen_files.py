"""Which files are chosen, and which of a folder's they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mmstui.center.images import FittedAttachment
from mmstui.domain.messages import Attachment, MediaKind
from mmstui.pictures import Fitted, Look
from mmstui.tui.attach.chosen_files import ChosenFiles, Offer
from mmstui.tui.attach.folders import FolderEntry

FOLDER = Path("/photos")


def taken(name: str, size: int = 10, copy: str = "") -> Attachment:
    return Attachment(copy or f"/copies/{name}", name, "image/png", size, MediaKind.PHOTO)


def file(name: str, size: int = 10) -> FolderEntry:
    return FolderEntry(name, name, size=size)


def test_a_file_taken_here_is_known_by_its_path() -> None:
    chosen = ChosenFiles(())
    chosen.add(taken("a.png"), FOLDER / "a.png")
    assert chosen.slot_of(FOLDER, file("a.png")) == 1
    assert chosen.slot_of(Path("/elsewhere"), file("a.png")) is None


def test_a_file_taken_earlier_is_known_by_its_name_and_size() -> None:
    chosen = ChosenFiles((taken("a.png"), taken("b.png")))
    assert chosen.slot_of(FOLDER, file("b.png")) == 2
    assert chosen.slot_of(FOLDER, file("b.png", size=11)) is None


def test_also_where_our_copy_lacks_what_the_file_tells() -> None:
    chosen = ChosenFiles((replace(taken("a.png"), left_out=5),))
    assert chosen.slot_of(FOLDER, file("a.png", size=15)) == 1
    assert chosen.slot_of(FOLDER, file("a.png", size=10)) is None


def test_a_folder_is_never_chosen() -> None:
    chosen = ChosenFiles((taken("a.png"),))
    assert chosen.slot_of(FOLDER, FolderEntry("a.png", "a.png", folder=True, size=10)) is None


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


def test_an_offer_holds_its_slot_and_goes_only_when_it_is_accepted() -> None:
    chosen = ChosenFiles((taken("a.png"),))
    offer = Offer(FOLDER / "big.jpg", "big.jpg")
    chosen.offer(offer)
    chosen.add(taken("b.png"), FOLDER / "b.png")
    assert chosen.full
    assert [a.name for a in chosen.attachments] == ["a.png", "b.png"]
    assert chosen.slot_of(FOLDER, file("big.jpg")) == 2
    chosen.accept(offer)
    assert [a.name for a in chosen.attachments] == ["a.png", "b.png"], "it is not made yet"

    offer.fitted = fitted(offer)
    chosen.accept(offer)
    assert [a.name for a in chosen.attachments] == ["a.png", "big.jpg", "b.png"]
    assert chosen.slot_of(FOLDER, file("big.jpg")) == 2
    assert chosen.offers == []


def test_a_withdrawn_offer_leaves_its_slot_and_stops_what_makes_it() -> None:
    chosen = ChosenFiles(())
    offer = Offer(FOLDER / "big.jpg", "big.jpg")
    chosen.offer(offer)
    chosen.withdraw(offer)
    assert (chosen.slots, offer.withdrawn) == ([], True)
    offer.fitted = fitted(offer)
    chosen.accept(offer)
    assert chosen.attachments == ()


def test_moving_stops_at_both_ends() -> None:
    chosen = ChosenFiles((taken("a.png"), taken("b.png"), taken("c.png")))
    assert chosen.move(1, 1) == 2
    assert chosen.move(2, 5) == 3
    assert chosen.move(1, -1) == 1
    assert [a.name for a in chosen.attachments] == ["b.png", "c.png", "a.png"]
    assert chosen.changed == chosen.attachments, "another order is a change"


def fitted(offer: Offer) -> FittedAttachment:
    look = Look("image/jpeg", 4032, 3024, 3_400_000, animated=False)
    made = Fitted(offer.name, Path("/copies/big.jpg"), "image/jpeg", 10, 2200, 1650, look)
    return FittedAttachment(taken("big.jpg"), made)
