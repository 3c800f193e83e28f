"""kill -9 of a real process at instants of a deletion at VoIP.ms: exactly the right rows go.

The SMS and MMS of two people have the same ids.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.domain.deletions import Place
from mmstui.store import AccountKey, Store
from support import warm
from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

KILLED = Path(__file__).with_name("killed.py")
MAX = "5145550142"
#: How many VoIP.ms has deleted when the process dies: it dies at the first of them.
DELETED_BEFORE = {
    "delete-before-begin": 0,
    "delete-after-begin": 0,
    "delete-before-mark": 0,
    "delete-after-mark": 0,
    "delete-after-bytes": 1,
    "delete-after-reply": 1,
    "delete-before-end": 3,
    "delete-before-removal": 3,
    "delete-after-removal": 3,
}
#: Those of which `make test` tries one each: nothing deleted, one, all. `make faults` tries all.
QUICK = {"delete-after-mark", "delete-after-bytes", "delete-before-removal"}


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        account, now = running.account, time.time()
        account.next_sms_id = account.next_mms_id = 1_000
        for number in range(3):
            kind = ("sms", "mms")[number % 2]
            other = ("mms", "sms")[number % 2]
            account.add(kind, SHOP, ZOE, f"zoe {number}", at=now - 600 + number)  # type: ignore[arg-type]
            account.add(other, SHOP, MAX, f"max {number}", at=now - 600 + number)  # type: ignore[arg-type]
        yield running


def ask(shell: Shell, sim: Simulated, place: Place) -> None:
    """Delete all messages of Zoé, more than half a minute ago."""
    home = Path(shell.env["MMSTUI_HOME"])
    key = AccountKey.of(sim.url, sim.username)
    store = Store.open(home, key, clock=lambda: time.time() - 40)
    found = store.inbox.conversation(SHOP, ZOE)
    assert found is not None
    newest = store.deleting.outlook(found.id).newest
    assert store.deleting.delete_conversation(found.id, place, newest) is not None
    store.close()


def texts(shell: Shell, contact: str) -> list[str]:
    ran = shell.run("read", contact, "--json")
    return [m["text"] for m in ran.json["messages"]] if ran.code == 0 else []


@pytest.mark.parametrize(
    "instant",
    [
        pytest.param(instant, marks=() if instant in QUICK else pytest.mark.slow)
        for instant in DELETED_BEFORE
    ],
)
def test_a_deletion_killed(instant: str, sim: Simulated, tmp_path: Path) -> None:
    shell = Shell.of(tmp_path, sim)
    shell.run("sync")
    ask(shell, sim, Place.BOTH)
    sim.switches.delete_never_answers = instant == "delete-after-bytes"
    process = warm.Popen(
        [sys.executable, str(KILLED), instant, "sync"], env=shell.env, stdout=subprocess.DEVNULL
    )
    if instant == "delete-after-bytes":
        deadline = time.monotonic() + 20
        while not sim.account.deleted:
            assert time.monotonic() < deadline, "nothing was deleted"
            time.sleep(0.005)  # another process says nothing when it is so: look again
        process.kill()
    assert process.wait(60) == -signal.SIGKILL
    assert len(sim.account.deleted) == DELETED_BEFORE[instant]
    assert texts(shell, ZOE) == [], "hidden since it was asked for"

    sim.switches.delete_never_answers = False
    for _ in range(2):
        assert shell.run("sync").code == 0
        # Each once, by its own kind's method, and none of Max's, who has the same numbers.
        assert sorted(sim.account.deleted) == [("mms", 1001), ("sms", 1000), ("sms", 1002)]
        assert texts(shell, ZOE) == []
        assert texts(shell, MAX) == ["max 0", "max 1", "max 2"]
    assert shell.run("status", "--json").json["deleting"] == {
        "waiting": 0, "deleting": 0, "failed": 0
    }  # fmt: skip
    assert shell.run("sync", "--verify").code == 0


def test_what_was_not_begun_is_taken_back_after_a_kill(sim: Simulated, tmp_path: Path) -> None:
    shell = Shell.of(tmp_path, sim)
    shell.run("sync")
    ask(shell, sim, Place.BOTH)
    process = warm.Popen(
        [sys.executable, str(KILLED), "delete-before-begin", "sync"],
        env=shell.env,
        stdout=subprocess.DEVNULL,
    )
    assert process.wait(60) == -signal.SIGKILL
    key = AccountKey.of(sim.url, sim.username)
    store = Store.open(Path(shell.env["MMSTUI_HOME"]), key)
    assert store.deleting.take_back() is not None
    store.close()
    assert shell.run("sync").code == 0
    assert sim.account.deleted == []
    assert texts(shell, ZOE) == ["zoe 0", "zoe 1", "zoe 2"]


def test_an_inbox_killed_within_the_wait_takes_it_back_when_it_is_there_again(
    sim: Simulated, tmp_path: Path
) -> None:
    shell = Shell.of(tmp_path, sim)
    shell.run("sync")
    with Terminal(shell.command(), shell.env) as terminal:
        # Max wrote as late as she did: whose row is the first is not what this is about.
        terminal.wait_for("Zoé Tremblay")
        terminal.press("d")
        terminal.wait_for("Delete this conversation?")
        terminal.press("b")
        terminal.wait_for("enter delete 3 from both")
        terminal.press("enter")
        terminal.wait_for("3 to be deleted")
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait_for_exit() == -signal.SIGKILL
    assert len(texts(shell, ZOE) + texts(shell, MAX)) == 3
    with Terminal(shell.command(), shell.env) as terminal:
        terminal.wait_for("3 to be deleted")
        terminal.press("z")
        terminal.wait_for("taken back")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
    assert len(texts(shell, ZOE) + texts(shell, MAX)) == 6
    assert sim.account.deleted == []
