"""kill -9 of a real process at five instants of a send: no message is lost or sent twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import warm
from support.commands import Shell, accepted_texts
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

KILLED = Path(__file__).with_name("killed.py")
#: How often the server has the message in the end.
AT_SERVER = {
    "before-commit": {0},
    "after-commit": {1},
    "after-mark": {0, 1},
    "after-bytes": {1},
    "after-reply": {1},
}
#: An inbox dies before it kept a message, and while VoIP.ms has it.
QUICK = {"before-commit", "after-bytes"}


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "Bonjour !", at=time.time() - 60)
        yield running


def wait_until_accepted(sim: Simulated) -> None:
    deadline = time.monotonic() + 20
    while not sim.account.accepted:
        assert time.monotonic() < deadline, "the send did not reach the server"
        time.sleep(0.005)  # another process says nothing when it is so: look again


def settle(sim: Simulated, shell: Shell) -> None:
    """Start mmstui again, with a service that answers."""
    sim.switches.send_never_answers = False
    assert shell.run("sync").code == 0


@pytest.mark.parametrize("instant", AT_SERVER)
def test_a_send_killed(instant: str, sim: Simulated, tmp_path: Path) -> None:
    shell = Shell.of(tmp_path, sim)
    shell.run("sync")
    sim.switches.send_never_answers = instant == "after-bytes"
    process = warm.Popen(
        [sys.executable, str(KILLED), instant, "send", "--to", ZOE, "--from", SHOP, "precious"],
        env=shell.env,
        stdout=subprocess.DEVNULL,
    )
    if instant == "after-bytes":
        wait_until_accepted(sim)
        process.kill()
    assert process.wait(30) == -signal.SIGKILL

    kept = [m for m in shell.run("read", ZOE, "--json").json["messages"] if m["direction"] == "out"]
    assert [m["text"] for m in kept] == ([] if instant == "before-commit" else ["precious"])
    settle(sim, shell)
    assert len(accepted_texts(sim, ZOE)) in AT_SERVER[instant]
    settle(sim, shell)
    assert len(accepted_texts(sim, ZOE)) in AT_SERVER[instant]
    after = [
        m for m in shell.run("read", ZOE, "--json").json["messages"] if m["direction"] == "out"
    ]
    if kept:
        assert [m["state"] for m in after] == ["unknown" if instant == "after-mark" else "sent"]


@pytest.mark.parametrize(
    "instant",
    [
        # The others are those of a send as well; `make faults` tries all.
        pytest.param(instant, marks=() if instant in QUICK else pytest.mark.slow)
        for instant in AT_SERVER
    ],
)
def test_an_inbox_killed(instant: str, sim: Simulated, tmp_path: Path) -> None:
    shell = Shell.of(tmp_path, sim)
    shell.run("sync")
    sim.switches.send_never_answers = instant == "after-bytes"
    with Terminal([sys.executable, str(KILLED), instant], shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("enter")
        terminal.wait_for("(438) 555-0123")
        terminal.press("r")
        terminal.wait_for("enter send")
        terminal.write("precious")
        terminal.wait_for("8/160")
        # The draft is on disk half a second after typing pauses.
        terminal.wait_for(
            lambda: shell.run("list", "--json").json["conversations"][0]["draft"] == "precious"
        )
        terminal.press("enter")
        if instant == "after-bytes":
            wait_until_accepted(sim)
            os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait_for_exit() == -signal.SIGKILL

    (row,) = shell.run("list", "--json").json["conversations"]
    kept = [m for m in shell.run("read", ZOE, "--json").json["messages"] if m["direction"] == "out"]
    if instant == "before-commit":
        assert (row["draft"], kept) == ("precious", [])
    else:
        assert row["draft"] is None
        assert [m["text"] for m in kept] == ["precious"]
    settle(sim, shell)
    settle(sim, shell)
    assert len(accepted_texts(sim, ZOE)) in AT_SERVER[instant]
    if kept:
        after = shell.run("read", ZOE, "--json").json["messages"][-1]
        assert after["state"] == ("unknown" if instant == "after-mark" else "sent")
