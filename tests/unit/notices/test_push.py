"""Notices by push: what goes over the line, what is tried again, and what is not told."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.notice_settings import NoticeRule
from mmstui.domain.notices import Arrived, Notice
from mmstui.domain.push_targets import push_target
from mmstui.notices.push import NotTold, Pusher
from mmstui.notices.teller import NoticeTeller, ToldAccount
from mmstui.sync.backoff import Timing
from support.inboxes import make_center, store_of
from support.screens import NOW, conversation
from support.stores import put
from support.threads import incoming
from support.told import Told

NOTICE = Notice(
    NoticeRule(), "Zoé", "1 message to Shop",
    (Arrived(incoming(7, NOW, "s3cret text", unread=True), conversation(23)),),
)  # fmt: skip


@asynccontextmanager
async def push_service(*answers: str) -> AsyncIterator[tuple[str, list[tuple[str, bytes]]]]:
    """Serve these answers in order, the last one from then on; yield address and requests."""
    requests: list[tuple[str, bytes]] = []
    left = list(answers)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length: ")[2].partition("\r")[0])
        requests.append((head, await reader.readexactly(length)))
        status = left.pop(0) if len(left) > 1 else left[0]
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", requests


async def test_ntfy_gets_json_and_unifiedpush_text() -> None:
    async with push_service("200 OK") as (host, requests):
        await Pusher(push_target(f"ntfy:http://:tk_x@{host}/shop"), {}).push(NOTICE)
        await Pusher(push_target(f"unifiedpush:http://{host}/up?token=1"), {}).push(NOTICE)
    (head, body), (up_head, up_body) = requests
    assert head.startswith("POST / HTTP/1.1")
    assert f"Basic {base64.b64encode(b':tk_x').decode()}" in head
    assert json.loads(body) == {"topic": "shop", "title": "Zoé", "message": "1 message to Shop"}
    assert up_head.startswith("POST /up?token=1 HTTP/1.1")
    assert up_body.decode() == "Zoé\n1 message to Shop"
    assert b"s3cret" not in body + up_body


@pytest.mark.parametrize(
    ("answer", "again", "after"),
    [
        ("403 Forbidden", False, 0),
        ("302 Found\r\nLocation: http://127.0.0.1/", False, 0),
        ("503 Busy", True, 0),
        ("429 Slow\r\nRetry-After: 60", True, 60),
        ("429 Slow\r\nRetry-After: 99999999", True, 3600),
        ("429 Slow\r\nRetry-After: Mon, 30 Nov 2026 12:00:00 GMT", True, 0),
    ],
)
async def test_what_is_tried_again(answer: str, again: bool, after: float) -> None:
    async with push_service(answer) as (host, _):
        with pytest.raises(NotTold) as failed:
            await Pusher(push_target(f"ntfy:http://{host}/shop"), {}).push(NOTICE)
    assert (failed.value.again, failed.value.after) == (again, after)
    assert str(failed.value) == f"answered {answer[:3]}"


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    async with push_service("200 OK") as (host, _):
        pass
    with pytest.raises(NotTold, match=r"was not reached \(connection_refused\)") as failed:
        await Pusher(push_target(f"ntfy:http://{host}/shop"), {}).push(NOTICE)
    assert failed.value.again


@pytest.mark.parametrize(
    "text",
    [
        "ntfy:https://ntfy.sh/", "ntfy:https://ntfy.sh/a/b", "ntfy:https://ntfy.sh/a?b=1",
        "ntfy:http://ntfy.sh/a", "ntfy:https:///a", "ntfy:https://h:99999999/a", "mail:a@b.c",
        "unifiedpush:ftp://h/a", "unifiedpush:https://h/a b", "command:'x", "ntfy", "",
    ],
)  # fmt: skip
def test_what_is_no_target(text: str) -> None:
    with pytest.raises(ValueError):
        push_target(text)


def test_a_target_shows_no_secret() -> None:
    for text in (
        "ntfy:https://u:s3cret@h/s3cret",
        "unifiedpush:https://h/s3cret",
        "command:x s3cret",
    ):
        found = push_target(text)
        assert "s3cret" not in f"{found} {found!r}"


class FlyingTime:
    """A clock that nobody has to wait for."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self.timing = Timing(NOW.timestamp, lambda: self.seconds, self._sleep, lambda: 0.0)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


class FakePusher(Pusher):
    """Fails as often as it is told, then notes notices."""

    def __init__(self, *failures: NotTold) -> None:
        super().__init__(push_target("command:tell"), {})
        self.failures = list(failures)
        self.tried = 0
        self.told: list[Notice] = []
        self.when_tried: Callable[[], None] = lambda: None

    async def push(self, notice: Notice) -> None:
        self.tried += 1
        self.when_tried()
        if self.failures:
            raise self.failures.pop(0)
        self.told.append(notice)


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    with closing(make_center(tmp_path)) as center:
        yield center


async def tell(
    center: MessageCenter, pusher: FakePusher, ids: list[int], lines: int
) -> tuple[Told, FlyingTime]:
    """Tell of messages until so much was logged; return the log, and the time."""
    logged, time = Told(), FlyingTime()
    account = ToldAccount(center, UTC)
    teller = NoticeTeller(pusher, lambda: account, time.timing, logged.hear)
    teller.add(ids)
    work = asyncio.create_task(teller.run())
    await logged.until(lines)
    work.cancel()
    return logged, time


def unread(center: MessageCenter, text: str) -> int:
    return put(store_of(center), text, at=NOW, unread=True)


async def test_what_was_not_told_is_told_later_in_one_notice_without_what_was_read(
    center: MessageCenter,
) -> None:
    first, second = unread(center, "one"), unread(center, "two")
    pusher = FakePusher(
        NotTold("answered 503", again=True), NotTold("answered 429", again=True, after=60.0)
    )

    def read_one() -> None:
        if pusher.tried == 2:
            center.inbox.mark_read([first]).result()

    pusher.when_tried = read_one
    logged, time = await tell(center, pusher, [first, second], lines=2)
    (notice,) = pusher.told
    assert [each.message.text for each in notice.arrived] == ["two"]
    assert logged == [
        "A notice was not given: the command tell answered 503.",
        "Notices reach the command tell again.",
    ]
    assert {5.0, 60.0} <= set(time.slept), "it waits longer each time, and as long as it is told"


async def test_what_cannot_be_told_is_let_go(center: MessageCenter) -> None:
    pusher = FakePusher(NotTold("answered 403", again=False))
    logged, _ = await tell(center, pusher, [unread(center, "one")], lines=1)
    assert (pusher.tried, pusher.told) == (1, [])
    assert logged == ["A notice was not given: the command tell answered 403."]
