"""Several processes on one account: two inboxes, a `sync --watch`, commands, and their leader.

Everything is real here: processes, terminals, the file lock, HTTP. The
simulator counts what must never happen. `make test` sends from all of them at once; what else may
become of a leader is for `make faults`.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest

from mmstui.domain.messages import Draft
from mmstui.store import AccountKey, Store
from mmstui.sync import leadership
from support import warm
from support.commands import Shell, accepted_texts
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

#: Another takes over within so many seconds.
TAKES_OVER = 10.0
PEOPLE = [f"43855501{number:02}" for number in range(30, 42)]


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "Bonjour !", at=time.time() - 60)
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    shell = Shell.of(tmp_path, sim)
    assert shell.run("sync").code == 0
    return shell


# What people and machines do.


@contextlib.contextmanager
def inbox(shell: Shell, **env: str) -> Iterator[Terminal]:
    with Terminal(shell.command(), shell.env | env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        yield terminal


@contextlib.contextmanager
def watching(shell: Shell) -> Iterator[subprocess.Popen[bytes]]:
    process = warm.Popen(shell.command("sync", "--watch"), env=shell.env)
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def leader(shell: Shell) -> int | None:
    found: int | None = shell.run("status", "--json").json["leader"]
    return found


def until(condition: Callable[[], object], within: float, *terminals: Terminal) -> None:
    """Wait for a condition, and read the terminals meanwhile: a full pty blocks its program."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "\n".join(t.text for t in terminals)
        for terminal in terminals:
            terminal.read(0)
        # The condition is in another process, which says nothing when it comes true: look again.
        time.sleep(0.02)


def until_gone(terminal: Terminal, *words: str) -> None:
    terminal.wait_for(lambda: not any(word in terminal.text for word in words))


def until_led_by(shell: Shell, pid: int, *terminals: Terminal) -> None:
    until(lambda: leader(shell) == pid, TAKES_OVER, *terminals)


def open_thread(terminal: Terminal) -> None:
    terminal.press("enter")
    terminal.wait_for("r reply")


def write(terminal: Terminal, text: str) -> None:
    """Send a text to Zoé from the thread."""
    terminal.press("r")
    terminal.wait_for("enter send")
    terminal.write(text)
    terminal.wait_for(f"{len(text)}/160")
    terminal.press("enter")


def stored(shell: Shell, sim: Simulated) -> Store:
    """Open the same store as another process."""
    key = AccountKey.of(sim.url, sim.username)
    return Store.open(Path(shell.env["MMSTUI_HOME"]), key, clock=time.time)


# Seeing what another process did.


@pytest.mark.slow
def test_what_one_process_writes_an_inbox_shows_within_a_second(
    sim: Simulated, tmp_path: Path
) -> None:
    for number, contact in enumerate(PEOPLE):
        sim.account.add("sms", SHOP, contact, "hello", at=time.time() - 100 - number)
    shell = Shell.of(tmp_path, sim)
    assert shell.run("sync").code == 0
    store = stored(shell, sim)
    try:
        with inbox(shell) as terminal:
            open_thread(terminal)
            written: list[float] = []
            waits: list[float] = []

            def look() -> None:
                terminal.read(0.01)
                shown = {int(n) for n in re.findall(r"change (\d{3})", terminal.text)}
                now = time.monotonic()
                # Of changes to one row, a later one that is seen is the earlier one seen as well.
                for place in sorted(places):
                    if any(n >= place and n % 12 == place % 12 for n in shown):
                        places.discard(place)
                        waits.append(now - written[place])

            places: set[int] = set()
            for number in range(100):
                draft = Draft(f"change {number:03}")
                store.submit(store.drafts.save, SHOP, PEOPLE[number % 12], draft).result()
                written.append(time.monotonic())
                places.add(number)
                while time.monotonic() < written[-1] + 0.03:
                    look()
            deadline = time.monotonic() + 10
            while places:
                assert time.monotonic() < deadline, terminal.text
                look()
    finally:
        store.close()
    assert statistics.quantiles(waits, n=20)[-1] < 1.0, sorted(waits)[-10:]


