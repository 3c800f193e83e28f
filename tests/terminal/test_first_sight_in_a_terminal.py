"""The first sight in a terminal: every frame, the keys typed meanwhile, and how it is left."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.tui.inbox.first_sight import FILE_NAME
from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

#: Nothing that clears is written once the list is there.
CLEARS = re.compile(rb"\x1b\[[0-3]?J|\x1b\[2K|\x1bc")
ALTERNATE, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"
#: Textual's first words to the terminal.
LIVE = b"\x1b[?2026$p"
ROW = re.compile(r"^.{3} {2,6}\d?\d:\d\d  \S|^.{2} +\w+ +\d?\d:\d\d  \S", re.MULTILINE)
PEOPLE = tuple(f"647555{number:04}" for number in range(150, 180))


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        now = time.time()
        for nth, contact in enumerate((ZOE, *PEOPLE)):
            running.account.add("sms", SHOP, contact, f"Bonjour {nth}", at=now - 60 * (nth + 1))
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    """A shell in which the inbox was open before."""
    shell = Shell.of(tmp_path, sim)
    assert shell.run("sync", "--full").code == 0
    with Terminal(shell.command(), shell.env, from_nothing=True) as terminal:
        terminal.wait_for(lambda: kept(shell).exists())
        leave(terminal)
    return shell


def kept(shell: Shell) -> Path:
    return Path(shell.env["MMSTUI_HOME"], FILE_NAME)


def leave(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.wait_for_exit() == 0


class Frames(Terminal):
    """A terminal that looks at the list after each piece of output, however small."""

    def __init__(self, shell: Shell) -> None:
        self.rows: list[int] = []
        super().__init__(shell.command(), shell.env, from_nothing=True)

    def _show(self, data: bytes) -> None:
        for at in range(0, len(data), 64):
            super()._show(data[at : at + 64])
            if LIVE in self.raw or b"? keys" in self.raw:
                self.rows.append(self.listed)

    @property
    def listed(self) -> int:
        """The rows of the list that are on the screen."""
        return sum("Bonjour" in line for line in self._screen.display)


def seen(terminal: Terminal) -> None:
    """Wait for the whole first sight."""
    terminal.wait_for("? keys")
    assert LIVE not in terminal.raw


def is_as_found(terminal: Terminal) -> bool:
    raw = bytes(terminal.raw)
    cursor = raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l") >= 0
    left = raw.rfind(LEFT) > raw.rfind(ALTERNATE) >= 0
    return terminal.modes_now() == terminal.modes and cursor and left


def test_no_frame_shows_fewer_rows_until_keys_move_the_cursor(shell: Shell) -> None:
    """Three keys and an enter, typed before Textual is loaded, come in their order."""
    with Frames(shell) as terminal:
        seen(terminal)
        first = terminal.listed
        assert first >= 15
        for key in "jjj\r":
            os.write(terminal._fd, key.encode())
        terminal.wait_for("Bonjour 3", timeout=30)
        terminal.wait_for("Write to (647) 555-0152", timeout=30)
        assert min(terminal.rows) >= first
        raw = bytes(terminal.raw)
        assert raw.count(ALTERNATE) == 1
        assert not CLEARS.search(raw)
        leave(terminal)
        assert is_as_found(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_before_textual_is_there_restores_the_terminal(
    shell: Shell, number: signal.Signals
) -> None:
    with Terminal(shell.command(), shell.env, from_nothing=True) as terminal:
        seen(terminal)
        os.kill(terminal.pid, number)
        assert terminal.wait_for_exit() in {-number, 128 + number}
        assert is_as_found(terminal)


def test_an_error_before_textual_is_there_is_told_on_the_screen_that_was_found(
    shell: Shell, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "textual.py").write_text("raise RuntimeError('broken on purpose')\n")
    with Terminal(shell.command(), shell.env | {"PYTHONPATH": str(broken)}) as terminal:
        assert terminal.wait_for_exit() == 1
        assert is_as_found(terminal)
        assert terminal.raw.rfind(b"broken on purpose") > terminal.raw.rfind(LEFT)


def test_ctrl_q_typed_at_once_leaves_the_terminal_as_it_was(shell: Shell) -> None:
    with Terminal(shell.command(), shell.env, from_nothing=True) as terminal:
        seen(terminal)
        leave(terminal)
        assert is_as_found(terminal)


def migrated(shell: Shell) -> None:
    (store,) = Path(shell.env["MMSTUI_HOME"]).glob("accounts/*/messages.sqlite3")
    with sqlite3.connect(store) as connection:
        connection.execute("INSERT INTO migration (name, ran_at) VALUES ('of tomorrow', 0)")
    connection.close()


def emptied(shell: Shell) -> None:
    kept(shell).write_text("{")


def configured(shell: Shell) -> None:
    Path(shell.env["MMSTUI_HOME"], "config.toml").write_text('density = "compact"\n')


def dumb(shell: Shell) -> None:
    shell.env["TERM"] = "dumb"


def elsewhere(shell: Shell) -> None:
    names = json.loads(kept(shell).read_text())
    names["store"][0] += ".gone"
    kept(shell).write_text(json.dumps(names))


@pytest.mark.parametrize("change", [migrated, emptied, configured, dumb, elsewhere])
def test_it_steps_aside(shell: Shell, change: object) -> None:
    assert callable(change)
    change(shell)
    with Terminal(shell.command(), shell.env, from_nothing=True) as terminal:
        terminal.wait_for(lambda: LIVE in terminal.raw or not terminal.read(0), timeout=30)
        before = bytes(terminal.raw).partition(LIVE)[0]
        assert b"Bonjour" not in before


def test_it_steps_aside_in_a_small_terminal(shell: Shell) -> None:
    with Terminal(shell.command(), shell.env, columns=39, rows=20, from_nothing=True) as terminal:
        terminal.wait_for(lambda: LIVE in terminal.raw, timeout=30)
        assert b"Bonjour" not in bytes(terminal.raw).partition(LIVE)[0]
