"""The inbox in a real screen and a real tmux: keys, colours, what counts as read, what is left."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

COPIED = base64.b64encode(b"a private word")
#: A colour of 24 bits.
TRUE = re.compile(r"\x1b\[[\d;]*[34]8[;:]2[;:]")


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "a private word", at=running.clock.now() - 60)
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    shell = Shell.of(tmp_path, sim, LC_ALL="C.UTF-8", SCREENDIR=str(tmp_path / "screens"))
    (tmp_path / "screens").mkdir(mode=0o700)
    (tmp_path / "screenrc").write_text("startup_message off\nvbell off\ndefscrollback 500\n")
    (tmp_path / "inside").write_text(f"{' '.join(shell.command())}\necho 'the prompt'\nexec cat\n")
    (tmp_path / "mmstui" / "config.toml").write_text("active_interval = 1\nidle_interval = 1\n")
    return shell


def unread(shell: Shell) -> int:
    return sum(one["unread"] for one in shell.run("list", "--json").json["conversations"])


def watch(terminal: Terminal, seconds: float) -> None:
    """Take in what the program writes for a while."""
    for _ in range(round(seconds * 10)):
        terminal.read(0.1)


def stays_unread(shell: Shell, terminal: Terminal, sim: Simulated) -> None:
    """A message comes and stays unread for longer than it takes to see it."""
    watch(terminal, 0.8)  # until nobody can have seen it who pressed the last key
    sim.account.add("sms", SHOP, ZOE, "another word", at=sim.clock.now())
    terminal.wait_for(lambda: unread(shell) == 1)
    watch(terminal, 1.5)
    assert unread(shell) == 1


def open_thread(terminal: Terminal, shell: Shell) -> None:
    terminal.wait_for("Zoé Tremblay")
    terminal.press("enter")
    terminal.wait_for("r reply")
    terminal.wait_for(lambda: unread(shell) == 0)


def command(*words: str, shell: Shell) -> None:
    subprocess.run(words, env=shell.env, capture_output=True, check=True)


@pytest.mark.skipif(shutil.which("screen") is None, reason="screen is not installed")
def test_in_screen(shell: Shell, sim: Simulated, tmp_path: Path) -> None:
    screen = ["screen", "-S", "test"]
    start = [*screen, "-c", str(tmp_path / "screenrc"), "sh", str(tmp_path / "inside")]
    with Terminal(start, shell.env) as terminal:
        open_thread(terminal, shell)
        # Escape alone is a key.
        terminal.press("r")
        terminal.wait_for("enter send")
        terminal.press("esc")
        terminal.wait_for("r reply")
        assert TRUE.search(terminal.raw.decode("utf-8", "replace")) is None
        terminal.press("y")
        terminal.wait_for(lambda: b"\x1b]52;c;" + COPIED + b"\x07" in terminal.raw)
        # Another window, then nobody at all.
        command(*screen, "-X", "screen", "cat", shell=shell)
        stays_unread(shell, terminal, sim)
        command(*screen, "-X", "select", "0", shell=shell)
        terminal.wait_for("another word")
        terminal.press("G")
        terminal.wait_for(lambda: unread(shell) == 0)
        # Nothing private is left, in the history neither.
        terminal.press("ctrl+q")
        terminal.wait_for("the prompt")
        assert "word" not in terminal.text
        command(*screen, "-p", "0", "-X", "hardcopy", "-h", str(tmp_path / "history"), shell=shell)
        terminal.wait_for(lambda: "prompt" in (tmp_path / "history").read_text("latin-1"))
        assert "word" not in (tmp_path / "history").read_text("latin-1")
        command(*screen, "-X", "quit", shell=shell)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_in_tmux(shell: Shell, sim: Simulated, tmp_path: Path) -> None:
    tmux = ["tmux", "-S", str(tmp_path / "socket")]
    start = [*tmux, "-u", "-f", "/dev/null", "new", "sh", str(tmp_path / "inside")]
    with Terminal(start, shell.env) as terminal:
        try:
            open_thread(terminal, shell)
            terminal.press("y")
            terminal.wait_for("copied to tmux")
            shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, check=True)
            assert shown.stdout == b"a private word"
            command(*tmux, "new-window", "cat", shell=shell)
            stays_unread(shell, terminal, sim)
            command(*tmux, "select-window", "-t", ":0", shell=shell)
            terminal.wait_for(lambda: unread(shell) == 0)
        finally:
            subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
