"""`mmstui doctor` asks the real terminal, and leaves it as it was."""

from __future__ import annotations

import sys
from pathlib import Path

from support.commands import Shell
from support.kitty_terminal import KittyTerminal
from support.terminal import Terminal

COMMAND = [sys.executable, "-m", "mmstui", "doctor"]


def test_the_terminal_is_asked_and_left_as_it_was(tmp_path: Path) -> None:
    env = Shell.of(tmp_path).env
    with KittyTerminal(COMMAND, env=env, rows=60) as terminal:
        assert terminal.wait_for_exit() == 3
        assert "the terminal says that it is kitty(0.36.4)" in terminal.text
        assert "Frames are shown whole" in terminal.text
        assert terminal.modes_now() == terminal.modes


def test_a_terminal_that_does_not_answer_is_not_waited_for_long(tmp_path: Path) -> None:
    env = Shell.of(tmp_path).env | {"LC_ALL": "C"}
    with Terminal(COMMAND, env=env, rows=60) as terminal:
        assert terminal.wait_for_exit() == 3
        assert "The locale is not UTF-8 but ascii" in terminal.text
        assert terminal.text.isascii()
        assert terminal.modes_now() == terminal.modes
