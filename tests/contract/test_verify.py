"""`mmstui sync --verify`, against the simulator over real HTTP."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        for number in range(5):
            at = time.time() - 86400 * number - 600
            running.account.add("sms", SHOP, ZOE, f"message {number}", at=at)
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    made = Shell.of(tmp_path, sim)
    made.run("sync")
    return made


def change(home: Path, sql: str) -> None:
    (path,) = (home / "mmstui" / "accounts").glob("*/messages.sqlite3")
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


def test_the_same_here_and_there(shell: Shell) -> None:
    ran = shell.run("sync", "--verify")
    assert (ran.code, ran.err) == (0, "")
    assert "5 messages" in ran.out
    assert "no difference" in ran.out
    assert shell.run("sync", "--verify", "--json").json["differences"] == []


def test_each_difference_is_told_and_stays(sim: Simulated, shell: Shell, tmp_path: Path) -> None:
    change(tmp_path, "DELETE FROM message WHERE text = 'message 2'")
    change(tmp_path, "UPDATE message SET text = 'forged \x1b[31m' WHERE text = 'message 3'")
    for _ in range(2):
        ran = shell.run("sync", "--verify", "--json")
        assert ran.code == 1
        assert {one["what"] for one in ran.json["differences"]} == {"missing_here", "differs"}
        (differs,) = (one for one in ran.json["differences"] if one["what"] == "differs")
        assert set(differs) == {
            "what", "kind", "server_id", "did", "contact", "sent_at", "here", "there"
        }  # fmt: skip
        assert (differs["did"], differs["contact"]) == ("+15145550100", "+14385550123")
        assert differs["there"] == {"text": "message 3"}
    ran = shell.run("sync", "--verify")
    assert ran.code == 1
    assert "missing here" in ran.out
    assert "2 different" in ran.out
    assert "\x1b" not in ran.out


def test_it_needs_access_and_a_line(sim: Simulated, shell: Shell) -> None:
    assert shell.run("sync", "--verify", env={"MMSTUI_API_PASSWORD": "wrong"}).code == 3
    assert shell.run("sync", "--verify", "--watch").code == 2
    sim.switches.apply({"pages": {"getSMS": "522"}})
    assert shell.run("sync", "--verify").code == 4
