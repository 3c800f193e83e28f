"""Files to ask for and to fetch, and what came of it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Direction, Draft, Kind, MediaKind, MediaState, State
from mmstui.domain.problems import StoreProblem
from mmstui.store import Store
from mmstui.store.media.media import MediaQuestion
from mmstui.store.media.media_rows import add_urls, name_of
from mmstui.store.sqlite.codec import to_ms
from support import sounds
from support.deleted import delete_messages
from support.stores import ANN, BOB, NOON, SHOP, put

MINUTE = timedelta(minutes=1)
PHOTO = "https://voip.ms/media/1/photo.jpg"


def put_mms(store: Store, *urls: str, text: str = "", contact: str = ANN, minute: int = 0) -> int:
    message_id = put(
        store, text, kind=Kind.MMS, contact=contact, at=NOON + minute * MINUTE, server_id=minute + 1
    )
    with store.database.writing() as transaction:
        add_urls(transaction.connection, [(message_id, urls)], to_ms(NOON))
        transaction.touch([1])
    return message_id


def ask(store: Store, message_id: int, minute: int = 0) -> None:
    with store.database.writing() as transaction:
        transaction.connection.execute(
            "INSERT INTO media_question (message_id, since, due_at) VALUES (?, ?, ?)",
            (message_id, to_ms(NOON), to_ms(NOON + minute * MINUTE)),
        )


class TestWanted:
    def test_all_that_a_job_needs(self, store: Store) -> None:
        message_id = put_mms(store, PHOTO, "https://voip.ms/media/1/ring%20tone.mp3?x=1")
        first, second = store.media.wanted(NOON, 9)
        assert (first.message_id, first.server_id, first.position) == (message_id, 1, 0)
        assert (first.url, first.name, first.tries, first.since) == (PHOTO, "photo.jpg", 0, NOON)
        assert (second.position, second.name) == (1, "ring tone.mp3")

    def test_the_newest_messages_first_and_no_more_than_asked_for(self, store: Store) -> None:
        for minute in (1, 3, 2):
            put_mms(store, f"https://voip.ms/{minute}.png", minute=minute)
        names = [job.name for job in store.media.wanted(NOON, 2)]
        assert names == ["3.png", "2.png"]

    def test_only_what_is_due(self, store: Store) -> None:
        put_mms(store, PHOTO)
        (job,) = store.media.wanted(NOON, 9)
        store.media.failed(job.media_id, retry_at=NOON + MINUTE, state=MediaState.PENDING)
        assert store.media.wanted(NOON, 9) == []
        assert store.media.next_due_at() == NOON + MINUTE
        (again,) = store.media.wanted(NOON + MINUTE, 9)
        assert (again.tries, again.since) == (1, NOON)

    def test_nothing_is_due_in_an_empty_store(self, store: Store) -> None:
        assert store.media.next_due_at() is None
        assert store.media.wanted(NOON, 9) == []
        assert store.media.questions(NOON, 9) == []

    @pytest.mark.parametrize("state", [MediaState.EXPIRED, MediaState.REFUSED])
    def test_what_has_failed_for_good_is_left_alone(self, store: Store, state: MediaState) -> None:
        message_id = put_mms(store, PHOTO)
        before = store.changes(0).rev
        (job,) = store.media.wanted(NOON, 9)
        store.media.failed(job.media_id, state=state)
        assert store.media.wanted(NOON + timedelta(days=9), 9) == []
        assert store.media.next_due_at() is None
        message = store.inbox.message(message_id)
        assert message is not None
        assert [m.state for m in message.media] == [state]
        assert store.changes(before).conversation_ids == (1,)


class TestArrived:
    def arrive(self, store: Store, content: bytes = b"content", mime: str = "image/jpeg") -> Path:
        (job,) = store.media.wanted(NOON, 1)
        store.media_folder.mkdir(exist_ok=True)
        incoming = store.media_folder / ".incoming"
        incoming.write_bytes(content)
        incoming.chmod(0o644)
        store.media.arrived(job.media_id, data_path=incoming, type=mime, bytes=len(content))
        assert not incoming.exists()
        message = store.inbox.message(job.message_id)
        assert message is not None
        (media,) = message.media
        assert media.path is not None
        assert (media.state, media.type, media.bytes) == (MediaState.HERE, mime, len(content))
        return Path(media.path)

    def test_a_file_gets_a_place_of_its_own(self, store: Store) -> None:
        put_mms(store, PHOTO)
        before = store.changes(0).rev
        path = self.arrive(store)
        assert path == store.media_folder / "1" / "0-photo.jpg"
        assert path.read_bytes() == b"content"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert store.media.wanted(NOON, 9) == []
        assert store.changes(before).conversation_ids == (1,)

    @pytest.mark.parametrize(
        ("url", "mime", "name"),
        [
            ("https://voip.ms/a.jpg", "image/png", "0-a.png"),
            ("https://voip.ms/a.jpeg", "image/jpeg", "0-a.jpeg"),
            ("https://voip.ms/12345", "audio/mpeg", "0-12345.mp3"),
            ("https://voip.ms/version-1.2", "image/gif", "0-version-1.2.gif"),
            ("https://voip.ms/", "image/gif", "0-file.gif"),
            ("https://voip.ms/clip.vcf", "text/vcard", "0-clip.vcf"),
            ("https://voip.ms/..%2F..%2Fetc%2Fpasswd", "image/gif", "0-passwd.gif"),
        ],
    )
    def test_it_is_called_what_it_is(self, store: Store, url: str, mime: str, name: str) -> None:
        put_mms(store, url)
        path = self.arrive(store, mime=mime)
        assert path == store.media_folder / "1" / name

    def test_the_list_shows_what_it_turned_out_to_be(self, store: Store) -> None:
        put_mms(store, "https://voip.ms/12345")
        assert store.inbox.conversations([1])[1].media is MediaKind.FILE
        self.arrive(store, mime="video/mp4")
        assert store.inbox.conversations([1])[1].media is MediaKind.VIDEO

    def test_a_path_of_the_account_s_folder(self, store: Store) -> None:
        put_mms(store, PHOTO)
        (job,) = store.media.wanted(NOON, 1)
        (store.folder / "came").write_bytes(b"x")
        store.media.arrived(job.media_id, data_path=Path("came"), type="image/jpeg", bytes=1)
        assert (store.media_folder / "1" / "0-photo.jpg").read_bytes() == b"x"

    def test_how_long_it_lasts_is_noted_once(self, store: Store) -> None:
        put_mms(store, "https://voip.ms/memo.amr")
        self.arrive(store, sounds.amr(3), "audio/amr")
        assert [media.seconds for media in store.inbox.messages([1])[0].media] == [3.0]

    def test_files_of_an_older_version_are_looked_at_later(self, store: Store) -> None:
        put_mms(store, "https://voip.ms/memo.amr")
        path = self.arrive(store, sounds.amr(3), "audio/amr")
        with store.database.writing() as transaction:
            transaction.connection.execute("UPDATE media SET duration = NULL")
        before = store.changes(0).rev
        while store.media.measure():
            pass
        assert [media.seconds for media in store.inbox.messages([1])[0].media] == [3.0]
        assert store.changes(before).conversation_ids == (1,)
        path.unlink()
        before = store.changes(0).rev
        while store.media.measure():
            pass
        assert store.changes(before).conversation_ids == ()

    def test_a_message_deleted_meanwhile(self, store: Store) -> None:
        put_mms(store, PHOTO)
        (job,) = store.media.wanted(NOON, 1)
        delete_messages(store, [job.message_id])
        (store.folder / "came").write_bytes(b"x")
        store.media.arrived(job.media_id, data_path=store.folder / "came", type="", bytes=1)
        store.media.failed(job.media_id, state=MediaState.EXPIRED)
        assert not (store.folder / "came").exists()
        assert not store.media_folder.exists()

    def test_a_file_that_cannot_be_moved_is_still_wanted(self, store: Store) -> None:
        put_mms(store, PHOTO)
        (job,) = store.media.wanted(NOON, 1)
        with pytest.raises(StoreProblem, match="cannot be used"):
            store.media.arrived(job.media_id, data_path=store.folder / "no", type="", bytes=1)
        assert store.media.wanted(NOON, 1) == [job]


class TestQuestions:
    def test_asked_when_due_the_newest_first(self, store: Store) -> None:
        ids = [put_mms(store, minute=minute) for minute in (1, 2, 3)]
        for message_id, due in zip(ids, (0, 5, 0), strict=True):
            ask(store, message_id, due)
        found = store.media.questions(NOON, 9)
        assert found == [MediaQuestion(ids[2], 4, 0, NOON), MediaQuestion(ids[0], 2, 0, NOON)]
        assert store.media.questions(NOON, 1) == found[:1]
        assert store.media.next_due_at() == NOON

    def test_asked_again_later(self, store: Store) -> None:
        message_id = put_mms(store)
        ask(store, message_id)
        store.media.question_later(message_id, NOON + MINUTE, 3)
        assert store.media.questions(NOON, 9) == []
        assert store.media.next_due_at() == NOON + MINUTE
        assert store.media.questions(NOON + MINUTE, 9) == [MediaQuestion(message_id, 1, 3, NOON)]

    def test_an_answer_is_files_to_fetch(self, store: Store) -> None:
        message_id = put_mms(store)
        ask(store, message_id)
        before = store.changes(0).rev
        store.media.listed(message_id, (PHOTO, "https://voip.ms/b.mp3"), NOON + MINUTE)
        assert store.media.questions(NOON + MINUTE, 9) == []
        jobs = store.media.wanted(NOON + MINUTE, 9)
        assert [(job.name, job.since) for job in jobs] == [
            ("photo.jpg", NOON + MINUTE),
            ("b.mp3", NOON + MINUTE),
        ]
        assert store.changes(before).conversation_ids == (1,)
        assert store.inbox.conversations([1])[1].media is MediaKind.PHOTO

    def test_files_that_are_known_are_not_noted_twice(self, store: Store) -> None:
        message_id = put_mms(store, PHOTO)
        store.media.listed(message_id, (PHOTO, "https://voip.ms/b.mp3", PHOTO), NOON)
        message = store.inbox.message(message_id)
        assert message is not None
        assert [(m.position, m.name) for m in message.media] == [(0, "photo.jpg"), (1, "b.mp3")]

    def test_files_of_our_own_are_not_fetched_back(self, store: Store) -> None:
        message_id = put(
            store, kind=Kind.MMS, direction=Direction.OUT, media=["image/png"], server_id=5
        )
        with store.database.writing() as transaction:
            transaction.connection.execute("UPDATE media SET url = NULL, state = 'here'")
        ask(store, message_id)
        store.media.listed(message_id, (PHOTO,), NOON)
        assert store.media.wanted(NOON, 9) == []

    def test_one_that_is_given_up(self, store: Store) -> None:
        message_id = put_mms(store)
        ask(store, message_id)
        store.media.question_given_up(message_id)
        assert store.media.questions(NOON + timedelta(days=9), 9) == []
        assert store.media.next_due_at() is None

    def test_one_without_an_id_waits_for_it(self, store: Store) -> None:
        message_id = put(store, kind=Kind.MMS, direction=Direction.OUT, state=State.UNKNOWN)
        ask(store, message_id)
        assert store.media.questions(NOON, 9) == []
        assert store.media.next_due_at() is None

    def test_about_a_message_that_is_gone(self, store: Store) -> None:
        store.media.listed(99, (PHOTO,), NOON)
        store.media.question_later(99, NOON, 1)
        assert store.media.wanted(NOON, 9) == []


class TestNames:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("https://voip.ms/a/photo.jpg", "photo.jpg"),
            ("https://voip.ms/a/photo.jpg/", "photo.jpg"),
            ("https://voip.ms/a/caf%C3%A9.jpg", "café.jpg"),
            ("https://voip.ms/a/x%1b%5b2J.jpg", "x__2J.jpg"),
            ("https://voip.ms/a/%2e%2e%2f%2e%2e", "file"),
            ("https://voip.ms/?file=photo.jpg", "file"),
            ("https://[broken/photo.jpg", "photo.jpg"),
            ("", "file"),
        ],
    )
    def test_a_name_from_an_address_is_safe(self, url: str, name: str) -> None:
        assert name_of(url) == name

    def test_a_name_is_never_longer_than_a_disk_takes(self) -> None:
        name = name_of("https://voip.ms/" + "%C3%A9" * 300 + ".png")
        assert name.endswith("é.png")
        assert len(f"12345-{name}".encode()) <= 255


class TestSweeping:
    PNG = b"\x89PNG\r\n\x1a\n"

    def test_only_old_copies_that_nothing_has_are_deleted(
        self, store: Store, tmp_path: Path
    ) -> None:
        source = tmp_path / "x.png"
        source.write_bytes(self.PNG)
        drafted, sent, forgotten, new = (store.drafts.adopt_attachment(source) for _ in range(4))
        store.drafts.save(SHOP, BOB, Draft("", (drafted,)))
        store.outbox.queue(
            did=SHOP,
            contacts=[ANN],
            text="",
            attachments=[sent],
            kind=Kind.MMS,
            origin="inbox",
            hold_after=None,
        )
        long_ago = store.database.clock() - timedelta(days=2).total_seconds()
        for attachment in (drafted, sent, forgotten):
            os.utime(attachment.path, (long_ago, long_ago))
        now = store.database.clock()
        os.utime(new.path, (now, now))
        assert store.drafts.sweep_attachments(timedelta(days=1)) == 1
        kept = {str(path) for path in store.attachment_folder.glob("*/*")}
        assert kept == {drafted.path, sent.path, new.path}
        assert len(list(store.attachment_folder.iterdir())) == 3
        assert store.drafts.sweep_attachments(timedelta(days=1)) == 0
