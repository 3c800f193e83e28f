"""Two accounts of one user, each with its own simulator, store, service and inbox."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

CONFIG = """\
active_interval = 1
[accounts.work]
username = "demo@example.com"
password_command = ["echo", "demo"]
api_url = "{work}"
[accounts.home]
username = "demo@example.com"
password_command = ["echo", "demo"]
api_url = "{home}"
[accounts.broken]
username = "x
"""


@pytest.fixture(scope="module")
def services() -> Iterator[tuple[Simulated, Simulated]]:
    with simulator_thread() as work, simulator_thread() as home:
        work.account.add("sms", SHOP, ZOE, "to the office", at=time.time() - 60)
        home.account.add("sms", SHOP, "6475550144", "to the house", at=time.time() - 60)
        yield work, home


@pytest.fixture
def shell(tmp_path: Path, services: tuple[Simulated, Simulated]) -> Shell:
    (tmp_path / "mmstui").mkdir()
    work, home = services
    config = CONFIG.format(work=work.url, home=home.url)
    (tmp_path / "mmstui" / "config.toml").write_text(config)
    return Shell.of(tmp_path)


def previews(shell: Shell, *words: str) -> list[str]:
    return [row["preview"] for row in shell.run(*words, "list", "--json").json["conversations"]]


def test_each_account_has_its_own_messages(
    shell: Shell, services: tuple[Simulated, Simulated]
) -> None:
    assert shell.run("sync").code == 0
    assert previews(shell) == previews(shell, "--account", "work") == ["to the office"]
    assert previews(shell, "--account", "home") == []
    assert shell.run("sync", "--account", "home").code == 0
    assert previews(shell, "--account", "home") == ["to the house"]
    assert shell.run("list", "--format", "{preview}", env={"MMSTUI_ACCOUNT": "home"}).out == (
        "to the house\n"
    )
    sent = shell.run("--account", "home", "send", "--to", ZOE, "--from", SHOP, "hello")
    assert sent.code == 0
    assert [len(each.account.accepted) for each in services] == [0, 1]
    assert len(list((shell.home / "mmstui" / "accounts").iterdir())) == 2


def test_a_broken_account_says_so_and_the_others_work(shell: Shell) -> None:
    ran = shell.run("--account", "broken", "status")
    assert (ran.code, ran.out) == (3, "")
    assert "this is not TOML" in ran.err
    assert "broken has no username" in ran.err
    ran = shell.run("--account", "work", "status")
    assert (ran.code, ran.err) == (0, "")
    ran = shell.run("--account", "wrok", "status")
    assert ran.code == 2
    assert "Accounts are work, home, broken." in ran.err


def test_the_accounts_are_listed(shell: Shell) -> None:
    lines = shell.run("accounts").out.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [
        ["home", "demo@example.com"], ["broken", "no"],
    ]  # fmt: skip
    assert lines[0].startswith("* work ")
    told = shell.run("accounts", "--json", env={"MMSTUI_ACCOUNT": "home"}).json["accounts"]
    assert [(each["name"], each["opened"]) for each in told] == [
        ("work", False), ("home", True), ("broken", False),
    ]  # fmt: skip
    assert shell.run("complete", "account", "h").out == "home\tdemo@example.com\n"


def test_an_account_is_set_up_beside_the_others(
    shell: Shell, services: tuple[Simulated, Simulated]
) -> None:
    path = shell.home / "mmstui" / "config.toml"
    path.write_text(path.read_text().replace('username = "x', 'username = "x"'))
    words = ["--account", "third", "setup", "--username", "demo@example.com", "--no-sync"]
    words += ["--no-input", "--keep", "file", "--password-stdin", "--since", "all"]
    ran = shell.run(*words, text="demo\n", env={"MMSTUI_API_URL": services[0].url})
    assert ran.code == 0, ran.err
    password = path.with_name("api-password-third")
    assert (password.read_text(), password.stat().st_mode & 0o077) == ("demo\n", 0)
    assert [each.split()[0] for each in shell.run("accounts").out.splitlines()[1:]] == [
        "home", "broken", "third",
    ]  # fmt: skip


def test_each_account_has_its_own_service(shell: Shell) -> None:
    folder = shell.home / "bin"
    folder.mkdir()
    for name in ("systemctl", "loginctl"):
        (folder / name).write_text('#!/bin/sh\necho "$@" >> "$HOME/told"; echo 252\n')
        (folder / name).chmod(0o755)
    shell.env["PATH"] = f"{folder}:/usr/bin:/bin"
    for words in (["service", "install"], ["service", "install", "--account", "home"]):
        assert shell.run(*words).code == 0
    units = shell.home / ".config" / "systemd" / "user"
    for name in ("work", "home"):
        text = (units / f"mmstui-{name}.service").read_text()
        assert f'"mmstui" "--account" "{name}" "sync" "--watch"' in text
        assert f"--user restart mmstui-{name}.service" in (shell.home / "told").read_text()
    assert shell.run("--account", "home", "service", "remove").code == 0
    assert [path.name for path in units.iterdir()] == ["mmstui-work.service"]


def test_the_palette_opens_another_account(shell: Shell) -> None:
    with Terminal(shell.command("--account", "work"), shell.env) as terminal:
        terminal.wait_for("to the office")
        terminal.press("ctrl+p")
        terminal.wait_for("type to find")
        terminal.write("account home")
        terminal.wait_for("open the account home")
        terminal.press("enter")
        terminal.wait_for("to the house")
        assert "to the office" not in terminal.text
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
