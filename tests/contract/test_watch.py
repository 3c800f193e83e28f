"""`sync --watch` as a service: systemd is told, a program hears of each message, signals work."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from support import warm
from support.commands import Shell
from support.simulated import SHOP, SUPPORT, USERNAME, ZOE, Simulated, simulator_thread

#: Sends its arguments, its facts and its input to a socket of the test.
PROGRAM = """\
import json, os, socket, sys
facts = {name: value for name, value in os.environ.items() if name.startswith("MMSTUI_")}
line = json.dumps([sys.argv[1:], facts, json.load(sys.stdin)])
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(line.encode(), os.environ["HOME"] + "/told")
sys.exit("fail" in facts["MMSTUI_MESSAGE_TEXT"])
"""


@dataclass
class Service:
    """A running `sync --watch` whose systemd is a socket of ours."""

    process: subprocess.Popen[str]
    manager: socket.socket
    program: socket.socket
    given: list[Any] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def until(self, words: str) -> str:
        """Wait until systemd is told something with these words."""
        while True:
            self.told.append(self.manager.recv(4096).decode())
            if words in self.told[-1]:
                return self.told[-1]

    def runs(self, count: int) -> list[Any]:
        """Wait until the program has run so many times; return what it was given."""
        while len(self.given) < count:
            self.given.append(json.loads(self.program.recv(65_536)))
        return self.given

    def stop(self) -> str:
        """End it with SIGTERM; return what it logged."""
        self.process.send_signal(signal.SIGTERM)
        out, log = self.process.communicate(timeout=30)
        assert (self.process.returncode, out) == (0, "")
        return log


@contextmanager
def service(shell: Shell, *words: str) -> Iterator[Service]:
    name = f"@mmstui-{uuid4().hex}"
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as program,
    ):
        manager.bind(name.replace("@", "\0"))
        manager.settimeout(30)
        if "--exec" in words:
            program.bind(str(shell.home / "told"))
            program.settimeout(30)
        process = warm.Popen(
            shell.command(*words),
            env=shell.env | {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "20000000"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,  # No terminal, as under systemd.
        )  # fmt: skip
        try:
            yield Service(process, manager, program)
        finally:
            process.kill()
            process.communicate()


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    made = Shell.of(tmp_path, sim)
    # The username comes from the file, so that a wrong file has an effect.
    del made.env["MMSTUI_API_USERNAME"]
    configure(made)
    sim.account.add("sms", SHOP, ZOE, "old", at=time.time() - 60)
    assert made.run("sync").code == 0
    return made


def configure(shell: Shell, more: str = "", interval: int = 1) -> None:
    text = f'username = "{USERNAME}"\nidle_interval = {interval}\n{more}'
    (shell.home / "mmstui" / "config.toml").write_text(text)


def test_a_service_from_its_start_to_its_end(shell: Shell, sim: Simulated) -> None:
    hook = f"'{sys.executable}' -c '{PROGRAM}' '$HOME; `date`'"
    with service(shell, "sync", "--watch", "--exec", hook) as running:
        running.until("READY=1")
        running.until("STATUS=Polling VoIP.ms")
        assert "WATCHDOG=1" in running.told
        sim.account.add("sms", SHOP, ZOE, "first\x1b[31m", at=time.time())
        (arguments, facts, given), *rest = running.runs(1)
        assert rest == [], "what was there before is not told"
        assert arguments == ["$HOME; `date`"], "no shell reads them"
        assert facts["MMSTUI_MESSAGE_TEXT"] == "first�[31m"
        assert facts["MMSTUI_MESSAGE_NAME"] == given["name"] == "Zoé Tremblay"
        assert given["text"] == "first\x1b[31m"
        assert not {"MMSTUI_API_PASSWORD", "NOTIFY_SOCKET"} & facts.keys()

        # A reload loses and repeats nothing; wrong settings change nothing.
        configure(shell, 'theme = "nord"\n')
        running.process.send_signal(signal.SIGHUP)
        running.until("RELOADING=1")
        sim.account.add("sms", SUPPORT, ZOE, "fail", at=time.time())
        running.until("READY=1")
        assert running.runs(2)[1][2]["text"] == "fail"
        (shell.home / "mmstui" / "config.toml").write_text("")
        running.process.send_signal(signal.SIGHUP)
        running.until("RELOADING=1")
        running.until("READY=1")
        sim.account.add("sms", SHOP, ZOE, "last", at=time.time())
        texts = [given["text"] for _, _, given in running.runs(3)]
        assert texts == ["first\x1b[31m", "fail", "last"]

        log = running.stop()
        running.until("STOPPING=1")
    assert "The settings were read again." in log
    assert "The settings cannot be used, and the old ones stay." in log
    assert f"{os.path.basename(sys.executable)} ended with 1, for message" in log
    assert not {"Zoé", "last"} & set(log.split()), "a log has no message"


def test_beside_an_inbox_it_stands_by_and_hears_of_the_same_messages(
    shell: Shell, sim: Simulated
) -> None:
    hook = f"'{sys.executable}' -c '{PROGRAM}'"
    with service(shell, "sync", "--watch") as leader:
        leader.until("STATUS=Polling")
        with service(shell, "sync", "--watch", "--exec", hook) as beside:
            beside.until("STATUS=Process")
            assert f"Process {leader.process.pid} polls" in beside.told[-1]
            sim.account.add("sms", SHOP, ZOE, "one", at=time.time())
            assert [given["text"] for _, _, given in beside.runs(1)] == ["one"]


def test_voipms_calls_and_the_poll_is_woken(shell: Shell, sim: Simulated) -> None:
    made = shell.run("listen", "--new-address", "--url", "https://sms.example.com/sms")
    (address,) = re.findall(r"https://sms.example.com/sms/\S+", made.out)
    assert address not in shell.run("sync").out, "it is shown once"
    did = sim.account.dids[SHOP]
    did.settings |= {"sms_url_callback": address, "sms_url_callback_enabled": "1"}
    ports = [free_port(), free_port()]
    hook = f"'{sys.executable}' -c '{PROGRAM}'"
    configure(shell, interval=3600)
    watching = service(shell, "sync", "--watch", f"--listen={ports[0]}", "--exec", hook)
    with watching as leader, service(shell, "listen", f"--port={ports[1]}") as beside:
        leader.until("STATUS=Polling")
        beside.until("STATUS=Taking callbacks; process")
        for count, port in enumerate(ports, 1):
            row = sim.account.add("sms", SHOP, ZOE, f"text {count}", at=time.time())
            called = httpx.get(f"{sim.origin}/_simulator/callbacks").json()["callbacks"][-1]
            assert called.endswith(f"?id={row.id}")
            there = called.replace("https://sms.example.com", f"http://127.0.0.1:{port}")
            assert httpx.get(there).text == "ok"
            assert leader.runs(count)[-1][2]["text"] == f"text {count}"
        beside.stop()
        assert address.rpartition("/")[2].partition("?")[0] not in leader.stop()


def test_without_an_address_nobody_listens(shell: Shell) -> None:
    done = shell.run("listen", "--port", "1")
    assert (done.code, "--new-address" in done.err) == (1, True)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_options_of_watching_need_it(shell: Shell) -> None:
    done = shell.run("sync", "--exec", "true", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "needs_watch")
    for wrong in ("ntfy:http://ntfy.sh/x", "mail:a@b", "ntfy:https://user:s3cret@h/a/b"):
        done = shell.run("sync", "--watch", "--notify", wrong)
        assert (done.code, "s3cret" in done.err) == (2, False)
