"""`mmstui send --template`: what goes to whom, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

TOM = "6475550144"
CONFIG = """
[templates]
late = "Hello {first}, I am late{cursor}. {did}"
plain = "On my way {{no field}}"
when = "{ Name }: {number} {date} {time}"
invoice = "{name}, {amount} please"
"""


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sim: Simulated) -> Shell:
    shell = Shell.of(tmp_path_factory.mktemp("home"), sim)
    assert shell.run("sync").code == 0
    Path(shell.env["MMSTUI_HOME"], "config.toml").write_text(CONFIG)
    Path(shell.env["HOME"], "people.csv").write_text(
        f"Phone;Name;Amount\n{ZOE};{{first}};5 $\n{TOM};Roy, Tom;6 $\n"
    )
    return shell


LATE = "Hello Zoé, I am late. (514) 555-0100"


@pytest.mark.parametrize(
    ("to", "name", "texts"),
    [
        (("--to", ZOE), "late", [LATE]),
        (("--to", ZOE, TOM), "plain", ["On my way {no field}"] * 2),
        # What a column has is not searched for braces.
        (("--to-file", "people.csv"), "late", [LATE.replace("Zoé", "{first}"),
                                               LATE.replace("Zoé", "Tom")]),
        (("--to-file", "people.csv"), "invoice", ["{first}, 5 $ please", "Roy, Tom, 6 $ please"]),
    ],
)  # fmt: skip
def test_a_template_is_filled_in_for_each(
    sim: Simulated, shell: Shell, monkeypatch: pytest.MonkeyPatch, to: tuple[str, ...], name: str,
    texts: list[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(shell.env["HOME"])
    words = ["send", *to, "--from", SHOP, "--template", name, "--json"]
    planned = shell.run(*words, "--dry-run").json["messages"]
    assert [each["text"] for each in planned] == texts
    sim.account.accepted.clear()
    ran = shell.run(*words)
    assert ran.code == 0, ran.err
    assert sorted(each.text for each in sim.account.accepted) == sorted(texts)


def test_days_and_times_are_those_of_the_zone(shell: Shell) -> None:
    ran = shell.run("send", "--to", ZOE, "--template", "when", "--from", SHOP, "--dry-run")
    assert "Zoé Tremblay: (438) 555-0123 " in ran.out
    assert "day " in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((ZOE, "--template", "lade"), ["There is no template lade.", "Did you mean late?",
                                       "Templates are late, plain, when, invoice."]),
        ((ZOE, "--template", "\x1b[2J"), ["There is no template"]),
        ((ZOE, "--template", "late", "x"), ["x is a text", "--template has the text already"]),
        ((ZOE, "--template", "late", "-"), ["- is a text"]),
        ((ZOE, "Hello", "--template", "late"), ["Hello is a text"]),
        ((TOM, "--template", "late"), ["(647) 555-0144: no value for {first} of late.",
                                       "Nothing was sent."]),
        ((ZOE, "--template", "invoice"), ["no value for {amount} of invoice"]),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_in_sends_nothing(
    sim: Simulated, shell: Shell, words: tuple[str, ...], told: list[str]
) -> None:
    sim.account.accepted.clear()
    ran = shell.run("send", "--from", SHOP, "--to", *words, text="from standard input")
    assert (ran.code, ran.out) == (2, "")
    for each in told:
        assert each in ran.err
    assert "\x1b" not in ran.err
    assert shell.run("status", "--format", "{outbox}").out == "0\n"
    assert not sim.account.accepted


def test_the_names_of_templates_are_completed(shell: Shell) -> None:
    assert shell.run("complete", "template", "L").out.startswith("late\tHello {first}")
    assert shell.run("complete", "template", "x").out == ""
    for kind in ("bash", "zsh", "fish"):
        assert "template" in shell.run("completion", kind).out
