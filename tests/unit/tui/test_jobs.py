"""What is told of background work that fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from textual.app import App
from textual.screen import Screen

from mmstui.domain.problems import StoreProblem
from mmstui.tui import jobs
from support.screens import wait_until

SECRET = "secret text of a message"


class Told(App[None]):
    """Keeps what is told, and has work to do."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, str]] = []
        self.recovered: list[int] = []

    def notify(self, message: str, *, severity: str = "", **_: Any) -> None:
        self.told.append((severity, message))

    def _recover(self, number: int) -> None:
        self.recovered.append(number)
        raise KeyError(SECRET)

    @jobs.job("Not counted.", group="count", recover=_recover)
    async def count(self, number: int) -> None:
        raise ValueError(f"{SECRET} {number}")

    @jobs.job("Not looked.", group="look", repeats=True)
    async def look(self, problem: Exception | None) -> None:
        if problem is not None:
            raise problem

    @jobs.job("Not kept.", group="keep")
    async def keep(self, future: Future[None]) -> None:
        await jobs.written(future)


class Dialog(Screen[None]):
    """Shows by itself what the store could not do."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def unreadable(self, problem: StoreProblem) -> None:
        self.shown.append(problem.what)

    @jobs.job("Nothing was read.", group="read")
    async def read(self, ask: Callable[[], None]) -> None:
        ask()

    @jobs.task("Nothing was waited for.")
    async def wait(self, until: asyncio.Event) -> None:
        await until.wait()
        raise ValueError(SECRET)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    assert SECRET not in caplog.text
    return [each.getMessage() for each in caplog.records if each.name == "mmstui.tui.jobs"]


async def test_the_log_has_what_it_was_and_where_the_screen_the_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Also when the widget cannot be made ready again."""
    async with Told().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Told)
        await app.count(3).wait()
        assert app.told == [("error", "Not counted.")]
        assert app.recovered == [3]
        first, second = lines(caplog)
        assert first.startswith("Told.count failed: ValueError at test_jobs.py:")
        assert second.startswith("after it, Told.count could not go on: KeyError at test_jobs.py:")


async def test_of_a_row_of_failures_the_first_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async with Told().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Told)
        for problem in (OSError(), OSError(), None, OSError()):
            await app.look(problem).wait()
        assert app.told == [("error", "Not looked.")] * 2
        assert len(lines(caplog)) == 2


async def test_the_store_has_its_own_sentence_and_a_dialog_its_own_place(
    caplog: pytest.LogCaptureFixture,
) -> None:
    problem = StoreProblem("The disk is\x1b full.", "Make room.")

    def full() -> None:
        raise problem

    async with Told().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Told)
        await app.look(problem).wait()
        ((_, words),) = app.told
        assert words.startswith("The disk is")
        assert words.endswith(" full. Make room.")
        assert "\x1b" not in words
        dialog = Dialog()
        await app.push_screen(dialog)
        await dialog.read(full).wait()
        assert dialog.shown == ["The disk is\x1b full."]
        assert len(app.told) == 1


async def test_when_the_screen_is_gone_only_the_log_hears_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Told().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Told)
        dialog, until = Dialog(), asyncio.Event()
        await app.push_screen(dialog)
        waiting = dialog.wait(until)
        await dialog.dismiss(None)
        until.set()
        await waiting
        assert app.told == []
        assert len(lines(caplog)) == 1


async def test_a_write_goes_on_when_nobody_waits_for_it_any_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is behind another in the store's queue, and fails."""
    free, wrote = threading.Event(), threading.Event()

    def write() -> None:
        wrote.set()
        raise ValueError(SECRET)

    async with Told().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Told)
        with ThreadPoolExecutor(1) as writer:
            writer.submit(free.wait, 10)
            future = writer.submit(write)
            keeping = app.keep(future)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            keeping.cancel()
            with suppress(Exception):
                await keeping.wait()
            free.set()
            await wait_until(pilot, lambda: lines(caplog))
        assert wrote.is_set()
        assert app.told == []
        (line,) = lines(caplog)
        assert line.startswith("a write failed after its screen was left: ValueError at ")


async def test_a_callback_that_fails_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ValueError(SECRET)

    async with Told().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Told)
        jobs.watch_callbacks(app)
        asyncio.get_running_loop().call_soon(broken)
        await wait_until(pilot, lambda: app.told)
        assert app.told == [("error", jobs.CALLBACK_FAILED)]
        assert lines(caplog)[0].startswith("a callback failed: ValueError at test_jobs.py:")


def test_two_jobs_of_one_name_are_a_mistake() -> None:
    async def twice(_: object) -> None: ...

    jobs.task("Not done.")(twice)
    with pytest.raises(ValueError, match="two jobs"):
        jobs.task("Not done.")(twice)
    del jobs.JOBS[twice.__qualname__]
