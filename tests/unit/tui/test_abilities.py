"""What the terminal can: colours by its name, and a mouse that does not cost a key."""

from __future__ import annotations

import pytest

from mmstui.tui.terminal.abilities import color_system, sends, uses_mouse
from mmstui.tui.terminal.terminal_query import TerminalInfo

SCREEN = {"STY": "1.pts-0", "TERM": "screen.xterm-256color"}


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm"}, "standard"),
        ({"TERM": "linux"}, "standard"),
        # Over ssh, without COLORTERM.
        ({"TERM": "foot"}, "truecolor"),
        ({"TERM": "foot-extra"}, "truecolor"),
        ({"TERM": "alacritty"}, "truecolor"),
        ({"TERM": "xterm-kitty"}, "truecolor"),
        ({"TERM": "xterm-ghostty"}, "truecolor"),
        ({"TERM": "xterm-direct"}, "truecolor"),
        # screen reads the numbers of a colour as attributes.
        ({**SCREEN, "COLORTERM": "truecolor"}, "256"),
        ({**SCREEN, "COLORTERM": "24bit", "TERM": "screen"}, "256"),
        (SCREEN, "256"),
        ({"STY": "1.pts-0", "TERM": "screen"}, "standard"),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor", "SSH_TTY": "/dev/pts/1"}, "256"),
        ({"TMUX": "x", "TERM": "screen-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TMUX": "x", "TERM": "tmux-256color"}, "256"),
    ],
)
def test_colours(environ: dict[str, str], colours: str) -> None:
    assert color_system("auto", environ) == colours
    assert color_system("16", environ) == "standard"
    assert color_system("256", environ) == "256"
    assert color_system("true", environ) == "truecolor"


def test_no_mouse_in_screen_unless_wanted() -> None:
    assert not uses_mouse(None, SCREEN)
    assert uses_mouse(True, SCREEN)
    assert uses_mouse(None, {"TERM": "foot"})
    assert uses_mouse(None, {"TMUX": "x", "TERM": "screen"})
    assert not uses_mouse(False, {"TERM": "foot"})


@pytest.mark.parametrize(
    ("name", "keyboard", "term", "keys"),
    [
        ("XTerm(379)", False, "xterm-256color", {"ctrl+underscore"}),
        ("kitty(0.26.5)", True, "xterm-kitty", {"alt+enter", "shift+enter"}),
        ("foot(1.13.1)", True, "foot", {"alt+enter", "shift+enter", "ctrl+underscore"}),
        (
            "Konsole 22.12.3",
            False,
            "xterm-256color",
            {"alt+enter", "shift+enter", "ctrl+underscore"},
        ),
        ("", False, "xterm-256color", {"alt+enter", "ctrl+underscore"}),
        ("", False, "mlterm", {"ctrl+underscore"}),
    ],
)
def test_the_keys_that_a_terminal_has(name: str, keyboard: bool, term: str, keys: set[str]) -> None:
    info = TerminalInfo(name, frozenset(), keyboard)
    asked = {"ctrl+j", "ctrl+slash", "alt+enter", "shift+enter", "ctrl+underscore"}
    found = {key for key in asked if sends(key, {"TERM": term}, info)}
    assert found == keys | {"ctrl+j", "ctrl+slash"}
