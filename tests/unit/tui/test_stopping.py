"""What the driver does at ctrl+z, whichever thread hears that the shell goes on with it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from mmstui.tui.terminal import sgr_optimizer
from mmstui.tui.terminal.sgr_optimizer import TerminalDriver


@pytest.fixture
def driver() -> Iterator[TerminalDriver]:
    """A driver without a terminal, which hears SIGCONT."""
    driver = TerminalDriver.__new__(TerminalDriver)
    driver._auto_restart = True
    before = signal.signal(signal.SIGCONT, lambda *_: driver._sigcont_application())
    yield driver
    signal.signal(signal.SIGCONT, before)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What it does to the terminal."""
    done: list[str] = []

    def resume(driver: TerminalDriver) -> None:
        driver._must_signal_resume = False
        done.append("resume")

    monkeypatch.setattr(
        TerminalDriver, "suspend_application_mode", lambda _: done.append("suspend")
    )
    monkeypatch.setattr(TerminalDriver, "resume_application_mode", resume)
    return done


def test_who_is_continued_late_was_stopped_and_takes_the_terminal_once(
    driver: TerminalDriver, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(group: int, number: int) -> None:
        assert (group, number) == (0, signal.SIGTSTP)
        threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGCONT)).start()

    monkeypatch.setattr(os, "killpg", stop)
    driver._sigtstp_application()
    assert driver.was_stopped
    assert done == ["suspend", "resume"]


def test_where_nobody_continues_it_was_not_stopped_and_goes_on(
    driver: TerminalDriver, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sgr_optimizer, "CONTINUED", 0.01)
    monkeypatch.setattr(os, "killpg", lambda group, number: None)
    driver._sigtstp_application()
    assert not driver.was_stopped
    assert done == ["suspend", "resume"]
