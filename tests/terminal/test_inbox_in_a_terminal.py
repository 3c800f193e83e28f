"""The real inbox in a terminal of its own, against the simulator over HTTP.

What only a terminal can show: the bytes that reach it, the state it is left in, and signals.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mmstui.tui.terminal.input_scanner import LONGEST_WAKE
from support.commands import Shell, accepted_texts
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import WAKE, Terminal

HOSTILE = (
    "[/] a [@click=app.quit]x[/] \x1b]52;c;ZXZpbA==\x07 \x1b]0;evil\x07 \x9b2J \x9d0;evil\x9c "
    "\x1b[31mred \u202edlrow \u2066x end"
)
NAME = "Eve\x1b]0;evil\x07\u202e [b]x"
EVE = "6475550144"

# What Textual writes: colours and attributes, cursor moves, modes, synchronised updates. Our title.
_OUR_OWN = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[[0-9;]*[HABCDJKG]|\x1b\[[?<>=]?[0-9;]*\$?[hlupctq]|\x1b\[[0-9]+;[0-9]+r"
    r"|\x1b\]2;(?:(?:\([0-9]+\) )?mmstui)?\x07"
    r"|\x1b[78=>]|\x1b\(B|\x1b\[>[0-9]*q|\x1b\[\?[0-9;]+\$p|\x1b\[c|\x1b\[6n"
)


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "Bonjour !", at=time.time() - 60)
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    return Shell.of(tmp_path, sim)


def leave(terminal: Terminal) -> int:
    terminal.press("ctrl+q")
    return terminal.wait_for_exit()


def is_as_found(terminal: Terminal) -> bool:
    """Echo and line mode back, main screen, cursor shown, mouse and paste modes off."""
    text = terminal.raw.decode("utf-8", "replace")
    restored = terminal.modes_now() == terminal.modes
    screen = text.rfind("\x1b[?1049l") > text.rfind("\x1b[?1049h") >= 0
    cursor = text.rfind("\x1b[?25h") > text.rfind("\x1b[?25l") >= 0
    paste = text.rfind("\x1b[?2004l") >= text.rfind("\x1b[?2004h")
    mouse = text.rfind("\x1b[?1000l") >= text.rfind("\x1b[?1000h")
    return restored and screen and cursor and paste and mouse


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_draft_and_restores_the_terminal(
    number: signal.Signals, shell: Shell
) -> None:
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("enter", "r")
        terminal.wait_for("enter send")
        terminal.write("precious")
        terminal.wait_for("8/160")
        os.kill(terminal.pid, number)
        assert terminal.wait_for_exit() == 128 + number
        assert is_as_found(terminal)
    (row,) = shell.run("list", "--json").json["conversations"]
    assert row["draft"] == "precious"


def test_a_terminal_that_goes_without_a_signal_ends_it(shell: Shell) -> None:
    """A session of its own is not told by the kernel; what it writes has nowhere to go."""
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    apart = (
        "import os, sys\n"
        "os.fork() and (os.wait(), sys.exit())\n"
        "os.setsid()\n"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    with open(reader, "rb") as ended:
        with Terminal([sys.executable, "-c", apart, *shell.command()], shell.env) as terminal:
            os.close(writer)
            terminal.wait_for("Zoé Tremblay")
            # More than fits between the two: it is in the middle of writing.
            for _ in range(20):
                terminal.write("?" + "\x1b" + "DTZ")
        assert select.select([ended], [], [], 15)[0], "it is still running"
        assert ended.read() == b""


def test_a_crash_restores_the_terminal_and_shows_no_secret(shell: Shell, tmp_path: Path) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text(
        "import sys\n"
        "from mmstui.tui.inbox.conversation_list import ConversationList\n"
        "def broken(self, *a, **k):\n"
        "    raise RuntimeError('broken on purpose')\n"
        "ConversationList.on_key = broken\n"
        "from mmstui.cli import main\n"
        "sys.exit(main([]))\n"
    )
    shell.env["MMSTUI_API_PASSWORD"] = "demo"
    with Terminal([shell.command()[0], str(crash)], shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("j")
        assert terminal.wait_for_exit() != 0
        assert is_as_found(terminal)
        assert "broken on purpose" in terminal.raw.decode("utf-8", "replace")


@pytest.mark.parametrize("end", ["exception", "input"])
def test_a_crash_keeps_what_was_being_written(end: str, shell: Shell, tmp_path: Path) -> None:
    """Also the letters of the last half second; and no crash ends with 0."""
    crash = tmp_path / "crash.py"
    crash.write_text(
        "import sys\n"
        "from mmstui.tui.terminal.sgr_optimizer import TerminalDriver\n"
        "from mmstui.tui.compose import box\n"
        "from mmstui.tui.compose.input import MessageInput\n"
        "box.SAVE_AFTER = 3600\n"
        "box.ComposeBox.__init__.__kwdefaults__['save_after'] = 3600\n"
        "def broken(self, *a, **k):\n"
        "    raise RuntimeError('broken on purpose')\n"
        "if sys.argv[1] == 'exception':\n"
        "    MessageInput.action_recase = broken\n"
        "else:\n"
        "    process = TerminalDriver.process_message\n"
        "    def some(self, message):\n"
        "        if getattr(message, 'key', '') == 'alt+u':\n"
        "            broken(self)\n"
        "        process(self, message)\n"
        "    TerminalDriver.process_message = some\n"
        "sys.argv[1:] = []\n"
        "from mmstui.cli import main\n"
        "sys.exit(main([]))\n"
    )
    with Terminal([shell.command()[0], str(crash), end], shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("enter", "r")
        terminal.wait_for("enter send")
        terminal.write("precious")
        terminal.wait_for("8/160")
        # What comes at once after a whole word would belong to it.
        terminal.read_for(WAKE)
        terminal.write("\x1bu")
        assert terminal.wait_for_exit() == 1
        assert is_as_found(terminal)
        assert "broken on purpose" in terminal.raw.decode("utf-8", "replace")
    (row,) = shell.run("list", "--json").json["conversations"]
    assert row["draft"] == "precious"


PROMPT = "READY> "


def is_at_the_shell(terminal: Terminal) -> bool:
    """Whether the last thing that was written is the shell's prompt."""
    return terminal.raw.rstrip().endswith(PROMPT.strip().encode())


