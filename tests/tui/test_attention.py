"""A message is read when somebody can have seen it: tmux and screen show other windows too."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from mmstui.tui.terminal.attention import Attention
from mmstui.tui.terminal.multiplexer import is_shown_by_tmux
from mmstui.tui.thread import seen
from support.screens import wait_until
from support.terminal import Terminal
from support.thread_host import FakeCenter, ThreadHost
from support.threads import at, incoming, the_pictures

NARROW = (80, 24)
IN_TMUX = {"TMUX": "/tmp/tmux,1,0", "TMUX_PANE": "%0", "TERM": "tmux-256color"}
IN_SCREEN = {"STY": "1.pts", "TERM": "screen.xterm-256color"}


class Host(ThreadHost):
    """A thread in a terminal of which more or less is known."""

    def __init__(self, center: FakeCenter, attention: Attention) -> None:
        super().__init__(center, seen_after=0.0)
        self.attention = attention


def arrives(app: Host, number: int) -> None:
    app.center.put(incoming(number, at(20, 14, number), "Encore moi", unread=True))
    app.changed()


async def test_in_tmux_only_what_it_shows_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "ASK_AGAIN", 0.01)
    shown: list[bool | Exception] = [False]
    asked: list[Mapping[str, str]] = []

    def is_shown(environ: Mapping[str, str]) -> bool:
        asked.append(environ)
        if isinstance(shown[0], Exception):
            raise shown[0]
        return shown[0]

    center = FakeCenter(the_pictures())
    app = Host(center, Attention(IN_TMUX, is_shown=is_shown))
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await wait_until(pilot, lambda: len(asked) > 2)
        assert center.read == []
        shown[0] = True
        await wait_until(pilot, lambda: center.read == [8, 9])
        shown[0] = RuntimeError("tmux")
        arrives(app, 11)
        await wait_until(pilot, lambda: bool(app._notifications))
        assert center.read == [8, 9]
        shown[0] = True
        await wait_until(pilot, lambda: center.read == [8, 9, 11])


@pytest.mark.parametrize(
    "environ",
    [
        IN_SCREEN,
        {"TERM": "tmux-256color", "SSH_TTY": "/dev/pts/1"},
        {"TERM": "xterm-256color", "ZELLIJ": "0"},
    ],
    ids=["screen", "tmux beyond ssh", "zellij"],
)
async def test_where_nobody_can_be_asked_a_key_counts(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "ASK_AGAIN", 0.01)
    center = FakeCenter(the_pictures())
    attention = Attention(environ, is_shown=lambda _: None)
    app = Host(center, attention)
    async with app.run_test(size=NARROW) as pilot:
        # The key that opened the thread.
        attention.pressed()
        await wait_until(pilot, lambda: center.read == [8, 9])
        monkeypatch.setattr("mmstui.tui.terminal.attention.AFTER_KEY", -0.001)
        arrives(app, 11)
        await pilot.pause(0.1)
        assert center.read == [8, 9]
        attention.pressed()
        await wait_until(pilot, lambda: center.read == [8, 9, 11])


async def test_in_a_terminal_its_focus_tells() -> None:
    assert Attention({"TERM": "xterm-256color"}).follows_focus
    assert await Attention({"TERM": "foot"}).seen_until() == math.inf


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_tmux_knows_what_it_shows(tmp_path: Path) -> None:
    socket = str(tmp_path / "tmux")
    tmux = ["tmux", "-S", socket]
    environ = {"TMUX": f"{socket},1,0", "TMUX_PANE": "%0", "PATH": os.environ["PATH"]}

    def is_shown_after(*command: str) -> bool | None:
        subprocess.run([*tmux, *command], check=True, capture_output=True)
        return is_shown_by_tmux(environ)

    outer = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    outer.pop("TMUX", None)
    with Terminal([*tmux, "-f", "/dev/null", "new", "cat"], outer) as terminal:
        try:
            terminal.wait_for("[0]")
            terminal.wait_for(lambda: is_shown_by_tmux(environ) is True)
            assert is_shown_after("new-window", "cat") is False
            assert is_shown_after("select-window", "-t", ":0") is True
            assert is_shown_after("split-window", "cat") is True
            assert is_shown_after("resize-pane", "-Z") is False
            assert is_shown_after("resize-pane", "-Z") is True
            assert is_shown_after("copy-mode", "-t", "%0") is False
            assert is_shown_after("send-keys", "-t", "%0", "-X", "cancel") is True
            assert is_shown_after("new-session", "-d", "cat") is True
            subprocess.run([*tmux, "detach-client"], check=True, capture_output=True)
            terminal.wait_for_exit()  # tmux asks its client to go, and does not wait for it
            assert is_shown_by_tmux(environ) is False
        finally:
            subprocess.run([*tmux, "kill-server"], capture_output=True, check=False)
    assert is_shown_by_tmux(environ) is None
