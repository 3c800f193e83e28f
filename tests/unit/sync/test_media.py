from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from mmstui.domain.messages import Kind, Media, MediaState
from mmstui.store import Store
from mmstui.store.sqlite.codec import to_ms
from mmstui.sync.backoff import Timing
from mmstui.sync.connection_state import ConnectionState
from mmstui.sync.media import MediaFetcher
from mmstui.voipms import (
    AccessRefused,
    MediaNotThere,
    MediaRefused,
    NoAnswer,
    NotConnected,
    Refused,
    SlowDown,
)
from support import sounds
from support.fake_service import FakeService
from support.stores import NOON, put
from support.virtual import VirtualTime

PNG = b"\x89PNG\r\n\x1a\n and the rest"
NOT_THERE = MediaNotThere("media_missing", "VoIP.ms does not have the file.")
DAY = timedelta(days=1)


class Album:
    """A fetcher, and messages with files."""

    def __init__(
        self, store: Store, service: FakeService, timing: Timing, time: VirtualTime
    ) -> None:
        self.store = store
        self.service = service
        self.time = time
        self.connection = ConnectionState(store, timing)
        self.fetcher = MediaFetcher(store, service, self.connection, timing)

    def message(self, server_id: int, *answers: bytes | Exception, age: timedelta = DAY) -> int:
        """An MMS with one file; `answers` is what fetching it comes to."""
        at = self.time.datetime() - age
        message_id = put(self.store, kind=Kind.MMS, server_id=server_id, at=at, media=["image/png"])
        with self.store.database.writing() as transaction:
            transaction.connection.execute(
                "UPDATE media SET since = ? WHERE message_id = ?",
                (to_ms(self.time.datetime()), message_id),
            )
        self.service.files[f"https://voip.ms/media/{message_id}/0"] = list(answers)
        return message_id

    def question(self, server_id: int, *answers: tuple[str, ...], age: timedelta = DAY) -> int:
        """An MMS whose files are still to be asked for."""
        now = self.time.datetime()
        message_id = put(self.store, kind=Kind.MMS, server_id=server_id, at=now - age)
        with self.store.database.writing() as transaction:
            transaction.connection.execute(
                "INSERT INTO media_question (message_id, since, due_at) VALUES (?, ?, ?)",
                (message_id, to_ms(now), to_ms(now)),
            )
        self.service.media[server_id] = list(answers)
        return message_id

    def files(self, message_id: int) -> tuple[Media, ...]:
        message = self.store.inbox.message(message_id)
        assert message is not None
        return message.media

    def state(self, message_id: int) -> MediaState:
        return self.files(message_id)[0].state

    def asked(self) -> int:
        return self.service.calls.count("download") + self.service.calls.count("media_urls")


@pytest.fixture
def still(store: Store, service: FakeService, timing: Timing, time: VirtualTime) -> Album:
    return Album(store, service, timing, time)


@pytest.fixture
async def album(still: Album) -> AsyncIterator[Album]:
    task = asyncio.ensure_future(still.fetcher.run())
    await still.time.settle()
    yield still
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_file_comes_and_is_kept(album: Album) -> None:
    message = album.message(1, PNG)
    album.fetcher.wake()
    await album.time.settle()
    (media,) = album.files(message)
    assert (media.state, media.type, media.bytes) == (MediaState.HERE, "image/png", len(PNG))
    assert media.path is not None
    assert_only_file(album.store.media_folder / str(message), Path(media.path), PNG)


def assert_only_file(folder: Path, path: Path, content: bytes) -> None:
    assert path.read_bytes() == content
    assert path.parent == folder
    assert list(folder.parent.iterdir()) == [folder], "nothing half fetched is left behind"


async def test_a_late_file_is_tried_for_less_and_less_often(album: Album) -> None:
    message = album.message(1, *[NOT_THERE] * 5, PNG)
    album.fetcher.wake()
    start, tries = album.time.now, list[float]()
    while album.state(message) is MediaState.PENDING:
        before = album.asked()
        await album.time.until(lambda before=before: album.asked() > before)  # type: ignore[misc]
        tries.append(round(album.time.now - start))
    assert tries == [0, 10, 40, 100, 220, 520]
    assert album.state(message) is MediaState.HERE


async def test_what_is_not_there_for_six_hours_has_expired(album: Album) -> None:
    message = album.message(1, NOT_THERE)
    album.fetcher.wake()
    await album.time.until(lambda: album.state(message) is not MediaState.PENDING)
    assert album.state(message) is MediaState.EXPIRED
    assert album.time.datetime() - NOON >= timedelta(hours=6)
    tries = album.asked()
    await album.time.advance(24 * 3600)
    assert album.asked() == tries


async def test_an_old_file_that_is_not_there_is_not_waited_for(album: Album) -> None:
    message = album.message(1, NOT_THERE, age=8 * DAY)
    album.fetcher.wake()
    await album.time.settle()
    assert album.state(message) is MediaState.EXPIRED
    assert album.asked() == 1


