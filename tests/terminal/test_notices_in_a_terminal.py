"""A notice and the title, as they reach a terminal, and tmux."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

STRANGER = "6475550144"
CONFIG = "active_interval = 1\nidle_interval = 1\n"


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "Bonjour !", at=running.clock.now() - 600)
        yield running


def shell_of(home: Path, sim: Simulated, config: str = "") -> Shell:
    (home / "mmstui").mkdir()
    (home / "mmstui" / "config.toml").write_text(CONFIG + config)
    return Shell.of(home, sim, LC_ALL="C.UTF-8")


def test_a_terminal_hears_of_it_and_has_its_title_back(tmp_path: Path, sim: Simulated) -> None:
    shell = shell_of(tmp_path, sim, '[notices]\nuse = ["osc777"]\ntext = true\n')
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.wait_for(lambda: b"\x1b[22;2t\x1b]2;mmstui\x07" in terminal.raw)
        sim.account.add("sms", SHOP, STRANGER, "a;b\x1b]0;evil\x07 ok", at=sim.clock.now())
        told = "\x1b]777;notify;(647) 555-0144;a,b\ufffd]0,evil\ufffd ok\x07".encode()
        terminal.wait_for(lambda: told in terminal.raw)
        terminal.wait_for(lambda: b"\x1b]2;(1) mmstui\x07" in terminal.raw)
        assert b"\x1b]2;\x07\x1b[23;2t" not in terminal.raw
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
        assert terminal.raw.count(b"\x1b]2;\x07\x1b[23;2t") == 1


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_tmux_marks_the_window_and_has_the_title_back(tmp_path: Path, sim: Simulated) -> None:
    shell = shell_of(tmp_path, sim)
    tmux = ["tmux", "-S", str(tmp_path / "socket")]
    inside = f"printf '\\033]2;before\\007'; {' '.join(shell.command())}; exec cat"

    def asked(*words: str) -> str:
        done = subprocess.run([*tmux, *words], env=shell.env, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def title() -> str:
        return asked("display-message", "-p", "-t", ":0", "#{pane_title}")

    with Terminal([*tmux, "-f", "/dev/null", "new", inside], shell.env) as terminal:
        try:
            terminal.wait_for("Zoé Tremblay")
            terminal.press("enter")
            terminal.wait_for("r reply")
            asked("new-window", "cat")
            sim.account.add("sms", SHOP, ZOE, "not seen", at=sim.clock.now())
            terminal.wait_for(lambda: title() == "(1) mmstui")
            bell = ("display-message", "-p", "-t", ":0", "#{window_bell_flag}")
            terminal.wait_for(lambda: asked(*bell) == "1")
            asked("send-keys", "-t", ":0", "C-q")
            terminal.wait_for(lambda: title() == "before")
        finally:
            subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
