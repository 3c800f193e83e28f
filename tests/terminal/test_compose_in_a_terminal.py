"""The compose box behind a real terminal: what comes in one read, what an editor leaves."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import warm
from support.terminal import Terminal

HOST = """
import sys
from support.thread_host import FakeCenter, ThreadHost
from support.threads import the_pictures
from mmstui.tui.terminal import extra_keys

class Logged(FakeCenter):
    def send(self, **message):
        with open(sys.argv[1], "a") as log:
            log.write(repr(message["text"]) + "\\n")
        return super().send(**message)

extra_keys.install()
app = ThreadHost(Logged(the_pictures()))
app.call_later(app.pane.writing.focus_box)
app.run()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an editor, and of what was sent."""
    return tmp_path_factory.mktemp("composing")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Terminal]:
    editor = folder / "editor.py"
    editor.write_text(
        "import sys\nprint('THE EDITOR')\nsys.stdin.readline()\n"
        "with open(sys.argv[1], 'a') as file:\n    file.write(' from the editor')\n"
    )
    with composing(folder, f"{sys.executable} {editor}") as terminal:
        yield terminal


@pytest.fixture
def terminal(running: Terminal, folder: Path) -> Terminal:
    """The thread of the pictures, the keys going to its box, which every test leaves empty."""
    (folder / "sent").unlink(missing_ok=True)
    running.wait_for("0/160")
    return running


@contextlib.contextmanager
def composing(folder: Path, editor: str) -> Iterator[Terminal]:
    env = warm.STANDARD | {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "VISUAL": editor,
        "TEXTUAL_ANIMATIONS": "none",
    }
    command = [sys.executable, "-c", HOST, str(folder / "sent")]
    with Terminal(command, env, columns=80, rows=24) as terminal:
        terminal.wait_for("from  SMS+MMS")
        yield terminal


def sent(folder: Path) -> list[str]:
    """The texts that were sent."""
    log = folder / "sent"
    return log.read_text().splitlines() if log.exists() else []


def test_one_read_of_many_keys_never_sends(terminal: Terminal, folder: Path) -> None:
    terminal.write("first line\rsecond\tline\r")
    terminal.wait_for("second    line")
    terminal.wait_for("26/160")
    assert sent(folder) == []
    terminal.press("enter")
    terminal.wait_for(lambda: sent(folder) == [repr("first line\nsecond    line\n")])
    terminal.wait_for("0/160")


def test_a_few_letters_and_enter_in_one_read_are_sent_whole(
    terminal: Terminal, folder: Path
) -> None:
    terminal.write("ok\r")
    terminal.wait_for(lambda: sent(folder) == [repr("ok")])


def test_line_breaks_of_every_kind_and_a_paste(terminal: Terminal, folder: Path) -> None:
    for count, part in enumerate(("a", "\n", "b", "\x1b\r", "c"), 1):
        terminal.write(part)
        terminal.wait_for(f"SMS  {count}/160")
    terminal.paste("d\re\r")
    terminal.wait_for("9/160")
    terminal.press("enter")
    terminal.wait_for(lambda: sent(folder) == [repr("a\nb\ncd\ne\n")])


def test_esc_and_a_letter_in_one_read_stay_in_the_box(terminal: Terminal, folder: Path) -> None:
    terminal.press("a", " ", "b")
    terminal.wait_for("3/160")
    for together in ("\x1bk", "\x1bx", "\x1b[107;3u"):
        terminal.write(together)
    # Kill word, and what it took.
    terminal.write("\x1bb")
    terminal.write("\x1bd")
    terminal.wait_for("2/160")
    terminal.press("ctrl+y")
    terminal.wait_for("3/160")
    terminal.press("enter")
    terminal.wait_for(lambda: sent(folder) == [repr("a b")])


def test_what_a_terminal_reports_is_never_typed_also_after_the_editor(
    terminal: Terminal, folder: Path
) -> None:
    terminal.press("h")
    terminal.write("\x1b]11;rgb:1e1e/2020/2323\x07\x1b[?62;4c\x1b[57358;;97u")
    terminal.press("i")
    terminal.wait_for("2/160")
    terminal.write("\x1bOS")
    terminal.wait_for("THE EDITOR")
    terminal.write("x\r")
    terminal.wait_for("hi from the editor")
    for part in (
        "\x1b]11;rgb:1e",
        "1e/2020/2323\x07",
        "\x1bP>|foot",
        "(1)\x1b\\",
        "\x1b[?1;2$y",
    ):
        terminal.write(part)
    terminal.press("!")
    terminal.wait_for("hi from the editor!")
    terminal.press("enter")
    terminal.wait_for(lambda: sent(folder) == [repr("hi from the editor!")])


def test_an_editor_that_is_not_there_takes_no_terminal(tmp_path: Path) -> None:
    with composing(tmp_path, "/nowhere/vi") as terminal:
        terminal.press("h", "i")
        terminal.wait_for("2/160")
        terminal.write("\x1bOS")
        terminal.wait_for("/nowhere/vi cannot be started.")
        terminal.press("!")
        terminal.wait_for("hi!")


def test_f4_gives_the_terminal_to_the_editor_and_takes_it_back(
    terminal: Terminal, folder: Path
) -> None:
    terminal.press("h", "i")
    terminal.wait_for("2/160")
    terminal.write("\x1bOS")
    terminal.wait_for("THE EDITOR")
    # What is typed now is the editor's, and the screen stands still.
    terminal.write("x\r")
    terminal.wait_for("hi from the editor")
    terminal.press("!")
    terminal.wait_for("hi from the editor!")
    terminal.press("enter")
    terminal.wait_for(lambda: sent(folder) == [repr("hi from the editor!")])


ENDS = "\x1b[201~"


@pytest.mark.parametrize(
    "reads",
    [
        [f"\x1b[200~see you{ENDS}ok\r{ENDS}"],
        [f"\x1b[200~see you{ENDS}", f"ok\r{ENDS}"],
        [f"\x1b[200~see you{ENDS}ok\r"],
    ],
    ids=["one read", "two reads", "no mark of its own"],
)
def test_a_paste_with_the_mark_of_its_end_in_it_sends_nothing(
    reads: list[str], terminal: Terminal, folder: Path
) -> None:
    for data in reads:
        terminal.write(data)
    terminal.wait_for("10/160")
    assert sent(folder) == []
    terminal.press("enter")
    terminal.wait_for(lambda: sent(folder) == [repr("see youok\n")])