async def test_a_silent_server_is_given_more_time_than_one_that_says_no(album: Album) -> None:
    message = album.message(1, *[NoAnswer("http_502", "An error page.")] * 20, PNG)
    album.fetcher.wake()
    await album.time.until(lambda: album.state(message) is not MediaState.PENDING)
    assert album.state(message) is MediaState.HERE
    assert album.time.datetime() - NOON >= timedelta(hours=6)


async def test_a_file_that_breaks_a_rule_is_left_alone(album: Album) -> None:
    message = album.message(1, MediaRefused("media_address", "Not at VoIP.ms."))
    album.fetcher.wake()
    await album.time.advance(24 * 3600)
    assert album.state(message) is MediaState.REFUSED
    assert album.asked() == 1


async def test_one_address_that_nobody_answers_keeps_no_other_away(album: Album) -> None:
    for number in range(4):
        album.message(number, NotConnected("name_not_found", "No such name."))
    good = album.message(9, PNG, age=2 * DAY)
    album.fetcher.wake()
    await album.time.settle()
    assert album.state(good) is MediaState.HERE


async def test_an_outage_is_not_the_file_s_fault(album: Album) -> None:
    await album.connection.unreachable()
    message = album.message(1, NotConnected("x", "x"), NotConnected("x", "x"), PNG)
    album.fetcher.wake()
    await album.time.advance(7)
    assert album.state(message) is MediaState.HERE
    (job,) = album.store.database.read("SELECT tries FROM media")
    assert job == (0,)


async def test_its_files_are_asked_for_until_they_are_told(album: Album) -> None:
    url = "https://voip.ms/media/abc/media.png"
    message = album.question(7, (), (), (url,))
    album.service.files[url] = [PNG]
    album.fetcher.wake()
    await album.time.advance(45)
    assert album.state(message) is MediaState.HERE
    assert album.service.calls.count("media_urls") == 3


async def test_a_question_is_given_up_after_six_hours(album: Album) -> None:
    message = album.question(7, ())
    album.fetcher.wake()
    await album.time.advance(7 * 3600)
    assert album.files(message) == ()
    assert album.store.media.questions(album.time.datetime(), 10) == []
    assert 15 < album.asked() < 25


async def test_a_question_about_an_unknown_id_is_asked_again(album: Album) -> None:
    url = "https://voip.ms/media/abc/media.png"
    message = album.question(7, (url,))
    album.service.fail("media_urls", Refused("invalid_id", "No such id."))
    album.service.files[url] = [PNG]
    album.fetcher.wake()
    await album.time.advance(15)
    assert album.state(message) is MediaState.HERE


async def test_asked_to_slow_down_it_waits(album: Album) -> None:
    message = album.question(7, ("https://voip.ms/media/abc/media.png",))
    album.service.files["https://voip.ms/media/abc/media.png"] = [PNG]
    album.service.fail("media_urls", SlowDown("api_limit_exceeded", "Slower."))
    album.fetcher.wake()
    await album.time.advance(59)
    assert album.asked() == 1
    await album.time.advance(2)
    assert album.state(message) is MediaState.HERE


async def test_refused_access_stops_it(album: Album) -> None:
    album.question(7, ())
    album.service.fail("media_urls", AccessRefused("api_not_enabled", "Not enabled."))
    album.fetcher.wake()
    await album.time.advance(3600)
    assert album.asked() == 1
    assert album.store.signals.get("access") is not None


async def test_many_questions_leave_room_for_the_polls(album: Album) -> None:
    for number in range(60):
        album.question(number, (), age=8 * DAY)
    album.fetcher.wake()
    await album.time.advance(60)
    assert 40 <= album.asked() <= 52
    await album.time.advance(60)
    assert album.asked() == 60


async def test_a_file_does_not_wait_behind_questions(album: Album) -> None:
    for number in range(60):
        album.question(number, (), age=8 * DAY)
    album.fetcher.wake()
    await album.time.advance(30)
    message = album.message(99, PNG)
    await album.time.advance(3)
    assert album.state(message) is MediaState.HERE


async def test_one_pass_does_not_wait_for_questions(still: Album) -> None:
    for number in range(60):
        still.question(number, (), age=8 * DAY)
    task = asyncio.ensure_future(still.fetcher.fetch_due())
    await still.time.until(task.done, within=10)
    assert 20 <= still.asked() <= 25


@pytest.mark.parametrize("code", ["media_address", "media_redirects", "media_too_big"])
async def test_which_rule_it_breaks_is_kept(album: Album, code: str) -> None:
    message = album.message(1, MediaRefused(code, "A rule."))
    album.fetcher.wake()
    await album.time.settle()
    assert [media.reason for media in album.files(message)] == [code]


async def test_a_sound_that_comes_is_known_to_last_so_long(album: Album) -> None:
    message = album.message(1, sounds.wav(2.5))
    album.fetcher.wake()
    await album.time.settle()
    (media,) = album.files(message)
    assert (media.type, media.seconds) == ("audio/wav", 2.5)
