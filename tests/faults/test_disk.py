"""On a full, closed or damaged disk, commands print a sentence, exit with 1 and lose nothing."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.on_disk import disk
from support import damage
from support.commands import Ran, Shell, accepted_texts
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

ON_DISK = Path(__file__).with_name("on_disk.py")
SAYS = {"full": "The disk is full.", "read-only": "The message store cannot be written."}
SEND = ("send", "--to", ZOE, "--from", SHOP)


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        for number in range(150):
            text = f"History {number} " + "x" * 140
            running.account.add("sms", SHOP, ZOE, text, at=time.time() - 900 - number)
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    made = Shell.of(tmp_path, sim)
    made.run("sync")
    return made


def database(shell: Shell) -> Path:
    (path,) = (shell.home / "mmstui" / "accounts").glob("*/messages.sqlite3")
    return path


def ours(shell: Shell) -> list[str]:
    told = shell.run("read", ZOE, "--limit", "1000", "--json").json["messages"]
    return [message["text"] for message in told if message["direction"] == "out"]


def refused_in_words(ran: Ran, words: str) -> bool:
    assert "Traceback" not in ran.err
    assert "Error" not in ran.err
    assert len(ran.err.strip().splitlines()) == 2, "a sentence, and what to do"
    return ran.code == 1 and words in ran.err and ran.out == ""


# A disk that takes nothing.


@pytest.mark.parametrize("fault", SAYS)
def test_what_is_acknowledged_is_kept_and_what_is_not_is_told(
    fault: str, sim: Simulated, shell: Shell
) -> None:
    acknowledged = []
    with disk(fault):
        for number in range(20):
            text = f"{number} " + "precious " * 150
            ran = shell.run(*SEND, "--wait", "0", text)
            if ran.code == 8:
                acknowledged.append(text)
                continue
            assert refused_in_words(ran, SAYS[fault])
            break
        else:
            pytest.fail("there was room for everything")
        told = shell.run(*SEND, "--wait", "0", "--json", text)
        assert (told.code, told.json["error"]["code"]) == (1, "store")
        # Reading needs no room.
        assert shell.run("list").code == shell.run("read", ZOE).code == 0
        sim.account.add("sms", SHOP, ZOE, "new " + "y" * 5000, at=time.time())
        assert refused_in_words(shell.run("sync"), SAYS[fault])
    assert ours(shell) == acknowledged
    assert shell.run("sync").code == 0
    assert accepted_texts(sim, ZOE) == acknowledged, "each once"
    assert shell.run("list", "--json").json["conversations"][0]["total"] == 151 + len(acknowledged)


@pytest.mark.parametrize("fault", SAYS)
def test_an_inbox_says_so_and_keeps_what_is_being_written(
    fault: str, sim: Simulated, shell: Shell
) -> None:
    shell.env["PYTHONPATH"] = str(ON_DISK.parents[1])
    precious = "precious " * 150
    with Terminal([sys.executable, str(ON_DISK), fault], shell.env) as terminal:
        terminal.wait_for("Zoé")
        terminal.press("enter", "r")
        terminal.wait_for("enter send")
        for _ in range(10):
            terminal.paste(precious)
            terminal.wait_for("1350/2048")
            terminal.press("enter")
            terminal.wait_for(re.compile(r"Not sent: The|SMS  0/160"))
            if "Not sent" in terminal.text:
                break
        terminal.wait_for("precious")
        terminal.wait_for("1350/2048")
        assert SAYS[fault].split(".")[0][:20] in terminal.text
        terminal.press("ctrl+q")
        terminal.wait_for_exit()
        assert "Traceback" not in terminal.raw.decode("utf-8", "replace")
    assert set(accepted_texts(sim, ZOE)) <= set(ours(shell))


# A file that is not what it was.


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO migration VALUES ('0999-later', 0)")
    connection.commit()
    connection.close()


def emptied(path: Path) -> None:
    Path(f"{path}-wal").write_bytes(b"what was written last")
    path.write_bytes(b"")


HURT: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "newer": (newer, "was changed by a newer mmstui", "a later one"),
    "header": (lambda path: damage.overwrite(path, 0, 100), "is damaged", "mmstui repair"),
    "truncated": (lambda path: damage.truncate(path, 0.5), "is damaged", "mmstui repair"),
    "emptied": (emptied, "is damaged", "mmstui repair"),
}


@pytest.mark.parametrize("kind", HURT)
def test_every_command_says_what_is_wrong_and_touches_nothing(kind: str, shell: Shell) -> None:
    shell.run(*SEND, "--wait", "0", "precious")
    hurt, words, hint = HURT[kind]
    hurt(database(shell))
    before = database(shell).read_bytes()
    for command in (["list"], [*SEND, "x"], ["sync"], ["sync", "--verify"], ["status"], ["backup"]):
        ran = shell.run(*command)
        assert refused_in_words(ran, words), command
        assert hint in ran.err
    with Terminal(shell.command(), shell.env) as terminal:
        assert terminal.wait_for_exit() == 1
        assert words in terminal.text.replace("\n", "")
        assert "Traceback" not in terminal.text
    assert database(shell).read_bytes() == before


def test_a_damaged_page_is_told_wherever_it_is_met(sim: Simulated, shell: Shell) -> None:
    shell.run(*SEND, "--wait", "0", "precious")
    damage.overwrite_page_with(database(shell), b"History 20 ")
    ran = shell.run("read", ZOE, "--limit", "200")
    assert refused_in_words(ran, "is damaged")
    assert refused_in_words(shell.run("sync", "--verify"), "is damaged")
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("Zoé")
        terminal.press("enter")
        assert terminal.wait_for_exit() == 1
        text = terminal.raw.decode("utf-8", "replace")
        assert "mmstui: The message store is damaged" in text
        assert "mmstui repair" in text
        assert "Traceback" not in text
    done = shell.run("repair")
    assert done.code == 0
    assert "1 of them yours and not sent" in done.out
    assert "precious" in ours(shell)
    assert shell.run("sync", "--full").code == 0
    assert shell.run("sync", "--verify").code == 0, "all is here again"