# Sending, all at once.


def test_two_inboxes_a_watch_and_commands_send_each_message_once(
    sim: Simulated, shell: Shell
) -> None:
    with watching(shell), inbox(shell) as one, inbox(shell) as other:
        commands = [
            warm.Popen(
                shell.command("send", "--to", ZOE, "--from", SHOP, f"command {number}"),
                env=shell.env,
                stdout=subprocess.DEVNULL,
            )
            for number in range(2)
        ]
        for terminal, text in ((one, "from one"), (other, "from the other")):
            open_thread(terminal)
            write(terminal, text)
        until(lambda: all(c.poll() is not None for c in commands), 30, one, other)
        assert [command.returncode for command in commands] == [0, 0]
        wanted = sorted(["command 0", "command 1", "from one", "from the other"])
        until(lambda: sorted(accepted_texts(sim, ZOE)) == wanted, 10, one, other)
        for terminal in (one, other):
            until_gone(terminal, "queued", "sending")
    assert shell.run("sync").code == 0
    assert sorted(accepted_texts(sim, ZOE)) == wanted
    ours = [m for m in shell.run("read", ZOE, "--json").json["messages"] if m["direction"] == "out"]
    assert [m["state"] for m in ours] == ["sent"] * 4


@pytest.mark.slow
def test_a_key_pressed_in_two_inboxes_acts_once(sim: Simulated, shell: Shell) -> None:
    sim.switches.statuses = {"sendSMS": "sms_failed"}
    assert shell.run("send", "--to", ZOE, "--from", SHOP, "--id", "a", "once").code == 5
    sim.switches.statuses = {}
    with inbox(shell) as one, inbox(shell) as other:
        for terminal in (one, other):
            open_thread(terminal)
            terminal.wait_for("failed")
        for terminal in (one, other):
            terminal.press("R")
        for terminal in (one, other):
            until_gone(terminal, "failed")
        until(lambda: accepted_texts(sim, ZOE), 10, one, other)
    assert shell.run("sync").code == 0
    assert accepted_texts(sim, ZOE) == ["once"]


# The leader is gone, stopped, or busy with an editor.


@pytest.mark.slow
def test_a_killed_leader_is_followed_within_ten_seconds(sim: Simulated, shell: Shell) -> None:
    with inbox(shell) as one:
        until_led_by(shell, one.pid, one)
        with inbox(shell) as other:
            open_thread(other)
            # The leader dies with a request on the line, and one more behind it.
            sim.switches.send_never_answers = True
            write(other, "on the line")
            until(lambda: accepted_texts(sim, ZOE), 10, one, other)
            os.kill(one.pid, signal.SIGKILL)
            sim.switches.send_never_answers = False
            other.wait_for("enter send")
            other.write("next")
            other.wait_for("4/160")
            other.press("enter")
            until(lambda: len(accepted_texts(sim, ZOE)) == 2, TAKES_OVER, other)
            until_gone(other, "checking", "sending", "queued")
            assert leader(shell) == other.pid
    assert accepted_texts(sim, ZOE) == ["on the line", "next"]


@pytest.mark.slow
def test_a_stopped_leader_is_told_of_and_goes_on_when_woken(sim: Simulated, shell: Shell) -> None:
    with inbox(shell) as one, inbox(shell) as other:
        until_led_by(shell, one.pid, one, other)
        os.kill(one.pid, signal.SIGSTOP)
        ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "0.5", "waits")
        assert ran.code == 8
        grow_old(shell, sim, one.pid)

        ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "20", "waits too")
        assert (ran.code, str(one.pid) in ran.err) == (8, True), ran
        with mock.patch.object(leadership, "HEARTBEAT", -1.0):
            ran = shell.run("sync")
        assert (ran.code, str(one.pid) in ran.err) == (1, True), ran
        other.wait_for(f"process {one.pid} silent since")
        assert accepted_texts(sim, ZOE) == []

        os.kill(one.pid, signal.SIGCONT)
        wanted = ["waits", "waits too"]
        until(lambda: accepted_texts(sim, ZOE) == wanted, TAKES_OVER, one, other)
        until_gone(other, "silent")
    assert shell.run("sync").code == 0
    assert accepted_texts(sim, ZOE) == ["waits", "waits too"]


