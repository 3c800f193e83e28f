"""`sync --watch --json`: a line for each event, as a process of its own with a pipe behind it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from mmstui.simulator.account import Kind
from support import warm
from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

LOVED = "Loved “Trio”"


class Watching:
    """A running `sync --watch --json`."""

    def __init__(self, shell: Shell) -> None:
        self.process = warm.Popen(
            shell.command("sync", "--watch", "--json"),
            env=shell.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event: dict[str, Any] = json.loads(line)
            assert {"at", "event"} <= set(event)
            if wanted(event):
                return event
        raise AssertionError("it ended without that event")

    def event(self, name: str) -> dict[str, Any]:
        return self.until(lambda event: event["event"] == name)


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    made = Shell.of(tmp_path, sim)
    (tmp_path / "mmstui" / "config.toml").write_text("active_interval = 1\nidle_interval = 1\n")
    sim.account.add("sms", SHOP, ZOE, "old", at=time.time() - 9 * 86400)
    assert made.run("sync").code == 0
    return made


def test_a_new_message_a_change_of_state_and_trouble_are_a_line_each(
    sim: Simulated, shell: Shell
) -> None:
    with Watching(shell) as watching:
        assert watching.event("watching")["unread"] == 0
        # What is imported is no news, unread or not.
        assert shell.run("import", str(_file(shell.home))).code == 0
        sim.account.add("sms", SHOP, ZOE, "\x1b[31mnew\u202e", at=time.time())
        new = watching.event("message")["message"]
        assert (new["text"], new["read"], new["name"]) == (
            "\x1b[31mnew\u202e",
            False,
            "Zoé Tremblay",
        )

        long = "x" * 153
        at = int(time.time())
        legs: list[tuple[Kind, str]] = [("mms", "Trio"), ("mms", LOVED)]
        parts: list[tuple[Kind, str]] = [("sms", long), ("sms", "the rest")]
        for kind, text in (*legs, *legs, *legs, *parts):
            sim.account.add(kind, SHOP, ZOE, text, at=at, listed_from=at + 2)
        told: list[dict[str, Any]] = []
        while {"Trio", LOVED, f"{long}the rest"} - {each["text"] for each in told}:
            told.append(watching.event("message")["message"])
        assert len(told) == 3, "one for each message, not for each row"
        assert [len(each["legs"]) for each in told if each["kind"] == "mms"] == [2, 2]

        assert shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "0", "hello").code == 8
        ours = watching.until(lambda e: e.get("message", {}).get("text") == "hello")["message"]
        while ours["state"] != "sent":
            ours = watching.event("state")["message"]
        assert ours["server_id"] == sim.account.accepted[0].id

        sim.switches.ip_allowed = False
        assert watching.event("refused")["code"] == "ip_not_enabled"
        sim.switches.ip_allowed = True
        shell.run("sync")
        watching.event("back")
        watching.process.send_signal(signal.SIGTERM)
        _, err = watching.process.communicate(timeout=30)
        assert (watching.process.returncode, err) == (0, "")


def _file(folder: Path) -> Path:
    row = {
        "did": SHOP, "contact": ZOE, "direction": "in", "state": "received", "kind": "sms",
        "sent_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "text": "imported", "read": False,
    }  # fmt: skip
    (folder / "one.jsonl").write_text(json.dumps(row))
    return folder / "one.jsonl"


def test_it_ends_when_nobody_reads_though_nothing_happens(shell: Shell) -> None:
    with Watching(shell) as watching:
        watching.event("watching")
        assert watching.process.stdout is not None
        watching.process.stdout.close()
        assert watching.process.wait(30) == 0
        assert watching.process.stderr is not None
        assert watching.process.stderr.read() == ""


def test_without_a_network_it_says_so_and_when_it_is_back(tmp_path: Path) -> None:
    with simulator_thread() as gone:
        shell = Shell.of(tmp_path, gone)
        shell.run("sync")
    with Watching(shell) as watching:
        assert watching.event("offline")["since"]