def ctrl_z_and_fg(terminal: Terminal) -> None:
    """Back to the shell, and to the inbox."""
    terminal.press("ctrl+z")
    terminal.wait_for(lambda: is_at_the_shell(terminal))
    terminal.write("fg\r")


def stop_and_go_on(terminal: Terminal) -> None:
    """Stop the program, write over its screen, and let it go on."""
    os.kill(terminal.pid, signal.SIGSTOP)
    terminal.stopped()
    terminal.scribble()
    os.kill(terminal.pid, signal.SIGCONT)


def scribble_and_ctrl_l(terminal: Terminal) -> None:
    """Write over the screen, and ask for another."""
    terminal.scribble()
    terminal.press("ctrl+l")


def whole_after(terminal: Terminal, *ways: Callable[[Terminal], None]) -> None:
    """The screen is whole after each of these, in the list, a thread and a dialog, and twice."""
    terminal.wait_for("Zoé Tremblay")
    terminal.wait_for("1 of 1")
    for key, words in (("enter", "r reply"), ("r", "enter send"), ("ctrl+p", "find")):
        terminal.press(key)
        terminal.wait_for(words)
        before = settled(terminal)
        for way in 2 * ways:
            way(terminal)
            wait_for_all(terminal, before)
    terminal.press("esc")


def test_the_screen_is_whole_after_a_stop_and_after_ctrl_l(shell: Shell) -> None:
    with Terminal(shell.command(), shell.env) as terminal:
        whole_after(terminal, stop_and_go_on, scribble_and_ctrl_l)
        assert leave(terminal) == 0
        assert is_as_found(terminal)


@pytest.mark.parametrize(
    "script",
    ["", pytest.param("sh -c '%s; true'", marks=pytest.mark.slow)],
    ids=["by itself", "in a script"],
)
def test_ctrl_z_leads_back_to_the_shell_and_fg_to_a_whole_screen(script: str, shell: Shell) -> None:
    """A script that waits for the inbox stops with it, as `make demo` does."""
    command = f"{sys.executable} -m mmstui"
    with Terminal(["/bin/sh", "-i"], shell.env | {"PS1": PROMPT, "ENV": ""}) as terminal:
        terminal.wait_for(PROMPT.strip())
        terminal.write(f"{script % command if script else command}\r")
        whole_after(terminal, ctrl_z_and_fg)
        terminal.press("ctrl+q")
        terminal.wait_for(lambda: is_at_the_shell(terminal))


def test_ctrl_z_where_no_shell_is_says_so_and_stays(shell: Shell) -> None:
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("ctrl+z")
        terminal.wait_for("No shell to go back to")
        terminal.press("enter")
        terminal.wait_for("r reply")
        assert leave(terminal) == 0
        assert is_as_found(terminal)


def settled(terminal: Terminal) -> str:
    """The screen once nothing has been written for a moment."""
    written = -1
    while written != len(terminal.raw):
        written = len(terminal.raw)
        terminal.read(0.5)
    return terminal.text


