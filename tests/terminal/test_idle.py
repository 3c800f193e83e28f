"""An inbox left alone: polls and signs of life go on, and nothing reaches the terminal."""

from __future__ import annotations

import re
import time
from pathlib import Path

from support.commands import Shell
from support.simulated import SHOP, ZOE, simulator_thread
from support.terminal import Terminal

#: Long enough for a sign of life and several polls, at one a second.
QUIET = 3.0
#: The header says when it last looked, to the minute: at most that line is written, in one frame.
A_FRAME = re.compile(rb"\x1b\[\?2026h\x1b\[1;1H((?:(?!\x1b\[\?2026).)*)\x1b\[\?2026l")
ANOTHER_LINE = re.compile(rb"\x1b\[(?!1;1H)[0-9;]*[ABEFGHdf](?!\x1b\[0m\Z)")


def test_nothing_is_written_while_nothing_happens(tmp_path: Path) -> None:
    with simulator_thread() as sim:
        sim.account.add("sms", SHOP, ZOE, "Bonjour !", at=time.time() - 60)
        shell = Shell.of(tmp_path, sim)
        home = Path(shell.env["MMSTUI_HOME"])
        (home / "config.toml").write_text("active_interval = 1\nidle_interval = 1\n")
        assert shell.run("sync", "--full").code == 0
        fetched = last_sync(shell)
        with Terminal(shell.command(), shell.env) as terminal:
            terminal.wait_for("Zoé Tremblay")
            # The first look is told: it may take long.
            terminal.wait_for(lambda: last_sync(shell) != fetched)
            is_quiet(terminal, shell)
            terminal.press("enter")
            terminal.wait_for("r reply")
            terminal.press("r")
            terminal.wait_for("enter send")
            is_quiet(terminal, shell)


def is_quiet(terminal: Terminal, shell: Shell) -> None:
    settled(terminal)
    before, polled = len(terminal.raw), last_sync(shell)
    end = time.monotonic() + QUIET
    while time.monotonic() < end:
        terminal.read(0.1)
    written = bytes(terminal.raw[before:])
    if written:
        frame = A_FRAME.fullmatch(written)
        assert frame, written.decode()
        assert b"synced" in frame[1], "a minute went by"
        assert not ANOTHER_LINE.search(frame[1]), written.decode()
    assert last_sync(shell) != polled, "it polls meanwhile"


def last_sync(shell: Shell) -> str:
    told: str = shell.run("status", "--json").json["last_sync"]
    return told


def settled(terminal: Terminal) -> None:
    """Wait for a second without output: what follows the start has been shown."""
    terminal.wait_for("synced")
    deadline = time.monotonic() + 20
    size, since = len(terminal.raw), time.monotonic()
    while time.monotonic() - since < 1.0:
        assert time.monotonic() < deadline, "the start does not end"
        terminal.read(0.05)
        if len(terminal.raw) != size:
            size, since = len(terminal.raw), time.monotonic()
