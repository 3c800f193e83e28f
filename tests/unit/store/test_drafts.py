"""What is being written is kept, and files chosen are copied."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mmstui.domain import limits
from mmstui.domain.messages import Attachment, Draft, MediaKind
from mmstui.domain.problems import AttachmentProblem, StoreProblem, Trouble
from mmstui.store import Store
from support import sounds
from support.photos import photo
from support.stores import ANN, BOB, SHOP, make_store, put

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "holiday.png"
    path.write_bytes(PNG)
    return path


class TestDrafts:
    def test_there_is_none(self, store: Store) -> None:
        assert store.drafts.draft(SHOP, ANN) is None

    def test_one_is_kept_with_all_it_has(self, store: Store, picture: Path, tmp_path: Path) -> None:
        draft = Draft("Hé\n\x1b[2J", (store.drafts.adopt_attachment(picture),), SHOP)
        store.drafts.save("", "", draft)
        store.drafts.save(SHOP, ANN, Draft("Another"))
        store.close()
        again = make_store(tmp_path)
        assert again.drafts.draft("", "") == draft
        assert again.drafts.draft(SHOP, ANN) == Draft("Another")
        again.close()

    def test_saving_again_replaces_it(self, store: Store, picture: Path) -> None:
        store.drafts.save(SHOP, ANN, Draft("One", (store.drafts.adopt_attachment(picture),), SHOP))
        store.drafts.save(SHOP, ANN, Draft("Two"))
        assert store.drafts.draft(SHOP, ANN) == Draft("Two")

    @pytest.mark.parametrize("text", ["", "  ", "\n"])
    def test_an_empty_one_is_forgotten(self, store: Store, text: str) -> None:
        store.drafts.save(SHOP, ANN, Draft("One"))
        store.drafts.save(SHOP, ANN, Draft(text, (), SHOP))
        assert store.drafts.draft(SHOP, ANN) is None

    def test_files_alone_are_a_draft(self, store: Store, picture: Path) -> None:
        draft = Draft("", (store.drafts.adopt_attachment(picture),))
        store.drafts.save(SHOP, ANN, draft)
        assert store.drafts.draft(SHOP, ANN) == draft

    def test_no_conversation_is_made_for_one(self, store: Store) -> None:
        store.drafts.save(SHOP, ANN, Draft("Hello"))
        assert store.inbox.conversation_ids() == []
        put(store)
        assert store.inbox.conversations([1])[1].draft == "Hello"

    def test_only_its_conversation_changes(self, store: Store) -> None:
        put(store, contact=ANN)
        put(store, contact=BOB)
        before = store.changes(0).rev
        store.drafts.save(SHOP, BOB, Draft("Hello"))
        assert store.changes(before).conversation_ids == (2,)

    def test_half_an_emoji_does_not_lose_the_rest(self, store: Store) -> None:
        store.drafts.save(SHOP, ANN, Draft("so \ud83d far"))
        assert store.drafts.draft(SHOP, ANN) == Draft("so \ufffd far")

    def test_a_folder_that_moves_takes_its_files_along(
        self, store: Store, picture: Path, tmp_path: Path
    ) -> None:
        store.drafts.save(SHOP, ANN, Draft("", (store.drafts.adopt_attachment(picture),)))
        store.close()
        (tmp_path / "accounts").rename(tmp_path / "elsewhere")
        (tmp_path / "new").mkdir()
        (tmp_path / "elsewhere").rename(tmp_path / "new" / "accounts")
        again = make_store(tmp_path / "new")
        draft = again.drafts.draft(SHOP, ANN)
        again.close()
        assert draft is not None
        assert Path(draft.attachments[0].path).read_bytes() == PNG


class TestAttachments:
    def test_a_copy_is_ours(self, store: Store, picture: Path) -> None:
        taken = store.drafts.adopt_attachment(picture)
        picture.unlink()
        path = Path(taken.path)
        assert path.read_bytes() == PNG
        assert path.is_relative_to(store.attachment_folder)
        assert taken == Attachment(str(path), "holiday.png", "image/png", len(PNG), MediaKind.PHOTO)

    def test_what_a_photo_tells_stays_out_of_it(self, store: Store, tmp_path: Path) -> None:
        data = photo(64, 48)
        (tmp_path / "a.jpg").write_bytes(data)
        taken = store.drafts.adopt_attachment(tmp_path / "a.jpg")
        assert b"Telephone Maker" not in Path(taken.path).read_bytes()
        assert taken.bytes == Path(taken.path).stat().st_size == len(data) - taken.left_out
        assert taken.location_removed
        store.drafts.save(SHOP, ANN, Draft("", (taken,)))
        assert store.drafts.draft(SHOP, ANN) == Draft("", (taken,)), "it is still said later"
        kept = store.drafts.adopt_attachment(tmp_path / "a.jpg", keep_metadata=True)
        assert Path(kept.path).read_bytes() == data
        assert (kept.left_out, kept.location_removed) == (0, False)

    @pytest.mark.parametrize(
        "behind",
        [
            sounds.box(b"free", bytes(3_000_000)),
            sounds.box(b"uuid", bytes(3_000_000)),
            b"\0\0\0\2" * 500_000,
        ],
        ids=["free", "uuid", "no box"],
    )
    def test_a_film_is_judged_without_what_stands_behind_it(
        self, store: Store, tmp_path: Path, behind: bytes
    ) -> None:
        film = sounds.film(sounds.track(b"vide")) + sounds.box(b"mdat", bytes(1_100_000))
        (tmp_path / "a.mp4").write_bytes(film + behind)
        taken = store.drafts.adopt_attachment(tmp_path / "a.mp4")
        assert Path(taken.path).read_bytes() == film
        assert taken.left_out == len(behind)
        (tmp_path / "b.mp4").write_bytes(film + sounds.box(b"mdat", bytes(300_000)) + behind)
        with pytest.raises(AttachmentProblem, match="is too big"):
            store.drafts.adopt_attachment(tmp_path / "b.mp4")

    def test_the_same_name_twice_is_two_files(self, store: Store, picture: Path) -> None:
        first = store.drafts.adopt_attachment(picture)
        picture.write_bytes(PNG + b"more")
        second = store.drafts.adopt_attachment(picture)
        assert Path(first.path).read_bytes() == PNG
        assert Path(second.path).read_bytes() == PNG + b"more"

    def test_it_is_called_what_it_is(self, store: Store, tmp_path: Path) -> None:
        (tmp_path / "photo.jpg").write_bytes(PNG)
        taken = store.drafts.adopt_attachment(tmp_path / "photo.jpg")
        assert (taken.name, taken.type) == ("photo.png", "image/png")
        assert Path(taken.path).name == "photo.png"

    def test_it_may_be_given_another_name(self, store: Store, picture: Path) -> None:
        assert store.drafts.adopt_attachment(picture, name="beach.png").name == "beach.png"

    @pytest.mark.parametrize("name", ["../../x.png", "\x1b[2J.png", "a/b.png", ".png", "-rf.png"])
    def test_no_name_leads_out_of_our_folder(self, store: Store, picture: Path, name: str) -> None:
        taken = store.drafts.adopt_attachment(picture, name=name)
        path = Path(taken.path)
        assert path.resolve().parent.parent == store.attachment_folder.resolve()
        assert taken.name.isprintable()
        assert not taken.name.startswith((".", "-"))

    @pytest.mark.parametrize(
        ("name", "head", "size", "words"),
        [
            ("empty.png", b"", 0, "empty.png is empty."),
            ("notes.pdf", b"%PDF-1.7", 99, "cannot go by MMS"),
            ("fake.png", b"just words", 99, "is not the PNG file that its name says"),
            ("big.png", PNG, 1_300_000, "is too big: 1.3 MB"),
            ("big.png", PNG, limits.SAFE_ATTACHMENT_BYTES + 1, "is too big"),
        ],
    )
    def test_what_may_not_go_is_refused_in_words(
        self, store: Store, tmp_path: Path, name: str, head: bytes, size: int, words: str
    ) -> None:
        (tmp_path / name).write_bytes(head.ljust(size, b"\0"))
        with pytest.raises(AttachmentProblem) as told:
            store.drafts.adopt_attachment(tmp_path / name)
        assert words in told.value.words
        assert not store.attachment_folder.exists()

    def test_the_largest_that_may_go(self, store: Store, tmp_path: Path) -> None:
        content = PNG.ljust(limits.SAFE_ATTACHMENT_BYTES, b"\0")
        (tmp_path / "x.png").write_bytes(content)
        taken = store.drafts.adopt_attachment(tmp_path / "x.png")
        assert taken.bytes == Path(taken.path).stat().st_size == limits.SAFE_ATTACHMENT_BYTES

    def test_what_is_no_file_is_refused_without_waiting(self, store: Store, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.png")
        for path, words in [
            (tmp_path / "pipe.png", "pipe.png is not a file."),
            (tmp_path, f"{tmp_path.name} is a folder."),
            (tmp_path / "missing.png", "missing.png is not there."),
            (Path("/dev/zero"), "zero is not a file."),
            (tmp_path / "nul\0.png", "cannot be read"),
            (tmp_path / ("y" * 300), "cannot be read"),
            (tmp_path / "half\udc80.png", "is not there."),
        ]:
            with pytest.raises(AttachmentProblem) as told:
                store.drafts.adopt_attachment(path)
            assert words in told.value.words

    def test_a_link_to_itself(self, store: Store, tmp_path: Path) -> None:
        (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
        with pytest.raises(AttachmentProblem, match="cannot be read"):
            store.drafts.adopt_attachment(tmp_path / "loop.png")

    def test_a_copy_and_its_name_are_on_the_disk_when_it_is_said_to_be_taken(
        self, store: Store, picture: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited_for: set[int] = set()
        monkeypatch.setattr(os, "fsync", lambda fd: waited_for.add(os.fstat(fd).st_ino))
        path = Path(store.drafts.adopt_attachment(picture).path)
        assert waited_for >= {p.stat().st_ino for p in (path, path.parent, path.parent.parent)}

    def test_a_full_disk_leaves_nothing(
        self, store: Store, picture: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StoreProblem, match="The disk is full") as told:
            store.drafts.adopt_attachment(picture)
        assert told.value.trouble is Trouble.FULL
        assert [p for p in store.attachment_folder.rglob("*") if p.is_file()] == []


class TestRecentFolders:
    def test_the_last_comes_first_and_each_once(self, store: Store, tmp_path: Path) -> None:
        assert store.drafts.recent_folders() == []
        for name in ("a", "b", "a"):
            store.drafts.remember_folder(Path(name))
        store.close()
        again = make_store(tmp_path)
        assert again.drafts.recent_folders() == [Path("a"), Path("b")]
        again.close()

    def test_only_so_many_are_kept_whatever_they_are_called(self, store: Store) -> None:
        odd = Path(os.fsdecode(b"/caf\xe9\n\"'"))
        for number in range(20):
            store.drafts.remember_folder(Path(str(number)))
        store.drafts.remember_folder(odd)
        kept = store.drafts.recent_folders()
        assert kept[:2] == [odd, Path("19")]
        assert len(kept) == 8