def test_a_tiny_terminal_is_told_and_a_larger_one_shows_the_inbox_again(shell: Shell) -> None:
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("ctrl+p")
        terminal.wait_for("find")
        for columns, rows in ((1, 1), (4, 2), (19, 5), (3, 200)):
            terminal.resize(columns, rows)
            terminal.wait_for(lambda: "m" in terminal.text)
        terminal.resize(20, 5)
        terminal.wait_for("find")
        terminal.resize(120, 36)
        terminal.wait_for("Zoé Tremblay")
        terminal.press("esc")
        assert leave(terminal) == 0


def wait_for_all(terminal: Terminal, before: str) -> None:
    """Wait until the same stands on the screen as before."""
    terminal.wait_for(lambda: same(terminal.text, before))


def same(screen: str, before: str) -> bool:
    """Whether the same is on the screen, but for the header, where times run on."""
    return screen.splitlines()[1:] == before.splitlines()[1:] and "mmstui" in screen


def test_a_letter_in_latin_1_is_a_mark_and_typing_goes_on(shell: Shell) -> None:
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("enter", "r")
        terminal.wait_for("enter send")
        terminal.send(b"caf\xe9 x")
        terminal.wait_for("are not UTF-8")
        terminal.wait_for("caf\ufffd x")
        terminal.send(b"\x1b[1114112u\x1b[55296u\x1b[<999999;1;1M\x1b[48;0;0;0;0ty")
        terminal.wait_for("caf\ufffd xy")
        settled(terminal)
        before = len(terminal.raw)
        terminal.press("z")
        terminal.wait_for("caf\ufffd xyz")
        assert len(terminal.raw) - before < 250, "the letter, and the digit of the badge"
        assert leave(terminal) == 0


def test_no_byte_from_outside_can_act_on_the_terminal(sim: Simulated, shell: Shell) -> None:
    sim.account.add_name(NAME, EVE)
    sim.account.add("sms", SHOP, EVE, HOSTILE, at=time.time() - 30)
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Eve")
        terminal.press("enter")
        terminal.wait_for("end")
        terminal.press("r")
        terminal.wait_for("enter send")
        terminal.paste(HOSTILE)
        terminal.wait_for("68/160")
        # An escape in the wake of a paste would belong to it.
        terminal.read_for(1.2 * LONGEST_WAKE)
        terminal.press("ctrl+o")
        terminal.wait_for("Old fax")
        terminal.press("esc")
        # Escape and a letter that come together are alt and that letter: each by itself.
        terminal.wait_for(lambda: "Old fax" not in terminal.text)
        terminal.press("esc")
        terminal.wait_for("r reply")
        terminal.press("esc")
        terminal.wait_for("j k move")
        terminal.press("m")
        terminal.wait_for("New message")
        terminal.write("Eve")
        terminal.press("esc")
        assert leave(terminal) == 0
        left = _OUR_OWN.sub("", terminal.raw.decode("utf-8"))
    strange = re.findall(
        r"\x1b.{0,12}|[\x80-\x9f\u202a-\u202e\u2066-\u2069]|[\x00-\x06\x0b\x0c\x0e-\x1a]", left
    )
    assert not [s for s in strange if not s.startswith(("\x1b[?", "\x1bP", "\x1b_"))]
    assert "\x1b]" not in left
    assert "\x07" not in left


def test_without_a_network_it_opens_says_so_and_queues(tmp_path: Path) -> None:
    with simulator_thread() as sim:
        sim.account.add("sms", SHOP, ZOE, "Bonjour !", at=time.time() - 60)
        shell = Shell.of(tmp_path, sim)
        shell.run("sync")
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Bonjour !")
        terminal.wait_for(re.compile(r"offline since \d+:\d\d"))
        terminal.press("enter", "r")
        terminal.wait_for("enter send")
        terminal.write("later")
        terminal.wait_for("5/160")
        terminal.press("enter")
        terminal.wait_for("queued")
        terminal.wait_for("1 waiting")
        assert leave(terminal) == 0
    assert shell.run("read", ZOE, "--json").json["messages"][-1]["state"] == "queued"


def test_line_breaks_typed_and_pasted_with_or_without_brackets_never_send(
    sim: Simulated, shell: Shell
) -> None:
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("enter", "r")
        terminal.wait_for("enter send")
        for count, part in enumerate(("a", "\x1b\r", "b"), 1):
            terminal.write(part)
            terminal.wait_for(f"{count}/160")
        terminal.paste("one\ntwo\n")
        terminal.wait_for("11/160")
        terminal.write("three\rfour\r")
        terminal.wait_for("22/160")
        assert accepted_texts(sim, ZOE) == []
        terminal.press("enter")
        terminal.wait_for("sent")
        assert leave(terminal) == 0
    assert accepted_texts(sim, ZOE) == ["a\nbone\ntwo\nthree\nfour\n"]
