"""The inbox tells of new messages that nobody has seen: through the terminal, and by a program."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain import notices as rules
from mmstui.domain.notice_settings import NoticeRule, NoticeSettings, Wire
from mmstui.tui.app import InboxApp
from mmstui.tui.jobs import JOBS
from mmstui.tui.terminal import raw_writes
from mmstui.tui.thread.view import ThreadView
from support.inboxes import NOW, SHOP, TORONTO, ZOE, make_center_like_the_picture, store_of
from support.listings import IN, poll, sms
from support.screens import screen_text, wait_until

#: Seconds of silence before a notice; longer than it takes to see a message.
SETTLE, LONGER = 0.1, 1.3


@pytest.fixture
def center(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessageCenter]:
    monkeypatch.setattr(rules, "SETTLE", SETTLE)
    with closing(make_center_like_the_picture(tmp_path)) as center:
        yield center


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written to the terminal beside the screen."""
    found: list[str] = []
    monkeypatch.setattr(raw_writes, "writer", lambda _: found.append)
    return found


def app_of(center: MessageCenter, **settings: Any) -> InboxApp:
    center.settings = replace(center.settings, notices=NoticeSettings(**settings))
    environ = {"TERM": "xterm-256color"}
    return InboxApp(center, clock=center.now, zone=TORONTO, engine=False, environ=environ)


def hears(center: MessageCenter, count: int, *, first: int, contact: str = ZOE) -> None:
    """A poll brings messages."""
    texts = (
        sms(first + n, f"text {n}", at=NOW + timedelta(seconds=n), direction=IN, contact=contact)
        for n in range(count)
    )
    poll(store_of(center), *texts, at=NOW, complete=False)


def bells(written: list[str]) -> int:
    return written.count("\x07")


async def ready(pilot: Pilot[Any], written: list[str]) -> None:
    """The title is set as soon as the inbox listens."""
    await wait_until(pilot, lambda: written)


@pytest.mark.parametrize(("burst", "given"), [(20, 1), (0, 100)])
async def test_what_came_into_the_open_thread_unseen_is_told_and_stays_unread(
    center: MessageCenter, written: list[str], burst: float, given: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(rules, "SETTLE", LONGER)
    app = app_of(center, burst=burst)
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot, written)
        assert written == ["\x1b[22;2t\x1b]2;(4) mmstui\x07"]
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
        await wait_until(pilot, lambda: center.status().unread == 2)
        hears(center, 1, first=9000)
        await wait_until(pilot, lambda: "text 0" in screen_text(app))
        await wait_until(pilot, lambda: center.status().unread == 2)
        app.post_message(events.AppBlur())
        await wait_until(pilot, lambda: not app.app_focus)
        hears(center, 100, first=9100)
        await wait_until(pilot, lambda: bells(written))
        assert bells(written) == given, "and none for the message that was seen"
        assert center.status().unread == 102
        await wait_until(pilot, lambda: "\x1b]2;(102) mmstui\x07" in written)


async def test_old_muted_and_known_messages_are_not_told(
    center: MessageCenter, written: list[str]
) -> None:
    store = store_of(center)
    zoe = center.inbox.conversation(SHOP, ZOE)
    assert zoe is not None
    store.triage.mute((zoe.id,), NOW + timedelta(hours=1))
    app = app_of(center, rule=NoticeRule(use=(Wire.OSC_9,)), title=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_until(pilot, lambda: app.inbox.has_pane)
        hears(center, 3, first=9000)
        old = sms(9100, at=NOW - timedelta(hours=1), direction=IN, contact="6135550150")
        poll(store, old, sms(9101, at=NOW, contact="6135550150"), at=NOW, complete=False)
        history = sms(9200, at=NOW, direction=IN, contact="6135550151")
        poll(store, history, source="backfill", at=NOW, complete=False)
        hears(center, 1, first=9300, contact="6135550152")
        await wait_until(pilot, lambda: written)
    assert written == ["\x1b]9;(613) 555-0152: 1 message to Shop\x07"]


async def test_a_command_that_fails_is_told_once(
    center: MessageCenter, written: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ran = tmp_path / "ran"
    source = f"open({str(ran)!r}, 'a').write('x'); raise SystemExit(3)"
    rule = NoticeRule(use=(), command=(sys.executable, "-c", source))
    app = app_of(center, rule=rule, burst=0)
    told: list[str] = []
    async with app.run_test(size=(120, 36)) as pilot:
        app.notify = lambda message, **_: told.append(message)  # type: ignore[method-assign]
        await ready(pilot, written)
        with caplog.at_level(logging.WARNING, "mmstui.tui.inbox.notices"):
            hears(center, 3, first=9000, contact="6135550150")
            await wait_until(pilot, lambda: ran.exists() and ran.read_text() == "xxx")
            await wait_until(pilot, lambda: told)
    name = Path(sys.executable).name
    assert told == [f"The command for notices, {name}, ended with 3: see [notices] in config.toml."]
    assert bells(written) == 0
    assert "text 0" not in caplog.text


@pytest.mark.parametrize("name", ["Notices._tell", "Notices._run_commands"])
async def test_an_error_that_nobody_expected_is_told_and_the_next_notice_comes(
    center: MessageCenter, written: list[str], tmp_path: Path, name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ran = tmp_path / "ran"
    source = f"open({str(ran)!r}, 'a').write('x')"
    rule = NoticeRule(use=(), command=(sys.executable, "-c", source))
    app = app_of(center, rule=rule, burst=0)
    work, told = JOBS[name].work, list[str]()

    async def fails(*_: Any) -> None:
        monkeypatch.setattr(JOBS[name], "work", work)
        raise RuntimeError("secret")

    async with app.run_test(size=(120, 36)) as pilot:
        app.notify = lambda message, **_: told.append(message)  # type: ignore[method-assign]
        await ready(pilot, written)
        monkeypatch.setattr(JOBS[name], "work", fails)
        hears(center, 1, first=9000, contact="6135550150")
        await wait_until(pilot, lambda: told == [JOBS[name].sentence])
        hears(center, 1, first=9001, contact="6135550150")
        await wait_until(pilot, ran.exists)