def grow_old(shell: Shell, sim: Simulated, pid: int) -> None:
    """Make the leader's last sign of life a minute older."""
    store = stored(shell, sim)
    try:
        sign = store.signals.get("leader")
        assert sign is not None
        assert sign[1] == str(pid)
        at = sign[0] - timedelta(minutes=1)
        store.submit(store.signals.set, "leader", sign[1], at).result()
    finally:
        store.close()


@pytest.mark.slow
def test_a_killed_leader_is_not_called_silent(sim: Simulated, shell: Shell) -> None:
    with inbox(shell) as one:
        until_led_by(shell, one.pid, one)
        os.kill(one.pid, signal.SIGKILL)
    grow_old(shell, sim, one.pid)
    assert leader(shell) is None
    assert shell.run("send", "--to", ZOE, "--from", SHOP, "hello").code == 0


@pytest.mark.slow
def test_the_leader_goes_on_while_an_editor_is_open(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    editor = tmp_path / "editor.py"
    # An editor stays open until its user closes it: here, until the file `closed` is there.
    editor.write_text(
        "import pathlib, sys, time\nprint('THE EDITOR', flush=True)\n"
        f"while not pathlib.Path({str(closed)!r}).exists():\n    time.sleep(0.02)\n"
        "open(sys.argv[1], 'a').write('edited')\n"
    )
    with inbox(shell, VISUAL=f"{sys.executable} {editor}") as one:
        until_led_by(shell, one.pid, one)
        open_thread(one)
        one.press("r")
        one.wait_for("enter send")
        one.write("\x1bOS")
        one.wait_for("THE EDITOR")
        ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "10", "meanwhile")
        assert ran.code == 0
        assert leader(shell) == one.pid
        closed.touch()
        one.wait_for("6/160")
        one.wait_for("meanwhile")
    assert accepted_texts(sim, ZOE) == ["meanwhile"]


@pytest.mark.slow
def test_ctrl_z_leaves_the_account_to_others_and_fg_takes_it_back(
    sim: Simulated, shell: Shell
) -> None:
    # Only under a shell with job control can a program be stopped.
    prompt = "READY> "
    env = shell.env | {"PS1": prompt, "ENV": ""}
    with Terminal(["/bin/sh", "-i"], env) as terminal:
        terminal.wait_for(prompt.strip())
        terminal.write(f"{sys.executable} -m mmstui\r")
        terminal.wait_for("Bonjour !")
        until(lambda: leader(shell), TAKES_OVER, terminal)
        pid = leader(shell)
        open_thread(terminal)
        # The line is in use: ctrl+z lets go only when what went out is settled or given up.
        sim.switches.send_never_answers = True
        write(terminal, "on the line")
        until(lambda: accepted_texts(sim, ZOE), 10, terminal)
        sim.switches.send_never_answers = False
        terminal.press("ctrl+z")
        terminal.wait_for(lambda: terminal.raw.rstrip().endswith(prompt.strip().encode()), 15)
        states = [m["state"] for m in shell.run("read", ZOE, "--json").json["messages"]]
        assert states[-1] in {"unknown", "sent"}
        assert leader(shell) is None

        with inbox(shell) as other:
            until_led_by(shell, other.pid, terminal, other)
            assert shell.run("send", "--to", ZOE, "--from", SHOP, "meanwhile").code == 0
        terminal.write("fg\r")
        until(lambda: leader(shell) == pid, TAKES_OVER, terminal)
        terminal.wait_for("meanwhile")
        terminal.write("after")
        terminal.wait_for("5/160")
        terminal.press("enter")
        until(lambda: "after" in accepted_texts(sim, ZOE), TAKES_OVER, terminal)
        terminal.press("ctrl+q")
        terminal.wait_for(lambda: terminal.raw.rstrip().endswith(prompt.strip().encode()))
    assert accepted_texts(sim, ZOE) == ["on the line", "meanwhile", "after"]
