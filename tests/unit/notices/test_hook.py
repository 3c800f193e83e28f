"""A program for each new message: in order, once, within bounds; its failure is told."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.events import MessagesArrived
from mmstui.notices import hook as hooks
from mmstui.notices.hook import MessageHook
from mmstui.notices.new_messages import NewMessage, new_messages
from mmstui.notices.targets import NoticeTargets
from mmstui.notices.teller import ToldAccount
from support.inboxes import make_center, store_of
from support.listings import IN, SECOND, mms, poll, sms
from support.stores import BOB, NOON
from support.threads import incoming
from support.told import Told

NOTE = "import json, sys; open(sys.argv[1], 'a').write(json.load(sys.stdin)['text'] + '\\n'); "


def program(path: Path, then: str = "") -> list[str]:
    return [sys.executable, "-c", NOTE + then, str(path)]


def new(number: int, text: str) -> NewMessage:
    return NewMessage(incoming(number, NOON, text), "Zoé")


def hook(command: list[str], told: Told) -> MessageHook:
    return MessageHook(command, lambda each: {"text": each.message.text}, {}, told.hear)


async def test_it_runs_in_order_and_tells_of_failures(tmp_path: Path) -> None:
    path, told = tmp_path / "texts", Told()
    running = hook(program(path, "sys.exit(3)"), told)
    work = asyncio.create_task(running.run())
    for number, text in enumerate(("one", "two")):
        running.add(new(number, text))
    await told.until(2)
    running.stop()
    await work
    assert path.read_text() == "one\ntwo\n"
    assert [words.partition(" ")[2] for words in told] == [
        "ended with 3, for message 0.", "ended with 3, for message 1.",
    ]  # fmt: skip


async def test_the_queue_is_bounded_and_what_is_left_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "MOST_WAITING", 1)
    path, told = tmp_path / "texts", Told()
    running = hook(program(path), told)
    for number in range(3):
        running.add(new(number, str(number)))
    work = asyncio.create_task(running.run())
    await told.until(2)
    # One more waits when the service stops.
    running.stop()
    running.add(new(4, "4"))
    await work
    assert path.read_text() == "0\n"
    name = Path(sys.executable).name
    assert told == [
        f"1 message waits for {name}, so it is not run for newer ones.",
        f"{name} was not run for 2 messages.",
        f"{name} was not run for 1 message.",
    ]


async def test_a_program_ends_with_the_service(tmp_path: Path) -> None:
    fifo, told = tmp_path / "fifo", Told()
    os.mkfifo(fifo)
    # It holds the pipe open as long as it lives.
    source = "import sys, time; pipe = open(sys.argv[1], 'w'); pipe.write('x'); pipe.flush(); "
    running = hook([sys.executable, "-c", f"{source} time.sleep(60)", str(fifo)], told)
    running.add(new(1, "one"))
    work = asyncio.create_task(running.run())
    with await asyncio.to_thread(fifo.open) as pipe:
        assert await asyncio.to_thread(pipe.read, 1) == "x"
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert await asyncio.to_thread(pipe.read) == ""


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    with closing(make_center(tmp_path)) as center:
        yield center


def arrived(center: MessageCenter, *rows: object, later: int = 0) -> list[str]:
    """Return the texts of what a poll with these rows has brought."""
    before = center.event_log.cursor()
    poll(store_of(center), *rows, at=NOON + later * SECOND)  # type: ignore[arg-type]
    batch, _ = center.event_log.since(before)
    ids = [number for each in batch.of(MessagesArrived) for number in each.message_ids]
    return [each.message.text for each in new_messages(center.inbox, ids)]


def test_a_message_in_several_rows_is_one_whenever_they_come(center: MessageCenter) -> None:
    poll(store_of(center))
    legs = [mms(number, "to all", direction=IN) for number in (1, 2, 3)]
    assert arrived(center, *legs[:2]) == ["to all"]
    assert arrived(center, *legs) == [], "a further leg is nothing new"
    half, rest = "x" * 153, "and the rest"
    parts = [
        sms(number, text, direction=IN, contact=BOB) for number, text in ((8, half), (9, rest))
    ]
    assert arrived(center, parts[0]) == [half]
    assert arrived(center, *parts) == [rest], "a further part is told, and the first not again"
    whole = [
        sms(number, text, direction=IN, contact=BOB, at=NOON + 60 * SECOND)
        for number, text in ((18, half), (19, rest))
    ]
    assert arrived(center, *parts, *whole, later=60) == [half + rest]
    assert arrived(center, *parts, *whole, later=60) == []


async def test_of_a_blocked_conversation_it_is_told_nothing(
    center: MessageCenter,
) -> None:
    store, told = store_of(center), Told()
    poll(store, sms(1, "before", direction=IN, contact=BOB))
    store.triage.block([1])
    before = center.event_log.cursor()
    poll(store, sms(2, "spam", direction=IN, contact=BOB), sms(3, "news", direction=IN))
    batch, _ = center.event_log.since(before)
    running = hook(["true"], told)
    added: list[str] = []
    running.add = lambda new: added.append(new.message.text)  # type: ignore[method-assign]
    targets = NoticeTargets(lambda: ToldAccount(center, UTC), running, {}, told.hear)
    targets.happened(batch)
    await targets.stop(1)
    assert added == ["news"]
