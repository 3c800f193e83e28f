"""Group texts, split texts and tapbacks, from the simulator through sync to the commands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

LONG = "Je passe demain matin. " * 9
LIKED = "Liked “See you at 7”"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """An account that has been synced once; then the messages came."""
    home: Path = tmp_path_factory.mktemp("people")
    with simulator_thread() as sim:
        sim.account.add("sms", SHOP, ZOE, "Earlier", at=time.time() - 900)
        shell = Shell.of(home, sim)
        shell.run("sync")
        _inject(sim, text="See you at 7", direction="out")
        _inject(sim, text="Dinner at 7?", kind="mms", legs=3, media=1)
        _inject(sim, text=LIKED)
        sim.switches.long_sms_split = True
        _inject(sim, text=LONG)
        assert shell.run("sync").out.startswith("4 new, "), "what is sent and what is unread"
        yield shell


def _inject(sim: Simulated, **asked: object) -> None:
    answer = httpx.post(f"{sim.origin}/_simulator/inject", json={"contact": ZOE, **asked})
    assert answer.status_code == 200, answer.text


def test_read_shows_messages_and_json_has_the_rows(shell: Shell) -> None:
    found: list[dict[str, Any]] = shell.run("read", "4385550123", "--json").json["messages"]
    assert found[0]["text"] == "Earlier"
    by_text = {message["text"]: message for message in found}
    assert set(by_text) == {"Earlier", "See you at 7", "Dinner at 7?", LONG}
    dinner, seen = by_text["Dinner at 7?"], by_text["See you at 7"]
    ids = [dinner["server_id"], *(leg["server_id"] for leg in dinner["legs"])]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert "".join(part["text"] for part in by_text[LONG]["parts"]) == LONG
    assert [(r["sign"], r["removed"], r["text"]) for r in seen["reactions"]] == [
        ("👍", False, LIKED)
    ]
    assert found == sorted(found, key=lambda message: message["sent_at"])
    told = shell.run("read", "4385550123").out
    assert (told.count("Dinner"), told.count("👍"), "Liked" in told) == (1, 1, False)


@pytest.mark.parametrize("suffix", ["txt", "md", "html", "json", "jsonl", "csv", "mbox", "xml"])
def test_an_export_loses_no_reaction_and_counts_what_it_wrote(shell: Shell, suffix: str) -> None:
    as_sign = suffix in {"txt", "md", "html"}
    path = shell.home / f"all.{suffix}"
    told = shell.run("export", str(path), "--json").json["export"]
    assert told["messages"] == (4 if as_sign else 5)
    written = path.read_bytes()
    # In base64 or ASCII the quotes differ.
    assert ("👍".encode() in written, b"Liked" in written) == (as_sign, not as_sign)
    assert suffix != "xml" or b'<smses count="5">' in written


def test_counts_are_of_messages_and_verify_compares_rows(shell: Shell) -> None:
    (row,) = shell.run("list", "--json").json["conversations"]
    assert row["unread"] == 3, "a group text, a text in two parts, a tapback"
    assert row["total"] == 5, "and the two before"
    assert shell.run("status", "--json").json["unread"] == 3
    assert len(shell.run("search", "dinner", "--json").json["messages"]) == 1
    assert len(shell.run("search", "matin", "--json").json["messages"]) == 1
    ran = shell.run("sync", "--verify")
    assert (ran.code, "8 messages" in ran.out) == (0, True), ran.out
