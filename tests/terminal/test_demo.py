"""`mmstui demo`, by keyboard alone: what a stranger does in the first two minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from support.commands import Shell
from support.terminal import Terminal


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Terminal]:
    shell = Shell.of(tmp_path)
    with Terminal(shell.command("demo"), shell.env, columns=120, rows=36) as terminal:
        terminal.wait_for("of 47")
        yield terminal
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.slow
def test_the_first_two_minutes(demo: Terminal, tmp_path: Path) -> None:
    # At least 40 conversations with names, previews, times, unread counts and DID tags.
    demo.wait_for("1 new")
    demo.wait_for(re.compile(r"[0-9]+ unread"))
    for seen in ("Halcyon Outfitters", "Priya Raman", "29283", "(647) 555-0144", "Support", "Shop"):
        assert seen in demo.text

    # Enter opens a thread at its newest message.
    open_conversation(demo, "Halcyon Outfitters")
    demo.wait_for("(802) 555-0118")

    # 161 characters, and 81 times é, turn SMS into MMS, with the reason.
    demo.press("r")
    demo.wait_for("enter send")
    demo.wait_for(re.compile(r"SMS  0/160"))
    demo.write("x" * 161)
    demo.wait_for("161/2048  longer than 160")
    empty_the_box(demo)
    demo.write("é" * 81)
    demo.wait_for("81/2048  162 bytes")
    empty_the_box(demo)

    demo.press("esc")
    demo.wait_for("r reply")
    demo.press("h")
    demo.wait_for("enter open")
    open_conversation(demo, "Priya Raman")
    demo.wait_for("(416) 555-0161")
    demo.press("r")
    demo.wait_for("enter send")

    # Priya writes to a number that sends no MMS: the badge says so, and the way out.
    demo.write("é" * 81)
    demo.wait_for("Support has no MMS; ctrl+o another number")
    empty_the_box(demo)

    # ctrl+o changes the number it goes from.
    demo.press("ctrl+o")
    demo.wait_for("cannot send")
    demo.write("shop")
    demo.wait_for("enter choose Shop")
    demo.press("enter")
    demo.wait_for(re.compile(r"from +SMS\+MMS +\(514\) 555-0100 +Shop"))

    # A paste of 3,000 characters stays in the box; enter refuses, with the reason.
    empty_the_box(demo)
    demo.paste("y" * 3000)
    demo.wait_for("3000/2048")
    demo.press("enter")
    demo.wait_for("952")
    assert "3000/2048" in demo.text
    empty_the_box(demo)

    # ctrl+t attaches a picture and shows it with its size.
    picture = tmp_path / "kayak.png"
    Image.linear_gradient("L").resize((640, 480)).save(picture)
    demo.press("ctrl+t")
    demo.wait_for("of 3 files")
    demo.press("tab")
    demo.write(f"//{str(picture).lstrip('/')}")
    demo.wait_for("enter attach kayak.png")
    demo.press("enter")
    demo.wait_for("1 of 3 files")
    demo.press("esc")
    demo.wait_for(re.compile(r"KB +.*kayak\.png"))
    demo.wait_for("has 1 file")

    # Enter sends; the message shows queued, then sent; a reply arrives within ten seconds.
    demo.write("look at this")
    demo.wait_for("12/2048")
    demo.press("enter")
    demo.wait_for(re.compile(r"(queued|sending|sent) +.*look at this|✓ sent"), timeout=10)
    demo.wait_for("✓ sent", timeout=10)
    demo.wait_for(re.compile(r"1 new|new ─"), timeout=10)


@pytest.mark.slow
def test_a_message_to_a_new_number(demo: Terminal) -> None:
    demo.press("m")
    demo.wait_for("New message")
    demo.write("613 555 0107")
    demo.wait_for("(613) 555-0107")
    demo.press("enter")
    demo.wait_for(re.compile(r"from +.*Shop", re.S))
    demo.write("shop")
    demo.press("enter")
    demo.wait_for("enter send")
    demo.write("Bonjour !")
    demo.wait_for("9/160")
    demo.press("enter")
    demo.wait_for("✓ sent", timeout=10)
    demo.wait_for("of 48")
    assert re.search(r"\(613\) 555-0107", demo.text[: 46 * 36])


def test_the_list_of_one_number(demo: Terminal) -> None:
    demo.press("D")
    demo.wait_for("Old fax")
    demo.press("j", "j", "enter")
    demo.wait_for(re.compile(r"mmstui   Support"))
    rows = [line[:45] for line in demo.text.splitlines()[1:-1]]
    labels = {
        word for line in rows for word in re.findall(r"^.{2} *(Shop|Support|Old fax)  ", line)
    }
    assert labels == {"Support"}
    demo.press("esc")
    demo.wait_for(re.compile(r"mmstui   All DIDs"))


def open_conversation(demo: Terminal, name: str) -> None:
    """Walk down to a conversation; others may arrive above meanwhile."""
    for _ in range(120):
        before = cursor_row(demo)
        if name in before:
            demo.press("enter")
            return
        # One that was passed may have come up meanwhile.
        demo.press("g" if re.search(r"47 of 47|48 of 48", demo.text) else "j")
        demo.wait_for(partial(has_moved, demo, before))
    raise AssertionError(f"{name} was not reached:\n{demo.text}")


def has_moved(demo: Terminal, before: str) -> bool:
    return cursor_row(demo) not in ("", before)


def cursor_row(demo: Terminal) -> str:
    """The name in the row of the list that has the cursor; that of an open thread has a bar too."""
    lines, plain = demo.text.splitlines(), demo.ground(1, 12)
    rows = (row for row, line in enumerate(lines) if line.startswith("▌"))
    return next((lines[row][11:45] for row in rows if demo.ground(row, 12) != plain), "")


def empty_the_box(demo: Terminal) -> None:
    """Delete what stands in the box, line by line."""
    for _ in range(80):
        if re.search(r"(SMS|MMS) +0/", demo.text):
            return
        demo.press("ctrl+e", "ctrl+u", "backspace")
        demo.read(0.1)
    raise AssertionError(f"the box is not empty:\n{demo.text}")
