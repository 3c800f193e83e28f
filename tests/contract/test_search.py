"""`mmstui search`, against the simulator over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell
from support.simulated import SHOP, SUPPORT, ZOE, Simulated, simulator_thread


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """An account with four messages, fetched."""
    home: Path = tmp_path_factory.mktemp("search")
    with simulator_thread() as sim:
        _fill(sim)
        shell = Shell.of(home, sim)
        shell.run("sync")
        yield shell


def _fill(sim: Simulated) -> None:
    for did, contact, text, ago in (
        (SHOP, ZOE, "Mon canot a une fissure sous la coque.", 400),
        (SHOP, ZOE, "Fissurée depuis mardi", 300),
        (SUPPORT, "6475550144", "no fissure here \x1b[2J", 200),
        (SHOP, ZOE, "Merci !", 100),
    ):
        sim.account.add("sms", did, contact, text, at=time.time() - ago)


def test_messages_in_their_public_form_the_newest_first(shell: Shell) -> None:
    ran = shell.run("search", "fissure", "--json")
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.json) == ["messages"]
    found = ran.json["messages"]
    assert [m["name"] for m in found] == [None, "Zoé Tremblay", "Zoé Tremblay"]
    assert found[1]["text"] == "Fissurée depuis mardi"
    (read,) = (
        m for m in shell.run("read", "4385550123", "--json").json["messages"]
        if m["id"] == found[1]["id"]
    )  # fmt: skip
    assert read == found[1]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["FISSURE"], 3), (["fiss", "cano"], 1), (['"la coque"'], 1), (['"coque la"'], 0),
        (["fissure", "--did", "4385550175"], 1), (["fissure", "--limit", "2"], 2),
        (["fissure", "--until", "2020-12-31"], 0), (["fissure", "--since", "2020-12-31"], 3),
        (["fissure OR merci"], 4), (["fissure*"], 3), (['"'], 0), (["*"], 0), (["text:merci"], 0),
        (["--", "-merci"], 3),
    ],
)  # fmt: skip
def test_words_phrases_filters(shell: Shell, words: list[str], count: int) -> None:
    ran = shell.run("search", "--json", *words)
    assert ran.code == 0
    assert len(ran.json["messages"]) == count


def test_for_people(shell: Shell) -> None:
    ran = shell.run("search", "fissure")
    assert ran.code == 0
    assert ran.out.index("no fissure here") < ran.out.index("Mon canot")
    assert "Zoé Tremblay" in ran.out
    assert "\x1b" not in ran.out
    none = shell.run("search", "fissurx\x1b[2J")
    assert none.code == 0
    assert none.out.startswith("No message has fissurx")
    assert none.out.endswith("Words match from their beginning.\n")


def test_mistakes_in_words_are_usage_errors(shell: Shell) -> None:
    assert shell.run("search").code == 2
    assert shell.run("search", "x", "--limit", "0").code == 2
    assert shell.run("search", "x", "--did", "zoe").code == 2
    turned = shell.run("search", "x", "--since", "2026-02-02", "--until", "2026-02-01")
    assert (turned.code, turned.out) == (2, "")
