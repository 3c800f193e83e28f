"""A picture in full: in a real tmux, in a terminal that must be asked, in one that is silent."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from support.commands import Shell
from support.kitty_terminal import KittyTerminal
from support.photos import photo
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def sim() -> Iterator[Simulated]:
    data = photo(640, 480)
    with simulator_thread() as running:
        at = running.clock.now() - 60
        media = running.account.make_media("image/jpeg", "jpg", lambda: data, at, outgoing=False)
        running.account.add("mms", SHOP, ZOE, "voici", at=at, media=[media])
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    return Shell.of(tmp_path, sim)


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[str]:
    """A tmux of its own."""
    socket = str(tmp_path / "tmux")
    yield socket
    subprocess.run(["tmux", "-S", socket, "kill-server"], capture_output=True, check=False)


def tmux(shell: Shell, socket: str, tmp_path: Path, passthrough: str) -> list[str]:
    conf = tmp_path / "tmux.conf"
    conf.write_text(f"set -g allow-passthrough {passthrough}\nset -g escape-time 0\n")
    return ["tmux", "-u", "-S", socket, "-f", str(conf), "new", *shell.command()]


def outside(shell: Shell) -> dict[str, str]:
    env = {name: value for name, value in shell.env.items() if not name.startswith("TMUX")}
    return {**env, "TERM": "xterm-256color", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def open_picture(terminal: Terminal) -> None:
    terminal.wait_for("Zoé Tremblay")
    terminal.press("enter")
    terminal.wait_for("enter view")
    terminal.press("enter")


def is_the_photo(seen: Image.Image | None) -> bool:
    """Whether it is what was sent, and in its proportions."""
    if seen is None:
        return False
    with Image.open(BytesIO(photo(640, 480))) as opened:
        sent = opened.convert("RGB")
    if abs(seen.width / seen.height - 640 / 480) > 0.03:
        return False
    off = ImageChops.difference(seen.resize((64, 48)), sent.resize((64, 48)))
    return max(ImageStat.Stat(off).mean) < 8


@needs_tmux
def test_the_picture_goes_through_tmux_and_away_again(
    shell: Shell, socket: str, tmp_path: Path
) -> None:
    command = tmux(shell, socket, tmp_path, "on")
    with KittyTerminal(command, outside(shell)) as terminal:
        open_picture(terminal)
        terminal.wait_for(lambda: is_the_photo(terminal.seen()))
        # Another window, and back: tmux draws it again by itself.
        terminal.write("\x02c")
        terminal.wait_for(lambda: terminal.seen() is None)
        terminal.write("\x02n")
        terminal.wait_for(lambda: is_the_photo(terminal.seen()))
        terminal.press("esc")
        terminal.wait_for(lambda: terminal.seen() is None and not terminal.pictures)
        terminal.wait_for("enter view")


@needs_tmux
def test_without_passthrough_it_says_the_line_that_is_missing(
    shell: Shell, socket: str, tmp_path: Path
) -> None:
    command = tmux(shell, socket, tmp_path, "off")
    with KittyTerminal(command, outside(shell)) as terminal:
        open_picture(terminal)
        terminal.wait_for("set -g allow-passthrough on")
        assert terminal.seen() is None
        assert not terminal.pictures


def test_a_terminal_that_no_variable_tells_is_asked(shell: Shell) -> None:
    with KittyTerminal(shell.command(), outside(shell)) as terminal:
        open_picture(terminal)
        terminal.wait_for(lambda: len(terminal.pictures) == 1)
        terminal.wait_for("o open")
        assert "62" not in terminal.text, "its answer is no key"
        terminal.press("esc")
        terminal.wait_for(lambda: not terminal.pictures)


def test_one_that_never_answers_gets_blocks(shell: Shell) -> None:
    with Terminal(shell.command(), outside(shell)) as terminal:
        open_picture(terminal)
        terminal.wait_for("▀" * 40)
