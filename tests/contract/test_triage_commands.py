"""`mmstui done`, `snooze`, `unread`, `mute`, `pin`, `block`, `undo` and `list --view`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.commands import Shell
from support.simulated import SHOP, ZOE, simulator_thread

TOM = "4385550144"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """A shell with two conversations, Zoé's the newest."""
    with simulator_thread() as sim:
        for contact, ago in ((ZOE, 60), (TOM, 600)):
            sim.account.add("sms", SHOP, contact, "Hello", at=time.time() - ago)
        shell = Shell.of(tmp_path, sim)
        assert shell.run("sync").code == 0
        yield shell


def listed(shell: Shell, *words: str) -> list[str]:
    rows = shell.run("list", *words, "--json").json["conversations"]
    return [row["contact"][2:] for row in rows]


@pytest.mark.parametrize(
    ("command", "field", "value", "inbox", "view"),
    [
        (["done"], "done", True, [TOM], "done"),
        (["done"], "archived", True, [TOM], "done"),
        (["block"], "blocked", True, [TOM], "blocked"),
        (["snooze", "--until", "3d"], "snoozed_until", "T13:00:00Z", [TOM], "snoozed"),
        (["snooze", "--strict", "--until", "2999-01-01T00:00:00Z"], "snoozed_until", "2999", [TOM],
         "snoozed"),
        (["mute"], "muted_until", "9999-12-31T00:00:00Z", [ZOE, TOM], "owed"),
        (["mute", "--until", "2h", "--tz", "UTC"], "muted_until", "Z", [ZOE, TOM], "owed"),
        (["pin"], "pinned", True, [ZOE, TOM], "inbox"),
        (["unread"], "unread", 1, [ZOE, TOM], "unread"),
    ],
)  # fmt: skip
def test_each_does_what_the_list_then_says_and_undo_takes_it_back(
    shell: Shell, command: list[str], field: str, value: Any, inbox: list[str], view: str
) -> None:
    before = shell.run("list", "--all", "--json").out
    ran = shell.run(command[0], ZOE, *command[1:], "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["changed"] == 1
    (row,) = ran.json["conversations"]
    if field == "snoozed_until" and value.startswith("T"):
        assert row[field].endswith(("T12:00:00Z", "T13:00:00Z")), "8:00 in Toronto"
    else:
        assert row[field] == value or (isinstance(value, str) and value in row[field])
    assert listed(shell) == inbox
    assert ZOE in listed(shell, "--view", view)
    assert set(listed(shell, "--archived")) == {ZOE, TOM}
    assert shell.run(*command[:1], ZOE, *command[1:], "--json").json["changed"] in (0, 1)
    undone = shell.run("undo", "--json").json
    assert (undone["verb"], undone["count"]) == (command[0], 1)
    shell.run("undo")
    assert shell.run("list", "--all", "--json").out == before


def test_off_several_people_names_and_words(shell: Shell) -> None:
    assert shell.run("done", "zoé", TOM).out == "2 conversations done.\n"
    assert shell.run("done", ZOE, TOM, "--off").out == "2 conversations back in the inbox.\n"
    assert shell.run("done", ZOE).out == "1 conversation done.\n"
    assert shell.run("done", ZOE, TOM).out == "1 conversation done, 1 unchanged.\n"
    assert "snoozed until 29" in shell.run("snooze", TOM, "--until", "2999-01-01T00:00:00Z").out
    assert "done" in shell.run("list", "--all").out
    assert shell.run("snooze", TOM, "--off").code == 0
    assert shell.run("undo").out.startswith("Undone (wake): 1 conversation, ")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["snooze", ZOE], 2, "needs --until"),
        (["snooze", ZOE, "--until", "yesterday"], 2, "No time."),
        (["snooze", ZOE, "--until", "2000-01-01T00:00:00Z"], 2, "has passed"),
        (["mute", ZOE, "--until", "31 feb"], 2, "no such day"),
        (["done", "4385550199"], 1, "Nothing was changed"),
        (["done", ZOE, "4385550199"], 1, "Nothing was changed"),
        (["done"], 2, "required"),
        (["list", "--view", "nowhere"], 2, "nowhere"),
        (["undo"], 1, "nothing left"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    shell: Shell, words: list[str], code: int, said: str
) -> None:
    ran = shell.run(*words)
    assert ran.code == code
    assert said in ran.err
    assert listed(shell) == [ZOE, TOM]


def test_search_takes_operators_and_tells_wrong_ones(shell: Shell) -> None:
    def contacts(*words: str) -> set[str]:
        ran = shell.run("search", "--json", "--", *words)
        return {message["contact"][2:] for message in ran.json["messages"]}

    assert contacts("from:Zoé Tremblay") == {ZOE}
    assert contacts("-from:zoé", "hello") == {TOM}
    assert contacts("hello", "OR", "nothing") == {ZOE, TOM}
    ran = shell.run("search", "is:odd")
    assert ran.code == 0
    assert "is:odd is searched as a word: is: wants unread" in ran.err


def test_a_saved_search_is_a_view(shell: Shell) -> None:
    config = Path(shell.env["MMSTUI_HOME"], "config.toml")
    config.write_text('[searches]\n"zoé" = "from:zoé"\nall = "hello"\nodd = "nothing"\n'
                      '[searches.oldest]\nquery = "hello"\norder = "oldest"\n')  # fmt: skip
    assert listed(shell, "--view", "zoé") == [ZOE]
    assert listed(shell, "--view", "all") == [ZOE, TOM]
    assert listed(shell, "--view", "oldest") == [TOM, ZOE]
    assert listed(shell, "--view", "all", "--until", "2020-01-01") == []
    assert listed(shell, "--view", "odd") == []
    told = shell.run("list", "--view", "nowhere")
    assert told.code == 2
    assert "Views are inbox, unread," in told.err
    assert "blocked, zoé, all, odd, oldest." in told.err
