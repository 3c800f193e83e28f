"""What is copied arrives, or it is said that it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmstui.tui.terminal import clipboard_writer
from mmstui.tui.terminal.multiplexer import through_screen
from mmstui.tui.terminal.terminal_query import TerminalInfo


@pytest.mark.parametrize(
    ("environ", "name", "said"),
    [
        ({"TERM": "xterm-kitty"}, "kitty(0.26.5)", "copied to the terminal's clipboard"),
        ({"TERM": "foot"}, "", "copied to the terminal's clipboard"),
        ({"TERM": "alacritty"}, "", "copied to the terminal's clipboard"),
        ({"TERM": "xterm-256color"}, "XTerm(379)", "not copied: xterm takes it with disallowed"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006"}, "", "not copied: this terminal"),
        ({"TERM": "xterm-256color"}, "Konsole 22.12.3", "not copied: this terminal"),
        ({"TERM": "xterm-256color"}, "", "not every terminal takes it"),
        ({"TERM": "tmux-256color"}, "", "set -s set-clipboard on"),
        ({"TERM": "screen", "STY": "1"}, "", "through screen"),
    ],
)
def test_it_says_what_is_known(environ: dict[str, str], name: str, said: str) -> None:
    assert said in clipboard_writer.words(environ, TerminalInfo(name))


@pytest.mark.parametrize(
    ("display", "tool"), [("WAYLAND_DISPLAY", "wl-copy"), ("DISPLAY", "xclip"), ("DISPLAY", "xsel")]
)
def test_a_tool_of_the_desktop_copies_what_the_terminal_may_not(
    display: str, tool: str, tmp_path: Path
) -> None:
    program = tmp_path / tool
    program.write_text(f"#!/bin/sh\n/bin/cat >{tmp_path}/copied\n")
    program.chmod(0o755)
    environ = {"TERM": "xterm-256color", display: ":1", "PATH": str(tmp_path)}
    assert clipboard_writer.needs_help(environ, TerminalInfo("XTerm(379)"))
    assert clipboard_writer.copy_otherwise("été", environ) == "copied to the clipboard"
    assert (tmp_path / "copied").read_text() == "été"
    assert clipboard_writer.copy_otherwise("été", {"PATH": str(tmp_path)}) == ""


def test_screen_gets_parts_that_it_passes_on() -> None:
    data = f"{clipboard_writer.OSC_52}c;{'A' * 1000}\x07"
    wrapped = through_screen(data)
    parts = wrapped.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
    assert "".join(parts) == data
    assert max(map(len, parts)) <= 400
