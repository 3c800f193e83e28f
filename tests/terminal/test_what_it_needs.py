"""The inbox where there is no terminal, one that is not UTF-8, or no password yet."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.domain.text.charsets import SIGNS
from support.commands import Shell
from support.simulated import Simulated, simulator_process
from support.terminal import Terminal


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulated]:
    with simulator_process(("--demo",)) as running:
        yield running


@pytest.mark.parametrize("words", [(), ("demo",)])
def test_without_a_terminal_it_says_so_and_ends_with_2(
    tmp_path: Path, sim: Simulated, words: tuple[str, ...]
) -> None:
    shell = Shell.of(tmp_path, sim, SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22")
    shell.env["MMSTUI_HOME"] = str(tmp_path / "new")
    ran = shell.spawn(*words)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "standard error are none: ssh -t gives it one" in ran.err
    assert "mmstui list" in ran.err
    assert not (tmp_path / "new").exists(), "nothing was opened, and nothing is held"


@pytest.mark.parametrize(
    ("redirection", "missing"),
    [("</dev/null", "input"), ("| cat", "output"), (">/dev/null", "output"), ("2>err", "error")],
)
def test_with_half_a_terminal_it_says_which(
    tmp_path: Path, sim: Simulated, redirection: str, missing: str
) -> None:
    shell = Shell.of(tmp_path, sim)
    line = f'cd "$HOME"; "$@" {redirection}; echo "code $?"'
    with Terminal(["sh", "-c", line, "sh", *shell.command("demo")], shell.env) as terminal:
        terminal.wait_for(f"standard {missing} is none")
        terminal.wait_for("code 0" if "|" in redirection else "code 2")


def test_a_terminal_that_moves_no_cursor_is_none(tmp_path: Path, sim: Simulated) -> None:
    shell = Shell.of(tmp_path, sim, TERM="dumb")
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("TERM is dumb")
        assert terminal.wait_for_exit() == 2


@pytest.mark.parametrize("locale", ["C", pytest.param("POSIX", marks=pytest.mark.slow)])
def test_in_a_locale_of_ascii_all_is_drawn_in_ascii(tmp_path: Path, locale: str) -> None:
    shell = Shell.of(tmp_path, LC_ALL=locale)
    with Terminal(shell.command("demo"), shell.env) as terminal:
        terminal.wait_for(re.compile("Marc-Andre Gelinas"))
        terminal.wait_for(re.compile(r"Your code is [0-9]+"))
        terminal.press("enter")
        terminal.wait_for("r reply")
        assert terminal.raw.isascii()
        assert b"\\u" not in terminal.raw
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0


def test_commands_draw_ascii_there_and_give_a_pipe_all(tmp_path: Path, sim: Simulated) -> None:
    shell = Shell.of(tmp_path, sim, LC_ALL="C")
    assert shell.spawn("sync").code == 0
    with Terminal(shell.command("list"), shell.env) as terminal:
        terminal.wait_for("Chloe D'Amours")
        assert terminal.wait_for_exit() == 0
        assert terminal.raw.isascii()
    assert "Chloé D’Amours" in shell.spawn("list").out


def test_the_inbox_opens_before_the_password_is_there(tmp_path: Path, sim: Simulated) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    shell = Shell.of(tmp_path, sim)
    assert shell.spawn("sync").code == 0
    del shell.env["MMSTUI_API_PASSWORD"]
    (tmp_path / "mmstui" / "config.toml").write_text(f'password_command = ["cat", "{gate}"]\n')
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("waiting for password_command")
        terminal.wait_for("Halcyon Outfitters")
        gate.write_text("demo\n")
        terminal.wait_for("synced")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
    # One that never ends keeps nobody in.
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("waiting for password_command")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0


def test_a_password_command_that_fails_is_told_and_asked_again(
    tmp_path: Path, sim: Simulated
) -> None:
    shell = Shell.of(tmp_path, sim)
    del shell.env["MMSTUI_API_PASSWORD"]
    secret = tmp_path / "secret"
    (tmp_path / "mmstui" / "config.toml").write_text(f'password_command = ["cat", "{secret}"]\n')
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("password_command cat ended with 1")
        terminal.wait_for("password_prompts")
        secret.write_text("demo\n")
        terminal.press("ctrl+r")
        terminal.wait_for("Halcyon Outfitters")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0


def test_a_password_command_that_asks_has_the_terminal_first(
    tmp_path: Path, sim: Simulated
) -> None:
    shell = Shell.of(tmp_path, sim)
    del shell.env["MMSTUI_API_PASSWORD"]
    ask = "printf 'PIN: ' >/dev/tty; read pin </dev/tty; echo $pin"
    config = f'password_command = ["sh", "-c", "{ask}"]\n'
    file = tmp_path / "mmstui" / "config.toml"
    file.write_text(config + "password_prompts = true\n")
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("PIN:")
        terminal.write("demo\r")
        terminal.wait_for("Halcyon Outfitters")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
    # Without that word it gets no terminal, and draws nothing into the inbox.
    file.write_text(config)
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("password_command sh printed nothing")
        assert b"PIN:" not in terminal.raw
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0


def test_the_inbox_draws_no_sign_that_a_font_may_lack(tmp_path: Path, sim: Simulated) -> None:
    shell = Shell.of(tmp_path, sim)
    assert shell.spawn("sync").code == 0
    (Path(shell.env["MMSTUI_HOME"]) / "config.toml").write_text('signs = "ascii"\n')
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("/", *"amours")
        terminal.wait_for(re.compile("Chloé D'Amours"))
        assert set(terminal.text).isdisjoint(SIGNS)
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
